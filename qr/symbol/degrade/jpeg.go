package degrade

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
)

// jpegTables are those of the standard library's encoder: of luminance, then of colour.
type jpegTables struct {
	quantizers, huffman []byte // the segments
	quantizer           [2][64]byte
	codes               [2][2][256]jpegCode // of the constant term and of the others
	basis               [8][8]float64       // of the cosine transform
}

type jpegCode struct{ code, length uint }

// newJPEGTables takes the tables out of a small picture.
func newJPEGTables(quality int) (*jpegTables, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 8, 8)), &jpeg.Options{Quality: quality}); err != nil {
		return nil, err
	}
	t := new(jpegTables)
	for u := range t.basis {
		scale := .5
		if u == 0 {
			scale = math.Sqrt(.125)
		}
		for i := range t.basis[u] {
			t.basis[u][i] = scale * math.Cos(float64(2*i+1)*float64(u)*math.Pi/16)
		}
	}
	for data := b.Bytes()[2:]; ; {
		n := 2 + int(data[2])<<8 + int(data[3])
		whole, body := data[:n], data[4:n]
		switch data[1] {
		case 0xdb:
			t.quantizers = whole
			for ; len(body) > 0; body = body[65:] {
				t.quantizer[body[0]] = [64]byte(body[1:65])
			}
		case 0xc4:
			t.huffman = whole
			for len(body) > 0 {
				body = body[17+t.readCodes(body):]
			}
		case 0xda:
			return t, nil
		}
		data = data[n:]
	}
}

// readCodes reads a table of codes and returns the number of its symbols.
func (t *jpegTables) readCodes(b []byte) (n int) {
	codes := &t.codes[b[0]&1][b[0]>>4]
	next := uint(0)
	for length := 1; length <= 16; length++ {
		for range b[length] {
			codes[b[17+n]] = jpegCode{next, uint(length)}
			next++
			n++
		}
		next <<= 1
	}
	return n
}

// bitWriter packs bits, and puts a zero behind each 0xff.
type bitWriter struct {
	bytes.Buffer
	bits, n uint
}

func (w *bitWriter) put(v, n uint) {
	w.bits, w.n = w.bits<<n|v&(1<<n-1), w.n+n
	for ; w.n >= 8; w.n -= 8 {
		b := byte(w.bits >> (w.n - 8))
		w.WriteByte(b)
		if b == 0xff {
			w.WriteByte(0)
		}
	}
}

// flush fills the last byte with ones.
func (w *bitWriter) flush() {
	if w.n > 0 {
		w.put(0x7f, 8-w.n)
	}
}

// write codes a block (annex F.1.2) and returns its constant term.
func (t *jpegTables) write(w *bitWriter, kind, before int, at func(i, j int) float64) int {
	block := t.cosines(at)
	run := 0
	constant := int(math.Round(block[0] / float64(t.quantizer[kind][0])))
	t.number(w, &t.codes[kind][0], 0, constant-before)
	codes := &t.codes[kind][1]
	for k := 1; k < 64; k++ {
		v := int(math.Round(block[zigzag(k)] / float64(t.quantizer[kind][k])))
		if v == 0 {
			run++
			continue
		}
		for ; run > 15; run -= 16 {
			w.put(codes[0xf0].code, codes[0xf0].length)
		}
		t.number(w, codes, run, v)
		run = 0
	}
	if run > 0 {
		w.put(codes[0].code, codes[0].length)
	}
	return constant
}

// number writes the code of a run and a size, and the bits of a number.
func (t *jpegTables) number(w *bitWriter, codes *[256]jpegCode, run, v int) {
	size := uint(0)
	for most := max(v, -v); most > 0; most >>= 1 {
		size++
	}
	c := codes[uint(run)<<4|size]
	w.put(c.code, c.length)
	if v < 0 {
		v += 1<<size - 1
	}
	w.put(uint(v), size)
}

// cosines is the transform of a block (annex A.3.3), row by row.
func (t *jpegTables) cosines(at func(i, j int) float64) (out [64]float64) {
	var rows [8][8]float64
	for j := range rows {
		for i := range 8 {
			v := at(i, j)
			for u := range rows[j] {
				rows[j][u] += v * t.basis[u][i]
			}
		}
	}
	for k := range out {
		for j := range rows {
			out[k] += rows[j][k%8] * t.basis[k/8][j]
		}
	}
	return out
}

// zigzag is the place of the coefficient that is coded as number k (figure A.6): diagonals, up and down by turns.
func zigzag(k int) int {
	for d := range 15 {
		least, most := max(0, d-7), min(d, 7)
		if n := most - least + 1; k >= n {
			k -= n
			continue
		}
		x := least + k
		if d%2 == 1 {
			x = most - k
		}
		return 8*(d-x) + x
	}
	return 0
}
