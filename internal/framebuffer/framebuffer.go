// Package framebuffer draws on the Linux console's framebuffer, where a terminal's cells are too coarse for a large QR code.
//
// Drawing is a pure function on bytes; only [Open] touches the device.
package framebuffer

import (
	"errors"
	"fmt"
	"image"
	"image/color"
)

// Layout says how the bytes of a framebuffer make pixels.
type Layout struct {
	Width, Height    int // visible pixels
	Line             int // bytes of a line
	Offset           int // of the first visible pixel, in bytes
	BitsPerPixel     int // 16, 24 or 32
	Red, Green, Blue Field
}

// Field is where a component lies in a pixel: the lowest bit and the number of bits.
type Field struct{ Shift, Bits uint }

// ErrLayout is wrapped by errors about framebuffers of another kind.
var ErrLayout = errors.New("framebuffer: not a picture of direct colours")

// check refuses what Draw could not draw.
func (l Layout) check(size int) error {
	depth := l.BitsPerPixel
	if depth != 16 && depth != 24 && depth != 32 {
		return fmt.Errorf("%w: %d bits a pixel", ErrLayout, depth)
	}
	for _, f := range []Field{l.Red, l.Green, l.Blue} {
		if f.Bits == 0 || f.Bits > 8 || f.Shift+f.Bits > uint(depth) {
			return fmt.Errorf("%w: a component of %d bits at bit %d", ErrLayout, f.Bits, f.Shift)
		}
	}
	if l.Width <= 0 || l.Height <= 0 || l.Line < l.Width*depth/8 || l.Offset < 0 || l.Offset+(l.Height-1)*l.Line+l.Width*depth/8 > size {
		return fmt.Errorf("%w: %d by %d pixels, lines of %d bytes, in %d bytes", ErrLayout, l.Width, l.Height, l.Line, size)
	}
	return nil
}

func (l Layout) pixel(c color.Color) uint32 {
	r, g, b, _ := c.RGBA()
	put := func(v uint32, f Field) uint32 { return v >> (16 - f.Bits) << f.Shift }
	return put(r, l.Red) | put(g, l.Green) | put(b, l.Blue)
}

// Draw fills a framebuffer with a picture in the middle of white, enlarged by the largest whole factor that fits. It fails when
// the picture does not fit at its own size.
func Draw(memory []byte, l Layout, m *image.Paletted) error {
	if err := l.check(len(memory)); err != nil {
		return err
	}
	size := m.Rect.Size()
	if size.X <= 0 || size.Y <= 0 {
		return errors.New("framebuffer: an empty picture")
	}
	scale := min(l.Width/size.X, l.Height/size.Y)
	if scale == 0 {
		return fmt.Errorf("framebuffer: %d by %d pixels do not fit on a screen of %d by %d", size.X, size.Y, l.Width, l.Height)
	}
	colours := make([]uint32, 256)
	for i, c := range m.Palette {
		colours[i&0xff] = l.pixel(c)
	}
	left, top := (l.Width-scale*size.X)/2, (l.Height-scale*size.Y)/2
	width := l.BitsPerPixel / 8
	line := make([]byte, l.Width*width)
	for y := range l.Height {
		row := y - top
		for x := range l.Width {
			p := l.pixel(color.White)
			if column := x - left; row >= 0 && row < scale*size.Y && column >= 0 && column < scale*size.X {
				p = colours[m.Pix[row/scale*m.Stride+column/scale]]
			}
			for k := range width {
				line[x*width+k] = byte(p >> (8 * k))
			}
		}
		copy(memory[l.Offset+y*l.Line:], line)
	}
	return nil
}
