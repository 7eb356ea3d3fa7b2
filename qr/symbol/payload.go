package symbol

import (
	"errors"
	"fmt"
)

// characters is the alphanumeric set in the order of its values (ISO/IEC 18004, table 5).
const characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

// Mode indicators that carry no characters of their own (table 2).
const (
	terminator       = 0b0000
	structuredAppend = 0b0011
	fnc1First        = 0b0101
	eci              = 0b0111
	fnc1Second       = 0b1001
)

var errShort = errors.New("symbol: segment ends early")

// bitReader takes numbers from the data codewords, most significant bit first.
type bitReader struct {
	data []byte
	pos  int // in bits
}

func (r *bitReader) left() int { return 8*len(r.data) - r.pos }

func (r *bitReader) take(n int) (int, error) {
	if n > r.left() {
		return 0, errShort
	}
	v := 0
	for range n {
		v = v<<1 | int(r.data[r.pos/8]>>(7-r.pos%8)&1)
		r.pos++
	}
	return v, nil
}

// payload returns the bytes that the segments carry, one after the other. Nothing guesses a character set: bytes of a byte
// segment are themselves whatever ECI says, kanji are Shift JIS.
func payload(data []byte, version int) ([]byte, error) {
	r := &bitReader{data: data}
	var out []byte
	for r.left() >= 4 {
		indicator, err := r.take(4)
		if err != nil {
			return nil, err
		}
		if indicator == terminator {
			break
		}
		segment, ok := segments[indicator]
		if !ok {
			return nil, fmt.Errorf("symbol: mode indicator %04b is not defined", indicator)
		}
		if out, err = segment(r, version, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// segments maps a mode indicator to what appends the characters of such a segment.
var segments = map[int]func(r *bitReader, version int, out []byte) ([]byte, error){
	numeric.indicator:      numericSegment,
	alphanumeric.indicator: alphanumericSegment,
	eightBit.indicator:     byteSegment,
	kanji.indicator:        kanjiSegment,
	structuredAppend:       skip(16),
	fnc1First:              skip(0),
	fnc1Second:             skip(8),
	eci:                    eciSegment,
}

func skip(bits int) func(*bitReader, int, []byte) ([]byte, error) {
	return func(r *bitReader, _ int, out []byte) ([]byte, error) {
		_, err := r.take(bits)
		return out, err
	}
}

// eciSegment steps over the designator of 1 to 3 bytes (table 4): whoever asked for raw bytes gets raw bytes.
func eciSegment(r *bitReader, _ int, out []byte) ([]byte, error) {
	first, err := r.take(8)
	if err != nil {
		return nil, err
	}
	more := 0
	switch {
	case first&0x80 == 0:
	case first&0xc0 == 0x80:
		more = 8
	case first&0xe0 == 0xc0:
		more = 16
	default:
		return nil, errors.New("symbol: malformed ECI designator")
	}
	_, err = r.take(more)
	return out, err
}

func numericSegment(r *bitReader, version int, out []byte) ([]byte, error) {
	n, err := r.take(numeric.count(version))
	for err == nil && n > 0 {
		digits := min(n, 3)
		v := 0
		if v, err = r.take([...]int{1: 4, 2: 7, 3: 10}[digits]); err != nil {
			break
		}
		text := fmt.Sprintf("%0*d", digits, v)
		if len(text) != digits {
			return nil, fmt.Errorf("symbol: %d where %d digits should be", v, digits)
		}
		out = append(out, text...)
		n -= digits
	}
	return out, err
}

func alphanumericSegment(r *bitReader, version int, out []byte) ([]byte, error) {
	n, err := r.take(alphanumeric.count(version))
	for ; err == nil && n > 1; n -= 2 {
		v := 0
		if v, err = r.take(11); err != nil {
			break
		}
		if v >= len(characters)*len(characters) {
			return nil, fmt.Errorf("symbol: %d is no pair of alphanumeric characters", v)
		}
		out = append(out, characters[v/len(characters)], characters[v%len(characters)])
	}
	if err == nil && n == 1 {
		v := 0
		if v, err = r.take(6); err != nil {
			return nil, err
		}
		if v >= len(characters) {
			return nil, fmt.Errorf("symbol: %d is no alphanumeric character", v)
		}
		out = append(out, characters[v])
	}
	return out, err
}

func byteSegment(r *bitReader, version int, out []byte) ([]byte, error) {
	n, err := r.take(eightBit.count(version))
	for ; err == nil && n > 0; n-- {
		v := 0
		if v, err = r.take(8); err == nil {
			out = append(out, byte(v))
		}
	}
	return out, err
}

// kanjiSegment undoes the packing of 7.4.6: a 13-bit number is two bytes of Shift JIS.
func kanjiSegment(r *bitReader, version int, out []byte) ([]byte, error) {
	n, err := r.take(kanji.count(version))
	for ; err == nil && n > 0; n-- {
		v := 0
		if v, err = r.take(13); err != nil {
			break
		}
		v = v/0xc0<<8 | v%0xc0
		if v < 0x1f00 {
			v += 0x8140
		} else {
			v += 0xc140
		}
		out = append(out, byte(v>>8), byte(v))
	}
	return out, err
}
