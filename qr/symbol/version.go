package symbol

import (
	"cmp"
	"math"
	"slices"
)

// layout is one guess at a symbol's place: its version and the map from its modules to the picture.
type layout struct {
	version  int
	score    float64 // 1 when both timing patterns are exactly where they should be, near 0 by chance
	transfer homography
	// arch is how far, in modules, a bent page moves the middle between the upper finders down and that between the left ones right.
	arch [2]float64
}

// at returns where a place in the symbol lies in the picture.
func (l *layout) at(x, y float64) point {
	if l.arch == [2]float64{} {
		return l.transfer.at(x, y)
	}
	span := float64(Size(l.version) - 7)
	s, t := (x-3.5)/span, (y-3.5)/span
	return l.transfer.at(x+l.arch[1]*4*t*(1-t), y+l.arch[0]*4*s*(1-s))
}

// vectors returns how far the picture moves for one module to the right and one down, at a place.
func (l *layout) vectors(x, y float64) (right, down point) {
	return l.at(x+.5, y).sub(l.at(x-.5, y)), l.at(x, y+.5).sub(l.at(x, y-.5))
}

const (
	leastTiming = .30 // a score below is no timing pattern
	mostLayouts = 4
)

// layouts returns the likeliest versions of the symbol at three finders, best first. The scale at each finder tells the distance
// in modules also when the symbol is tilted; the timing patterns decide. With bent they are looked for along arches, too, which
// takes ten times as long.
func layouts(p *plane, a, b, c frame, inverted, bent bool) []layout {
	right, down := b.centre.distance(a.centre), c.centre.distance(a.centre)
	// Along a tilted line the scale at both ends has the distance's mean scale as its geometric mean.
	modules := (right/math.Sqrt(a.right.length()*b.right.length()) + down/math.Sqrt(a.down.length()*c.down.length())) / 2
	guess := (modules - 10) / 4
	spread := 1.5 + guess/6
	from, to := max(1, int(guess-spread)), min(MaxVersion, int(math.Ceil(guess+spread)))
	upper := newTimingLine(p, a, b, a.down, b.down, a.right, b.right, inverted)
	left := newTimingLine(p, a, c, a.right, c.right, a.down, c.down, inverted)
	if bent {
		upper, left = upper.bend(from, to), left.bend(from, to)
		// Where one line is an arch the modules lean at its ends, and the other line begins elsewhere than a square's corner says.
		if lean := 4 / modules; math.Abs(upper.arch) > math.Abs(left.arch) {
			lean *= upper.arch
			left = newTimingLine(p, a, c, a.right.add(a.down.times(lean)), c.right.add(c.down.times(lean)), a.down, c.down, inverted).bend(from, to)
		} else {
			lean *= left.arch
			upper = newTimingLine(p, a, b, a.down.add(a.right.times(lean)), b.down.add(b.right.times(lean)), a.right, b.right, inverted).bend(from, to)
		}
	}
	var out []layout
	for v := from; v <= to; v++ {
		x, wx, _ := upper.best(v)
		y, wy, _ := left.best(v)
		score := (x + y) / 2
		if score < leastTiming || min(x, y) < leastTiming/2 {
			continue
		}
		size := float64(Size(v))
		transfer := corner(3.5, size-3.5, a.centre, b.centre, c.centre, wx, wy)
		out = append(out, layout{v, score, transfer, [2]float64{upper.arch, left.arch}})
	}
	slices.SortStableFunc(out, func(a, b layout) int { return cmp.Compare(b.score, a.score) })
	n := 0
	for n < min(len(out), mostLayouts) && out[n].score > out[0].score/2 {
		n++
	}
	return out[:n]
}
