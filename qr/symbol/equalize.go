package symbol

import "math"

// A blurred module takes light from its neighbours. The finders, timing and alignment patterns say what their modules should be,
// so they teach a filter that undoes that: the sum of the 3 by 3 samples around a module, each with a weight, that comes nearest
// to +1 for dark and -1 for light (least squares). It also mends samples that lie a little aside of their modules.

// taps is the samples that a filter weighs.
const taps = 9

// filter is the weight of each of 3 by 3 samples, row by row, and of a constant.
type filter [taps + 1]float64

// lesson is a normal equation in the making: sums of products of what went in and what should come out.
type lesson struct {
	products [taps + 1][taps + 1]float64
	targets  [taps + 1]float64
}

func (l *lesson) learn(in *[taps + 1]float64, target float64) {
	for i, a := range in {
		l.targets[i] += a * target
		for j := range i + 1 {
			l.products[i][j] += a * in[j]
		}
	}
}

// solve returns the filter of least squared error, by Cholesky decomposition. The ridge keeps weights small that the lesson says
// little about.
func (l *lesson) solve() (filter, bool) {
	a := l.products
	trace := 0.0
	for i := range taps {
		trace += a[i][i]
	}
	for i := range a {
		a[i][i] += 1e-3*trace/taps + 1e-9
	}
	for i := range a {
		for j := range i + 1 {
			sum := a[i][j]
			for k := range j {
				sum -= a[i][k] * a[j][k]
			}
			if i != j {
				a[i][j] = sum / a[j][j]
				continue
			}
			if sum <= 0 {
				return filter{}, false
			}
			a[i][i] = math.Sqrt(sum)
		}
	}
	var y, x filter
	for i := range a {
		sum := l.targets[i]
		for k := range i {
			sum -= a[i][k] * y[k]
		}
		y[i] = sum / a[i][i]
	}
	for i := len(a) - 1; i >= 0; i-- {
		sum := y[i]
		for k := i + 1; k < len(a); k++ {
			sum -= a[k][i] * x[k]
		}
		x[i] = sum / a[i][i]
	}
	return x, true
}

// around collects the samples around a module; those outside are the light of the quiet zone.
func (s *samples) around(x, y int) (in [taps + 1]float64) {
	i := 0
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			if u, v := x+dx, y+dy; u >= 0 && v >= 0 && u < s.size && v < s.size {
				in[i] = float64(s.value[v*s.size+u])
			} else {
				in[i] = -s.contrast
			}
			i++
		}
	}
	in[taps] = s.contrast
	return in
}

// equalized returns the modules that a filter, taught by the teachers among the modules of target, sees.
func (s *samples) equalized(target *grid, teachers []bool) (*grid, bool) {
	var l lesson
	for y := range s.size {
		for x := range s.size {
			if teachers != nil && !teachers[y*s.size+x] {
				continue
			}
			in := s.around(x, y)
			want := -1.0
			if target.at(x, y) {
				want = 1
			}
			l.learn(&in, want)
		}
	}
	f, ok := l.solve()
	if !ok {
		return nil, false
	}
	g := newGrid(s.version)
	for y := range s.size {
		for x := range s.size {
			sum := 0.0
			for i, v := range s.around(x, y) {
				sum += v * f[i]
			}
			g.dark[y*s.size+x] = sum > 0
		}
	}
	return g, true
}

// known returns the modules that are the same in every symbol of a version, and which those are.
func known(version int) (g *grid, which []bool) {
	g = newGrid(version)
	which = make([]bool, len(g.dark))
	ring := func(x, y, reach int, dark func(r int) bool) {
		for dy := -reach; dy <= reach; dy++ {
			for dx := -reach; dx <= reach; dx++ {
				if u, v := x+dx, y+dy; u >= 0 && v >= 0 && u < g.size && v < g.size {
					g.dark[v*g.size+u] = dark(max(dx, -dx, dy, -dy))
					which[v*g.size+u] = true
				}
			}
		}
	}
	for i := 8; i < g.size-8; i++ {
		g.dark[timing*g.size+i], g.dark[i*g.size+timing] = i%2 == 0, i%2 == 0
		which[timing*g.size+i], which[i*g.size+timing] = true, true
	}
	for _, c := range alignments(version) {
		ring(c.x, c.y, 2, func(r int) bool { return r != 1 })
	}
	for _, c := range []module{{3, 3}, {g.size - 4, 3}, {3, g.size - 4}} {
		ring(c.x, c.y, 4, func(r int) bool { return r != 2 && r != 4 })
	}
	return g, which
}
