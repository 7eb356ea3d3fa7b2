package symbol

import (
	"cmp"
	"math"
	"slices"
)

// triple is three finder patterns that may belong to one symbol. Upper right and lower left follow the upper left clockwise, so
// a mirrored symbol comes out transposed.
type triple struct {
	upperLeft, upperRight, lowerLeft finder
	doubt                            float64 // how far from a square's corner; the less, the likelier
}

// scaled returns the triple as it lies in a picture that is larger by a factor.
func (t triple) scaled(factor float64) triple {
	for _, f := range []*finder{&t.upperLeft, &t.upperRight, &t.lowerLeft} {
		f.centre = f.centre.times(factor)
		f.module *= factor
	}
	return t
}

const (
	// mostFinders bounds the triples looked at: more patterns than that are noise, and the ones seen most often are kept.
	mostFinders = 24
	mostTriples = 60
)

// triples returns the plausible threes among the finders, likeliest first.
func triples(found []finder) []triple {
	found = slices.Clone(found)
	slices.SortStableFunc(found, func(a, b finder) int { return cmp.Compare(b.seen, a.seen) })
	found = found[:min(len(found), mostFinders)]
	var out []triple
	for i := range found {
		for j := i + 1; j < len(found); j++ {
			for k := j + 1; k < len(found); k++ {
				a, b, c := found[i], found[j], found[k]
				for _, order := range [3][3]finder{{a, b, c}, {b, c, a}, {c, a, b}} {
					if t, ok := arrange(order[0], order[1], order[2]); ok {
						out = append(out, t)
					}
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b triple) int { return cmp.Compare(a.doubt, b.doubt) })
	return out[:min(len(out), mostTriples)]
}

// arrange makes a triple with the first finder at its corner. It refuses what no camera makes of a square's corner.
func arrange(a, b, c finder) (triple, bool) {
	if a.inverted != b.inverted || a.inverted != c.inverted {
		return triple{}, false
	}
	right, down := b.centre.sub(a.centre), c.centre.sub(a.centre)
	if right.cross(down) < 0 {
		b, c = c, b
		right, down = down, right
	}
	least, most := min(a.module, b.module, c.module), max(a.module, b.module, c.module)
	sides := math.Abs(math.Log(right.length() / down.length()))
	cosine := math.Abs(right.unit().dot(down.unit()))
	across, along := right.length()/math.Sqrt(a.module*b.module), down.length()/math.Sqrt(a.module*c.module)
	if most > 3*least || sides > 1 || cosine > .7 || min(across, along) < 8 || max(across, along) > 220 {
		return triple{}, false
	}
	return triple{a, b, c, math.Log(most/least) + sides + cosine + math.Abs(math.Log(across/along))}, true
}

// frame is what can be measured at one finder: its centre and the vectors of one module right and one down.
type frame struct {
	centre, right, down point
}

// measure returns the frames of the three finders, with centres and module vectors measured on the grey picture, along the
// directions from finder to finder.
func (t *triple) measure(p *plane) (upperLeft, upperRight, lowerLeft frame, ok bool) {
	right := t.upperRight.centre.sub(t.upperLeft.centre).unit()
	down := t.lowerLeft.centre.sub(t.upperLeft.centre).unit()
	frames := [3]frame{}
	for i, f := range []finder{t.upperLeft, t.upperRight, t.lowerLeft} {
		if frames[i], ok = measure(p, f, right, down); !ok {
			return
		}
	}
	return frames[0], frames[1], frames[2], true
}

// measure finds where the edges of a finder lie along two directions. The centre is the middle of opposite edges, the module a
// seventh of the outer width and a third of the inner one, whichever is nearer to what the other direction says.
func measure(p *plane, f finder, right, down point) (frame, bool) {
	threshold := p.mean(f.centre, 4*f.module)
	centre := f.centre
	var size [2]float64
	for range 2 {
		for axis, d := range [2]point{right, down} {
			ahead, ok := rings(p, centre, d, 8*f.module, threshold, f.inverted)
			if !ok {
				return frame{}, false
			}
			behind, ok := rings(p, centre, d.times(-1), 8*f.module, threshold, f.inverted)
			if !ok {
				return frame{}, false
			}
			size[axis] = (ahead[2] + behind[2] + ahead[0] + behind[0]) / 10
			centre = centre.add(d.times((ahead[2] - behind[2] + ahead[0] - behind[0] + ahead[1] - behind[1]) / 6))
		}
	}
	if size[0] < 1 || size[1] < 1 {
		return frame{}, false
	}
	return frame{centre, right.times(size[0]), down.times(size[1])}, true
}
