package symbol

import "math"

// timingLine is the grey along a timing pattern, from the corner of one finder to that of the other, both dark.
type timingLine struct {
	p          *plane
	start, end point
	side       point   // the vector of a module across the line, away from the finders' centres
	module     float64 // width of a module along the line, mean
	tilt       float64 // weight of the far end, guessed from the scale at both ends
	sign       float64
	arch       float64   // how many modules the line's middle is off to the side
	profile    []float64 // darker than the surroundings is positive; evenly spaced
}

// newTimingLine takes the line between two finders, 3 modules aside of their centres and 3 inwards. side is the vector of a
// module towards the line, along that of a module along it, each at both ends.
func newTimingLine(p *plane, from, to frame, side, farSide, along, farAlong point, inverted bool) *timingLine {
	l := &timingLine{
		p:      p,
		start:  from.centre.add(side.times(3)).add(along.times(3)),
		end:    to.centre.add(farSide.times(3)).sub(farAlong.times(3)),
		side:   middle(side, farSide),
		module: math.Sqrt(along.length() * farAlong.length()),
		tilt:   math.Sqrt(along.length() / farAlong.length()),
		sign:   1,
	}
	if inverted {
		l.sign = -1
	}
	l.sample()
	return l
}

// sample fills the profile, six values a module.
func (l *timingLine) sample() {
	n := int(min(l.start.distance(l.end)/l.module, 200)*6) + 2
	l.profile = resize(l.profile, n)
	step := l.end.sub(l.start).times(1 / float64(n-1))
	// The arch spans the finders' centres, 3 modules beyond both ends of the line.
	inset := 3 / (l.start.distance(l.end)/l.module + 6)
	for i := range l.profile {
		s := inset + float64(i)/float64(n-1)*(1-2*inset)
		q := l.start.add(step.times(float64(i))).add(l.side.times(l.arch * 4 * s * (1 - s)))
		l.profile[i] = l.sign * (l.p.mean(q, 3.2*l.module) - l.p.at(q))
	}
}

// best returns how well the line alternates as that version's pattern does, from -1 to 1, the weight of the far end that fits
// best, and the contrast in grey levels that it shows, which is most in the middle of the modules.
func (l *timingLine) best(version int) (score, tilt, contrast float64) {
	contrast = math.Inf(-1)
	for k := -8; k <= 8; k++ {
		w := l.tilt * (1 + .02*float64(k))
		s, c := l.score(version, w)
		// In a sharp picture many weights fit alike; then the guess is the best.
		if c *= 1 - .005*math.Abs(float64(k)); c > contrast {
			score, tilt, contrast = s, w, c
		}
	}
	return score, tilt, contrast
}

func (l *timingLine) score(version int, tilt float64) (score, contrast float64) {
	n := Size(version) - 13 // modules from end to end, both dark
	sum, all := 0.0, 1.0
	for i := 1; i < n; i++ {
		s := float64(i) / float64(n)
		s = tilt * s / (1 - s + tilt*s)
		v := l.profile[int(s*float64(len(l.profile)-1)+.5)]
		all += math.Abs(v)
		if i%2 == 1 {
			v = -v
		}
		sum += v
	}
	return sum / all, sum / float64(n)
}

// bend returns the line along the arch on which one of the versions fits best: a page that is not flat.
func (l *timingLine) bend(from, to int) *timingLine {
	best, most := l, -1.0
	reach := .08 * l.start.distance(l.end) / l.side.length()
	const steps = 16
	for k := -steps; k <= steps; k++ {
		arched := *l
		arched.profile = nil
		arched.arch = reach * float64(k) / steps
		arched.sample()
		for v := from; v <= to; v++ {
			_, _, contrast := arched.best(v)
			contrast *= 1 - .1*math.Abs(float64(k))/steps // a small gain is no reason for an arch
			if contrast > most {
				best, most = &arched, contrast
			}
		}
	}
	return best
}
