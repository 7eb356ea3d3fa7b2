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
}

const (
	leastTiming = .30 // a score below is no timing pattern
	mostLayouts = 4
)

// layouts returns the likeliest versions of the symbol at three finders, best first. The scale at each finder tells the distance
// in modules also when the symbol is tilted; the timing patterns decide.
func layouts(p *plane, a, b, c frame, inverted bool) []layout {
	right, down := b.centre.distance(a.centre), c.centre.distance(a.centre)
	// Along a tilted line the scale at both ends has the distance's mean scale as its geometric mean.
	modules := (right/math.Sqrt(a.right.length()*b.right.length()) + down/math.Sqrt(a.down.length()*c.down.length())) / 2
	guess := (modules - 10) / 4
	spread := 1.5 + guess/6
	horizontal := newTimingLine(p, a, b, a.down, b.down, a.right, b.right, inverted)
	vertical := newTimingLine(p, a, c, a.right, c.right, a.down, c.down, inverted)
	var out []layout
	for v := max(1, int(guess-spread)); v <= min(MaxVersion, int(math.Ceil(guess+spread))); v++ {
		x, wx := horizontal.best(v)
		y, wy := vertical.best(v)
		score := (x + y) / 2
		if score < leastTiming || min(x, y) < leastTiming/2 {
			continue
		}
		size := float64(Size(v))
		out = append(out, layout{v, score, corner(3.5, size-3.5, a.centre, b.centre, c.centre, wx, wy)})
	}
	slices.SortStableFunc(out, func(a, b layout) int { return cmp.Compare(b.score, a.score) })
	return out[:min(len(out), mostLayouts)]
}

// timingLine is the grey along a timing pattern, from the corner of one finder to that of the other, both dark.
type timingLine struct {
	profile []float64 // darker than the surroundings is positive; evenly spaced
	tilt    float64   // weight of the far end, guessed from the scale at both ends
}

// newTimingLine samples the line between two finders, 3 modules aside of their centres and 3 inwards. side is the vector of a
// module towards the line, along that of a module along it, each at both ends.
func newTimingLine(p *plane, from, to frame, side, farSide, along, farAlong point, inverted bool) timingLine {
	start := from.centre.add(side.times(3)).add(along.times(3))
	end := to.centre.add(farSide.times(3)).sub(farAlong.times(3))
	module := math.Sqrt(along.length() * farAlong.length())
	n := int(min(start.distance(end)/module*6, 6*200)) + 2
	l := timingLine{profile: make([]float64, n), tilt: math.Sqrt(along.length() / farAlong.length())}
	step := end.sub(start).times(1 / float64(n-1))
	sign := 1.0
	if inverted {
		sign = -1
	}
	for i := range l.profile {
		q := start.add(step.times(float64(i)))
		// Across the line a little mean: the line may run up to a module aside.
		l.profile[i] = sign * (p.mean(q, 3.2*module) - p.at(q))
	}
	return l
}

// best returns how well the line alternates as that version's pattern does, from -1 to 1, and the weight of the far end that
// fits best.
func (l timingLine) best(version int) (score, tilt float64) {
	n := Size(version) - 13 // modules from end to end, both dark
	score = -1
	for k := -8; k <= 8; k++ {
		w := l.tilt * (1 + .02*float64(k))
		sum, all := 0.0, 0.0
		for i := 1; i < n; i++ {
			s := float64(i) / float64(n)
			s = w * s / (1 - s + w*s)
			v := l.profile[int(s*float64(len(l.profile)-1)+.5)]
			all += math.Abs(v)
			if i%2 == 1 {
				v = -v
			}
			sum += v
		}
		// In a sharp picture many weights fit alike; then the guess is the best.
		if s := sum/max(all, 1) - .005*math.Abs(float64(k)); s > score {
			score, tilt = s, w
		}
	}
	return score, tilt
}
