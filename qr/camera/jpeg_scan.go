package camera

import "image"

// luminance unpacks the first plane of a baseline JPEG picture, as cameras write them, in one scan; colour is passed over, which
// takes half of the time that unpacking it would. It answers false for anything else, and for what is damaged.
func luminance(data []byte) (*image.Gray, bool) {
	h, ok := readHeader(data)
	if !ok {
		return nil, false
	}
	luma := &h.components[0]
	across, down := units(h.width, luma.across), units(h.height, luma.down)
	s := scan{header: h, bits: bits{rest: h.scan}}
	if len(h.scan) < across*down/8 { // a unit takes a bit and more
		return nil, false
	}
	m := image.NewGray(image.Rect(0, 0, across*luma.across*side, down*luma.down*side))
	s.advance()
	for n := range across * down {
		if h.interval > 0 && n > 0 && n%h.interval == 0 {
			s.restart()
		}
		if !s.unit(m, n%across, n/across) {
			return nil, false
		}
	}
	m.Rect = image.Rect(0, 0, h.width, h.height)
	return m, true
}

// side of a block, in pixels.
const side = 8

// units is the number of units, so many blocks wide, that cover a length.
func units(length, blocks int) int { return (length + side*blocks - 1) / (side * blocks) }

// scan is the coded data of a picture on the way.
type scan struct {
	*header
	bits
	dc    int32 // of the last block of luminance
	block [64]int32
}

func (s *scan) restart() {
	s.advance()
	s.dc = 0
}

// unit reads a minimum coded unit: some blocks of each component.
func (s *scan) unit(m *image.Gray, x, y int) bool {
	luma := &s.components[0]
	dc, ac, q := &s.header.dc[luma.dcTable], &s.header.ac[luma.table], &s.quantizers[luma.quantizer]
	for v := range luma.down {
		for u := range luma.across {
			last, ok := s.read(dc, ac, q)
			if !ok {
				return false
			}
			at := (y*luma.down+v)*side*m.Stride + (x*luma.across+u)*side
			inverse(&s.block, last, m.Pix[at:], m.Stride)
		}
	}
	for i := range s.components[1:] {
		c := &s.components[1+i]
		dc, ac := &s.header.dc[c.dcTable], &s.header.ac[c.table]
		for range c.across * c.down {
			if !s.skip(dc, ac) {
				return false
			}
		}
	}
	return true
}

// read reads a block of luminance, and answers the place of the last coefficient that is not 0.
func (s *scan) read(dc, ac *huffman, q *quantizer) (last int, ok bool) {
	s.block = [64]int32{}
	next := s.peek()
	c := dc.find(next)
	size := c.symbol()
	if c == 0 || size > 15 {
		return 0, false
	}
	if size > 0 {
		s.dc += value(next<<c.length(), size)
	}
	s.at += c.length() + size
	s.block[0] = s.dc * q[0]
	for k := 1; k < len(s.block); k++ {
		next := s.peek()
		c := ac.find(next)
		if c == 0 {
			return 0, false
		}
		run, size := int(c.symbol()>>4), c.symbol()&15
		s.at += c.length() + size
		if size == 0 {
			if run < 15 {
				break // the rest is 0
			}
			k += run
			continue
		}
		if k += run; k >= len(s.block) {
			return 0, false
		}
		s.block[zigzag[k&63]] = value(next<<c.length(), size) * q[k&63]
		last = k
	}
	return last, s.at <= s.end
}

// skip passes over a block.
func (s *scan) skip(dc, ac *huffman) bool {
	c := dc.find(s.peek())
	if c == 0 || c.symbol() > 15 {
		return false
	}
	s.at += c.length() + c.symbol()
	for k := 1; k < len(s.block); k++ {
		c := ac.find(s.peek())
		if c == 0 {
			return false
		}
		run, size := int(c.symbol()>>4), c.symbol()&15
		s.at += c.length() + size
		if size == 0 && run < 15 {
			break
		}
		k += run
	}
	return s.at <= s.end
}

// zigzag is the order in which coefficients are coded (T.81, figure A.6).
var zigzag = [64]uint8{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
}
