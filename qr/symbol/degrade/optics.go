package degrade

import "math"

type point struct{ x, y float64 }

// matrix is a projective map of the plane, row by row.
type matrix [9]float64

func (m matrix) apply(x, y float64) (float64, float64) {
	d := m[6]*x + m[7]*y + m[8]
	return (m[0]*x + m[1]*y + m[2]) / d, (m[3]*x + m[4]*y + m[5]) / d
}

// inverse returns the map back, up to a factor, which a projective map does not notice.
func (m matrix) inverse() matrix {
	return matrix{
		m[4]*m[8] - m[5]*m[7], m[2]*m[7] - m[1]*m[8], m[1]*m[5] - m[2]*m[4],
		m[5]*m[6] - m[3]*m[8], m[0]*m[8] - m[2]*m[6], m[2]*m[3] - m[0]*m[5],
		m[3]*m[7] - m[4]*m[6], m[1]*m[6] - m[0]*m[7], m[0]*m[4] - m[1]*m[3],
	}
}

// quadrilateral returns the map that takes four points to four others, by Gauss–Jordan elimination of its eight unknowns.
func quadrilateral(from, to [4]point) matrix {
	var a [8][9]float64
	for i := range from {
		x, y, u, v := from[i].x, from[i].y, to[i].x, to[i].y
		a[2*i] = [9]float64{x, y, 1, 0, 0, 0, -u * x, -u * y, u}
		a[2*i+1] = [9]float64{0, 0, 0, x, y, 1, -v * x, -v * y, v}
	}
	for c := range a {
		p := c
		for r := c; r < len(a); r++ {
			if math.Abs(a[r][c]) > math.Abs(a[p][c]) {
				p = r
			}
		}
		a[c], a[p] = a[p], a[c]
		for r := range a {
			if r == c {
				continue
			}
			f := a[r][c] / a[c][c]
			for k := c; k < 9; k++ {
				a[r][k] -= f * a[c][k]
			}
		}
	}
	m := matrix{8: 1}
	for i := range a {
		m[i] = a[i][8] / a[i][i]
	}
	return m
}

// bell returns the weights of a Gaussian blur, from its centre outwards.
func bell(sigma float64) []float64 {
	k := make([]float64, int(math.Ceil(3*sigma))+1)
	sum := 0.0
	for i := range k {
		k[i] = math.Exp(-float64(i*i) / (2 * sigma * sigma))
		sum += 2 * k[i]
	}
	sum -= k[0]
	for i := range k {
		k[i] /= sum
	}
	return k
}

// convolve blurs along rows, then along columns.
func convolve(in []float64, w, h int, kernel []float64) []float64 {
	pass := func(in []float64, n, step, lines, lineStep int) []float64 {
		out := make([]float64, len(in))
		for l := range lines {
			for i := range n {
				sum := kernel[0] * in[l*lineStep+i*step]
				for k := 1; k < len(kernel); k++ {
					sum += kernel[k] * (in[l*lineStep+max(i-k, 0)*step] + in[l*lineStep+min(i+k, n-1)*step])
				}
				out[l*lineStep+i*step] = sum
			}
		}
		return out
	}
	return pass(pass(in, w, 1, h, w), h, w, w, 1)
}

// smear averages along the diagonal: a hand that moves while the shutter is open.
func smear(in []float64, w, h int, length float64) []float64 {
	out := make([]float64, len(in))
	const steps = 8
	for y := range h {
		for x := range w {
			sum := 0.0
			for k := range steps {
				d := (float64(k)/(steps-1) - .5) * length / math.Sqrt2
				fx, fy := float64(x)+d, float64(y)+d
				x0, y0 := math.Floor(fx), math.Floor(fy)
				ax, ay := fx-x0, fy-y0
				at := func(x, y float64) float64 {
					return in[min(max(int(y), 0), h-1)*w+min(max(int(x), 0), w-1)]
				}
				sum += (at(x0, y0)*(1-ax)+at(x0+1, y0)*ax)*(1-ay) + (at(x0, y0+1)*(1-ax)+at(x0+1, y0+1)*ax)*ay
			}
			out[y*w+x] = sum / steps
		}
	}
	return out
}

// random is xorshift64*: the same numbers from the same seed, whatever the version of the standard library.
type random struct {
	state   uint64
	normals []float64
}

func newRandom(seed uint64) *random { return &random{state: seed | 1} }

func (r *random) next() uint64 {
	r.state ^= r.state >> 12
	r.state ^= r.state << 25
	r.state ^= r.state >> 27
	return r.state * 2685821657736338717
}

func (r *random) uniform() float64 { return float64(r.next()>>11) / (1 << 53) }

// normal returns one of 8192 samples of the normal distribution (Box and Muller), which is quick and as good for noise.
func (r *random) normal() float64 {
	const n = 8192
	if r.normals == nil {
		r.normals = make([]float64, n)
		for i := range r.normals {
			r.normals[i] = math.Sqrt(-2*math.Log(1-r.uniform())) * math.Cos(2*math.Pi*r.uniform())
		}
	}
	return r.normals[r.next()>>51]
}
