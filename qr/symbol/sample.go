package symbol

import (
	"math"
)

// samples is how dark each module of a symbol is, compared with what is around it, in grey levels; row by row.
type samples struct {
	version int
	size    int
	value   []float32
	// contrast is the mean distance of a value from 0.
	contrast float64
}

// sample takes the grey at the centre of each module: of a point where modules are small, of a square of half a module where
// they are large, less the mean of the modules around. Inverted symbols are turned here. It fails when a module lies outside of
// the picture.
func (m *mesh) sample(p *plane, version int, inverted bool, into *samples) bool {
	size := Size(version)
	into.version, into.size = version, size
	into.value = resize(into.value, size*size)
	sign := float32(1)
	if inverted {
		sign = -1
	}
	margin := point{2, 2}
	total := 0.0
	for y := range size {
		row := m.cells[m.cell(y)]
		for x := range size {
			h := &row[m.cell(x)]
			q := h.at(float64(x)+.5, float64(y)+.5)
			if !p.contains(q) && !p.contains(q.add(margin)) && !p.contains(q.sub(margin)) || math.IsNaN(q.x) {
				return false
			}
			v := p.grey(q, h, x, y, size)
			into.value[y*size+x] = sign * float32(v)
			total += math.Abs(v)
		}
	}
	into.contrast = total / float64(size*size)
	return true
}

// window is how far, in modules, around a module its surroundings reach.
const window = 5

// grey is the contrast of the module at a place.
func (p *plane) grey(q point, h *homography, x, y, size int) float64 {
	right, down := h.vectors(float64(x)+.5, float64(y)+.5)
	module := math.Sqrt(math.Abs(right.cross(down)))
	v := 0.0
	if module < 5 {
		v = p.at(q)
	} else {
		v = p.mean(q, module/4-.5)
	}
	// At the border the modules around are those inside: the quiet zone would make all of them look dark.
	last := float64(size) - window
	inside := h.at(min(max(float64(x)+.5, window), last), min(max(float64(y)+.5, window), last))
	return p.mean(inside, window*module) - v
}

// decide returns the modules as the samples' signs have them.
func (s *samples) decide() *grid {
	g := newGrid(s.version)
	for i, v := range s.value {
		g.dark[i] = v > 0
	}
	return g
}
