package camera

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"iter"
)

// Markers of a JPEG stream (ITU-T T.81, table B.1), after 0xff.
const (
	baseline        = 0xc0
	extended        = 0xc1
	huffmanTables   = 0xc4
	firstRestart    = 0xd0 // to 0xd7
	startOfImage    = 0xd8
	endOfImage      = 0xd9
	startOfScan     = 0xda
	quantization    = 0xdb
	restartInterval = 0xdd
	application     = 0xe0 // to 0xef
	adobe           = 0xee
	comment         = 0xfe
)

// decodeJPEG returns the luminance of a JPEG picture. Frames of cameras and of AVI files leave the Huffman tables out where
// they are the usual ones; these are put in. What [luminance] does not read is the standard library's to read or to refuse.
func decodeJPEG(data []byte) (*image.Gray, error) {
	if !hasTables(data) {
		data = withTables(data)
	}
	if m, ok := luminance(data); ok {
		return m, nil
	}
	return decodeUnusual(data)
}

func decodeUnusual(data []byte) (*image.Gray, error) {
	c, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if !sane(c.Width, c.Height) {
		return nil, fmt.Errorf("%w: %d by %d pixels", ErrDamaged, c.Width, c.Height)
	}
	m, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	switch m := m.(type) {
	case *image.Gray:
		return m, nil
	case *image.YCbCr:
		return &image.Gray{Pix: m.Y, Stride: m.YStride, Rect: m.Rect}, nil
	}
	g := image.NewGray(m.Bounds())
	draw.Draw(g, g.Rect, m, g.Rect.Min, draw.Src)
	return g, nil
}

// segment is a marker and what belongs to it.
type segment struct {
	marker byte
	at     int    // where its marker begins
	body   []byte // behind its length
}

// segments are the marker segments up to the first scan's, that one last.
func segments(data []byte) iter.Seq[segment] {
	return func(yield func(segment) bool) {
		for at := 2; at+4 <= len(data) && data[at] == 0xff; {
			end := at + 2 + int(data[at+2])<<8 + int(data[at+3])
			if end < at+4 || end > len(data) {
				return
			}
			s := segment{data[at+1], at, data[at+4 : end]}
			if !yield(s) || s.marker == startOfScan {
				return
			}
			at = end
		}
	}
}

func hasTables(data []byte) bool {
	for s := range segments(data) {
		if s.marker == huffmanTables {
			return true
		}
	}
	return false
}

// withTables puts the tables of annex K.3, which the standard library's encoder writes, before the first scan.
func withTables(data []byte) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 8, 8)), nil); err != nil {
		return data
	}
	var tables []byte
	for s := range segments(b.Bytes()) {
		if s.marker == huffmanTables {
			tables = append(tables, b.Bytes()[s.at:s.at+4+len(s.body)]...)
		}
	}
	for s := range segments(data) {
		if s.marker == startOfScan {
			return bytes.Join([][]byte{data[:s.at], tables, data[s.at:]}, nil)
		}
	}
	return data
}
