package camera

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
)

// Markers of a JPEG stream (ITU-T T.81, table B.1), after 0xff.
const (
	startOfImage = 0xd8
	endOfImage   = 0xd9
	startOfScan  = 0xda
	huffman      = 0xc4
	restart      = 0xd0 // to 0xd7
)

// decodeJPEG returns the luminance of a JPEG picture. Frames of cameras and of AVI files leave the Huffman tables out where
// they are the usual ones; these are put in.
func decodeJPEG(data []byte) (*image.Gray, error) {
	if !hasTables(data) {
		data = withTables(data)
	}
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

// segments walks the marker segments up to the first scan and calls visit with each marker and where its segment begins.
func segments(data []byte, visit func(marker byte, at int)) {
	for at := 2; at+4 <= len(data) && data[at] == 0xff; {
		marker := data[at+1]
		visit(marker, at)
		if marker == startOfScan {
			return
		}
		at += 2 + int(data[at+2])<<8 + int(data[at+3])
	}
}

func hasTables(data []byte) (has bool) {
	segments(data, func(marker byte, _ int) { has = has || marker == huffman })
	return has
}

// withTables puts the tables of annex K.3, which the standard library's encoder writes, before the first scan.
func withTables(data []byte) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 8, 8)), nil); err != nil {
		return data
	}
	usual := b.Bytes()
	var tables []byte
	segments(usual, func(marker byte, at int) {
		if marker == huffman {
			tables = append(tables, usual[at:at+2+int(usual[at+2])<<8+int(usual[at+3])]...)
		}
	})
	scan := -1
	segments(data, func(marker byte, at int) {
		if marker == startOfScan {
			scan = at
		}
	})
	if scan < 0 {
		return data
	}
	return bytes.Join([][]byte{data[:scan], tables, data[scan:]}, nil)
}
