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
	total := 0.0
	around := m.surroundings(p, size)
	across := (size + patch - 1) / patch
	for y := range size {
		for x := range size {
			q := m.at(float64(x)+.5, float64(y)+.5)
			if !p.near(q) {
				return false
			}
			local := &around[y/patch*across+x/patch]
			v := local.mean
			if local.module < 5 {
				v -= p.at(q)
			} else {
				v -= p.mean(q, local.module/4-.5)
			}
			into.value[y*size+x] = sign * float32(v)
			total += math.Abs(v)
		}
	}
	into.contrast = total / float64(size*size)
	return true
}

// near tells whether a place lies in the picture or at most two pixels outside.
func (p *plane) near(q point) bool {
	return q.x > -2 && q.y > -2 && q.x < float64(p.w)+2 && q.y < float64(p.h)+2
}

const (
	// window is how far, in modules, around a module its surroundings reach.
	window = 5
	// patch is the side, in modules, of the squares that share their surroundings.
	patch = 3
)

// surrounding is the width of a module and the mean grey around a patch.
type surrounding struct{ module, mean float64 }

func (m *mesh) surroundings(p *plane, size int) []surrounding {
	across := (size + patch - 1) / patch
	out := make([]surrounding, across*across)
	for i := range out {
		x, y := float64(i%across*patch)+patch/2., float64(i/across*patch)+patch/2.
		right, down := m.layout.vectors(x, y)
		module := math.Sqrt(math.Abs(right.cross(down)))
		// At the border the modules around are those inside: the quiet zone would make all of them look dark.
		last := float64(size) - window
		inside := m.at(min(max(x, window), last), min(max(y, window), last))
		out[i] = surrounding{module, p.mean(inside, window*module)}
	}
	return out
}

// decide returns the modules as the samples' signs have them.
func (s *samples) decide() *grid {
	g := newGrid(s.version)
	for i, v := range s.value {
		g.dark[i] = v > 0
	}
	return g
}
