package symbol

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/png"
)

// Image draws the symbol black on white with its quiet zone, scale pixels a module (at least 1).
// Its side is scale*(Size()+2*QuietZone) pixels.
func (c *Code) Image(scale int) *image.Paletted {
	scale = max(scale, 1)
	side := scale * (c.size + 2*QuietZone)
	m := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	row := make([]uint8, side)
	for y := range c.size {
		for x := range side {
			row[x] = 0
			if c.At(x/scale-QuietZone, y) {
				row[x] = 1
			}
		}
		for k := range scale {
			copy(m.Pix[((y+QuietZone)*scale+k)*m.Stride:], row)
		}
	}
	return m
}

// PNG returns the picture that [Code.Image] draws as a PNG file, one bit a pixel.
func (c *Code) PNG(scale int) ([]byte, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, c.Image(scale)); err != nil {
		return nil, fmt.Errorf("symbol: png: %w", err)
	}
	return b.Bytes(), nil
}

// GIF returns an endless animation of the codes, each shown for delay hundredths of a second. Smaller codes stand in the middle
// of the largest one's square.
func GIF(codes []*Code, scale, delay int) ([]byte, error) {
	if len(codes) == 0 {
		return nil, errors.New("symbol: gif: no codes")
	}
	side := 0
	for _, c := range codes {
		side = max(side, max(scale, 1)*(c.size+2*QuietZone))
	}
	canvas := image.Rect(0, 0, side, side)
	g := gif.GIF{Config: image.Config{Width: side, Height: side, ColorModel: color.Palette{color.White, color.Black}}}
	for _, c := range codes {
		frame := image.NewPaletted(canvas, color.Palette{color.White, color.Black})
		m := c.Image(scale)
		offset := (side - m.Rect.Dx()) / 2
		for y := range m.Rect.Dy() {
			copy(frame.Pix[(y+offset)*frame.Stride+offset:], m.Pix[y*m.Stride:(y+1)*m.Stride])
		}
		g.Image = append(g.Image, frame)
		g.Delay = append(g.Delay, delay)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &g); err != nil {
		return nil, fmt.Errorf("symbol: gif: %w", err)
	}
	return b.Bytes(), nil
}
