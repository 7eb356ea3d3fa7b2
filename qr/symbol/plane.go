package symbol

import "image"

// plane is a grey picture with the sums of all rectangles at its upper left corner, so that the mean of any rectangle costs four
// look-ups. Buffers are kept from picture to picture.
type plane struct {
	w, h int
	pix  []uint8  // w*h
	sum  []uint32 // (w+1)*(h+1); wraps around, which differences do not notice while a rectangle stays below 16 megapixels
}

// load takes over a picture.
func (p *plane) load(g *image.Gray) {
	p.w, p.h = g.Rect.Dx(), g.Rect.Dy()
	p.pix = resize(p.pix, p.w*p.h)
	for y := range p.h {
		copy(p.pix[y*p.w:(y+1)*p.w], g.Pix[y*g.Stride:])
	}
	p.integrate()
}

// halve takes over a picture at half its width and height; a pixel is the mean of four.
func (p *plane) halve(from *plane) {
	p.w, p.h = from.w/2, from.h/2
	p.pix = resize(p.pix, p.w*p.h)
	for y := range p.h {
		upper := from.pix[2*y*from.w:][:2*p.w]
		lower := from.pix[(2*y+1)*from.w:][:2*p.w]
		row := p.pix[y*p.w:][:p.w]
		for x := range row {
			row[x] = uint8((uint32(upper[2*x]) + uint32(upper[2*x+1]) + uint32(lower[2*x]) + uint32(lower[2*x+1]) + 2) / 4)
		}
	}
	p.integrate()
}

func (p *plane) integrate() {
	w := p.w + 1
	p.sum = resize(p.sum, w*(p.h+1))
	clear(p.sum[:w])
	for y := range p.h {
		above, row, line := p.sum[y*w:][:w], p.sum[(y+1)*w:][:w], p.pix[y*p.w:][:p.w]
		row[0] = 0
		s := uint32(0)
		for x, v := range line {
			s += uint32(v)
			row[x+1] = above[x+1] + s
		}
	}
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// at returns the grey at a place in pixels, where pixel (0, 0) covers the unit square at the origin; between the centres of
// pixels it interpolates.
func (p *plane) at(q point) float64 {
	x, y := q.x-.5, q.y-.5
	ix, iy := int(x), int(y)
	if !(x >= 0 && y >= 0 && x < float64(p.w-1) && y < float64(p.h-1)) { // also what is no number
		return float64(p.pix[min(max(iy, 0), p.h-1)*p.w+min(max(ix, 0), p.w-1)])
	}
	fx, fy := x-float64(ix), y-float64(iy)
	i := iy*p.w + ix
	upper, lower := p.pix[i:i+2], p.pix[i+p.w:i+p.w+2]
	return (float64(upper[0])*(1-fx)+float64(upper[1])*fx)*(1-fy) + (float64(lower[0])*(1-fx)+float64(lower[1])*fx)*fy
}

// mean returns the mean grey of the square of side 2r around a place, of the part that lies in the picture.
func (p *plane) mean(q point, r float64) float64 {
	x0, x1 := max(int(q.x-r), 0), min(int(q.x+r)+1, p.w)
	y0, y1 := max(int(q.y-r), 0), min(int(q.y+r)+1, p.h)
	if x1 <= x0 || y1 <= y0 {
		return 128
	}
	w := p.w + 1
	s := p.sum[y1*w+x1] - p.sum[y0*w+x1] - p.sum[y1*w+x0] + p.sum[y0*w+x0]
	return float64(s) / float64((x1-x0)*(y1-y0))
}

// contains tells whether a place lies in the picture.
func (p *plane) contains(q point) bool {
	return q.x >= 0 && q.y >= 0 && q.x < float64(p.w) && q.y < float64(p.h)
}
