package symbol

// thresholds says, for each block of 8 by 8 pixels, which grey parts dark from light: the middle between the darkest and the
// brightest pixel of 5 by 5 blocks. A mean would lie too high beside the quiet zone, where blur leaves little of a finder's
// light ring.
type thresholds struct {
	w, h      int // in blocks
	low, high []uint8
	middle    []uint8
}

const (
	block = 8
	// reach is how many blocks to each side count.
	reach = 2
	// flat is the contrast below which the neighbourhood shows nothing, and the threshold on its left goes on to hold: the
	// inside of a large dark module stays dark, a wall stays light.
	flat = 20
)

func (t *thresholds) load(p *plane) {
	t.w, t.h = (p.w+block-1)/block, (p.h+block-1)/block
	n := t.w * t.h
	t.low, t.high, t.middle = resize(t.low, n), resize(t.high, n), resize(t.middle, n)
	for by := range t.h {
		low, high := t.low[by*t.w:][:t.w], t.high[by*t.w:][:t.w]
		for bx := range low {
			low[bx], high[bx] = 255, 0
		}
		for y := by * block; y < min((by+1)*block, p.h); y++ {
			line := p.pix[y*p.w:][:p.w]
			for bx := range low {
				l, h := low[bx], high[bx]
				for _, v := range line[bx*block : min((bx+1)*block, p.w)] {
					l, h = min(l, v), max(h, v)
				}
				low[bx], high[bx] = l, h
			}
		}
	}
	t.decide()
}

func (t *thresholds) decide() {
	for by := range t.h {
		last := uint8(0)
		if by > 0 {
			last = t.middle[(by-1)*t.w]
		}
		for bx := range t.w {
			low, high := uint8(255), uint8(0)
			for y := max(by-reach, 0); y <= min(by+reach, t.h-1); y++ {
				from, to := y*t.w+max(bx-reach, 0), y*t.w+min(bx+reach, t.w-1)
				for i := from; i <= to; i++ {
					low, high = min(low, t.low[i]), max(high, t.high[i])
				}
			}
			if high-low >= flat {
				last = uint8((uint(low) + uint(high)) / 2)
			}
			t.middle[by*t.w+bx] = last
		}
	}
}

// runs appends to edges where the runs of dark and light of a row begin, the row's end last, and tells whether the first is dark.
func (t *thresholds) runs(p *plane, y int, edges []int) (out []int, dark bool) {
	line := p.pix[y*p.w:][:p.w]
	at := y / block * t.w
	dark = line[0] < t.middle[at]
	was := dark
	edges = append(edges, 0)
	for bx := range t.w {
		middle := t.middle[at+bx]
		x0 := bx * block
		if all := t.high[at+bx] < middle; all || t.low[at+bx] >= middle {
			if all != was { // the whole block is dark, or light
				was = all
				edges = append(edges, x0)
			}
			continue
		}
		for x, v := range line[x0:min(x0+block, p.w)] {
			if (v < middle) != was {
				was = !was
				edges = append(edges, x0+x)
			}
		}
	}
	return append(edges, p.w), dark
}
