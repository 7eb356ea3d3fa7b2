package symbol

import "math"

// finder is a finder pattern: a dark square of 3 modules in a light ring in a dark ring, 7 modules wide.
type finder struct {
	centre   point
	module   float64 // width of a module, roughly: the mean over all directions
	inverted bool
	seen     int // rows that crossed it
}

// finders scans every step-th row of a picture for runs of dark and light of 1:1:3:1:1 and looks at each hit from all sides.
type finders struct {
	p          *plane
	thresholds thresholds
	edges      []int // of one row: where a run begins
	found      []finder
}

func (f *finders) scan(p *plane, step int) []finder {
	f.p, f.found = p, f.found[:0]
	f.thresholds.load(p)
	for y := step / 2; y < p.h; y += step {
		var dark bool
		f.edges, dark = f.thresholds.runs(p, y, f.edges[:0])
		for i := 0; i+5 < len(f.edges); i++ {
			if e := f.edges[i : i+6]; ratio(e) {
				f.examine(e, y, dark == (i%2 == 0))
			}
		}
	}
	return f.found
}

// ratio tells whether five runs are near 1:1:3:1:1. A pixel either way is always allowed: runs of narrow modules are that rough.
func ratio(e []int) bool {
	total := e[5] - e[0]
	if total < 9 {
		return false
	}
	module := float64(total) / 7
	slack := module*.5 + .6
	for i, want := range [5]float64{1, 1, 3, 1, 1} {
		tolerance := slack
		if i == 2 {
			tolerance = slack * 1.5
		}
		if math.Abs(float64(e[i+1]-e[i])-want*module) > tolerance {
			return false
		}
	}
	return true
}

// examine looks at a hit in a row from all sides and keeps it when it is a finder pattern.
func (f *finders) examine(e []int, y int, dark bool) {
	module := float64(e[5]-e[0]) / 7
	centre := point{float64(e[2]+e[3]) / 2, float64(y) + .5}
	for i := range f.found {
		k := &f.found[i]
		if k.inverted != dark && k.centre.distance(centre) < 2*k.module {
			k.seen++
			return
		}
	}
	if !f.standing(int(centre.x), y, module, dark) {
		return
	}
	found, ok := concentric(f.p, centre, module, !dark)
	if !ok {
		return
	}
	for i := range f.found {
		k := &f.found[i]
		if k.inverted == found.inverted && k.centre.distance(found.centre) < 2*k.module {
			k.seen++
			return
		}
	}
	f.found = append(f.found, found)
}

// standing tells whether a column, too, has a run of dark, or of light, of about three modules at a row, between two of the other
// kind: a quick look that most hits in data and noise do not survive.
func (f *finders) standing(x, y int, module float64, dark bool) bool {
	p := f.p
	middle := f.thresholds.middle[y/block*f.thresholds.w+x/block]
	reach := int(module*6) + 2
	length := func(step int) (int, bool) {
		edges := [2]int{}
		n := 0
		want := dark
		for d := 1; d <= reach; d++ {
			row := y + d*step
			if row < 0 || row >= p.h {
				return 0, false
			}
			if (p.pix[row*p.w+x] < middle) != want {
				edges[n] = d
				if n++; n == 2 {
					return edges[0], float64(edges[1]-edges[0]) < 3*module+2
				}
				want = !want
			}
		}
		return 0, false
	}
	up, ok := length(-1)
	if !ok {
		return false
	}
	below, ok := length(1)
	return ok && float64(up+below-1) > 1.3*module-1 && float64(up+below-1) < 8*module+2
}

// concentric looks from a centre into eight directions. In each the square, the light ring and the dark ring must follow at
// distances of about 3:5:7. It returns the pattern with its centre put right.
func concentric(p *plane, centre point, module float64, inverted bool) (finder, bool) {
	const directions = 8
	threshold := p.mean(centre, 4*module)
	var reach [directions][3]float64
	for range 2 { // the second time from a better centre
		shift := point{}
		sum := 0.0
		for _, d := range [directions]int{1, 5, 3, 7, 2, 6, 0, 4} { // aslant first: the row has been seen
			sin, cos := math.Sincos(2 * math.Pi * float64(d) / directions)
			r, ok := rings(p, centre, point{cos, sin}, 7*module, threshold, inverted)
			if !ok {
				return finder{}, false
			}
			reach[d] = r
			sum += r[2]
			shift = shift.add(point{cos, sin}.times(r[2] + r[0]))
		}
		for d := range directions / 2 {
			if a, b := reach[d], reach[d+directions/2]; a[2] > 2*b[2] || b[2] > 2*a[2] {
				return finder{}, false
			}
		}
		centre = centre.add(shift.times(1.0 / directions))
		module = sum / directions / 4
	}
	return finder{centre: centre, module: module, inverted: inverted, seen: 1}, true
}

// rings returns the distances at which the grey crosses the threshold for the first three times, going from the centre.
func rings(p *plane, centre, direction point, most, threshold float64, inverted bool) (r [3]float64, ok bool) {
	const step = .5
	sign := 1.0
	if inverted {
		sign = -1
	}
	n := 0
	last := sign * (p.at(centre) - threshold)
	if last > 0 {
		return r, false
	}
	for d := step; d <= most; d += step {
		q := centre.add(direction.times(d))
		if !p.contains(q) {
			return r, false
		}
		v := sign * (p.at(q) - threshold)
		if (n%2 == 0) == (v > 0) && v != last {
			r[n] = d - step*math.Abs(v)/math.Abs(v-last)
			if n++; n == 3 {
				return r, r[1] > 1.15*r[0] && r[1] < 2.7*r[0] && r[2] > 1.4*r[0] && r[2] < 3.6*r[0] && r[2] > 1.1*r[1]
			}
		}
		last = v
	}
	return r, false
}
