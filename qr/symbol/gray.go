package symbol

import (
	"image"
	"image/color"
)

// toGray returns the luminance of a picture as a grey picture with its corner at (0, 0). Where the picture has a plane of
// luminance already, it is shared, not copied.
func toGray(m image.Image) *image.Gray {
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	switch m := m.(type) {
	case *image.Gray:
		return &image.Gray{Pix: cut(m.Pix, m.Stride, w, h, m.PixOffset(b.Min.X, b.Min.Y)), Stride: m.Stride, Rect: image.Rect(0, 0, w, h)}
	case *image.YCbCr:
		return &image.Gray{Pix: cut(m.Y, m.YStride, w, h, m.YOffset(b.Min.X, b.Min.Y)), Stride: m.YStride, Rect: image.Rect(0, 0, w, h)}
	}
	g := image.NewGray(image.Rect(0, 0, w, h))
	switch m := m.(type) {
	case *image.Paletted:
		var luma [256]uint8
		for i, c := range m.Palette {
			luma[i&0xff] = onWhite(c)
		}
		for y := range h {
			for x := range w {
				g.Pix[y*g.Stride+x] = luma[m.Pix[m.PixOffset(b.Min.X+x, b.Min.Y+y)]]
			}
		}
	case *image.RGBA:
		for y := range h {
			for x := range w {
				p := m.Pix[m.PixOffset(b.Min.X+x, b.Min.Y+y):]
				g.Pix[y*g.Stride+x] = luma(uint32(p[0]), uint32(p[1]), uint32(p[2])) + 0xff - p[3] // premultiplied: on white
			}
		}
	default:
		for y := range h {
			for x := range w {
				g.Pix[y*g.Stride+x] = onWhite(m.At(b.Min.X+x, b.Min.Y+y))
			}
		}
	}
	return g
}

// cut shortens a plane so that it begins at the picture's corner; an empty picture has none.
func cut(pix []uint8, stride, w, h, offset int) []uint8 {
	if w <= 0 || h <= 0 {
		return nil
	}
	return pix[offset : offset+(h-1)*stride+w]
}

// luma weighs 8-bit components as image/color does.
func luma(r, g, b uint32) uint8 { return uint8((19595*r + 38470*g + 7471*b + 1<<15) >> 16) }

// onWhite returns the luminance of a colour in front of white paper: drawings of codes often have a transparent background.
func onWhite(c color.Color) uint8 {
	r, g, b, a := c.RGBA()
	rest := 0xffff - a
	return luma((r+rest)>>8, (g+rest)>>8, (b+rest)>>8)
}
