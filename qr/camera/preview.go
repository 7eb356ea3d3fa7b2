package camera

import (
	"fmt"
	"image"
	"strings"
)

// Greys of the 256-colour table: 24 steps from 232.
const (
	firstGrey = 232
	greySteps = 24
	green     = 46
)

// Preview draws a frame small, as lines of columns half blocks in grey, at most rows of them; the corners in marks are drawn
// green, as the frames of what was found.
func Preview(m *image.Gray, columns, rows int, marks [][4]image.Point) []string {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if w == 0 || h == 0 || columns <= 0 || rows <= 0 {
		return nil
	}
	if fit := columns * h / w; fit < 2*rows {
		rows = max((fit+1)/2, 1)
	}
	columns = min(columns, max(2*rows*w/h, 1))
	colours := shrink(m, columns, 2*rows)
	for _, corners := range marks {
		for i, from := range corners {
			mark(colours, columns, scaled(from, m.Rect, columns, 2*rows), scaled(corners[(i+1)%4], m.Rect, columns, 2*rows))
		}
	}
	lines := make([]string, rows)
	for r := range lines {
		var b strings.Builder
		for c := range columns {
			fmt.Fprintf(&b, "\x1b[38;5;%d;48;5;%dm▀", colours[2*r*columns+c], colours[(2*r+1)*columns+c])
		}
		lines[r] = b.String() + "\x1b[0m"
	}
	return lines
}

// shrink returns the colours of w by h fields, each the grey at its middle.
func shrink(m *image.Gray, w, h int) []uint8 {
	out := make([]uint8, w*h)
	for y := range h {
		for x := range w {
			v := m.GrayAt(m.Rect.Min.X+(2*x+1)*m.Rect.Dx()/(2*w), m.Rect.Min.Y+(2*y+1)*m.Rect.Dy()/(2*h)).Y
			out[y*w+x] = firstGrey + uint8(int(v)*greySteps/256)
		}
	}
	return out
}

func scaled(p image.Point, r image.Rectangle, w, h int) image.Point {
	return image.Pt((p.X-r.Min.X)*w/r.Dx(), (p.Y-r.Min.Y)*h/r.Dy())
}

// mark draws a line, as far as it is in the picture.
func mark(colours []uint8, w int, from, to image.Point) {
	picture := image.Rect(0, 0, w, len(colours)/w)
	d := to.Sub(from)
	steps := min(max(d.X, -d.X, d.Y, -d.Y, 1), 4*w)
	for i := range steps + 1 {
		if p := from.Add(d.Mul(i).Div(steps)); p.In(picture) {
			colours[p.Y*w+p.X] = green
		}
	}
}
