// Package degrade draws QR symbols the way a camera sees them: turned, tilted, blurred, noisy, unevenly lit, with glare and the
// beat of a screen's pixels. The same scene gives the same picture on every machine, so that readers can be compared.
package degrade

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
)

// Modules is a symbol without its quiet zone.
type Modules interface {
	Size() int
	At(x, y int) bool // dark; false outside
}

// Scene says how the camera sees the symbol. The zero value of a field leaves that effect out.
type Scene struct {
	Width, Height int
	Fill          float64    // side of the symbol with its quiet zone, in heights of the picture; before it is tilted
	Shift         [2]float64 // of its centre from the picture's, in pixels
	Turn          float64    // degrees, clockwise
	Tilt          float64    // how far the corners move in, as a share of the side
	Bend          float64    // how far the middle of the page arches, as a share of the side
	Blur          float64    // standard deviation of the lens's blur in pixels
	Motion        float64    // length of a diagonal smear in pixels
	Noise         float64    // standard deviation of the sensor's noise, in grey levels
	Contrast      float64    // 1 is black on white; 0 counts as 1
	Gradient      float64    // share of the light lost from the brightest to the darkest corner
	Glare         float64    // strength of a bright spot over the symbol, in grey levels
	Moire         float64    // amplitude of two crossed waves, in grey levels
	Surround      uint8      // grey of what is around the quiet zone; 0 counts as 190
	Mirror        bool
	Invert        bool
	JPEG          int // quality; 0 leaves the picture as it is
	Seed          uint64
}

const quiet = 4

// Draw returns the picture.
func Draw(m Modules, s Scene) *image.Gray {
	rnd := newRandom(s.Seed*2862933555777941757 + 3037000493)
	light := s.project(m)
	if s.Blur > 0 {
		light = convolve(light, s.Width, s.Height, bell(s.Blur))
	}
	if s.Motion > 0 {
		light = smear(light, s.Width, s.Height, s.Motion)
	}
	out := image.NewGray(image.Rect(0, 0, s.Width, s.Height))
	illuminate := s.illumination(rnd)
	for y := range s.Height {
		for x := range s.Width {
			v := illuminate(float64(x), float64(y), light[y*s.Width+x])
			if s.Noise > 0 {
				v += rnd.normal() * s.Noise
			}
			out.Pix[y*out.Stride+x] = uint8(math.Max(0, math.Min(255, math.Round(v))))
		}
	}
	if s.JPEG == 0 {
		return out
	}
	return recompress(out, s.JPEG)
}

// recompress takes the picture through a JPEG file; on the encoder's failure, which grey pictures of this size do not meet, it
// stays as it is.
func recompress(m *image.Gray, quality int) *image.Gray {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		return m
	}
	back, err := jpeg.Decode(&b)
	if err != nil {
		return m
	}
	if g, ok := back.(*image.Gray); ok {
		return g
	}
	return m
}

// project returns the light of each pixel, 0 to 255, of 3 by 3 rays through the lens.
func (s Scene) project(m Modules) []float64 {
	n := float64(m.Size() + 2*quiet)
	dark, bright := 0.0, 255.0
	if s.Invert {
		dark, bright = bright, dark
	}
	around := float64(s.Surround)
	if s.Surround == 0 {
		around = 190
	}
	back := s.camera(n).inverse()
	out := make([]float64, s.Width*s.Height)
	const rays = 3
	for y := range s.Height {
		for x := range s.Width {
			// Far from the symbol all rays meet the same.
			if u, v := back.apply(float64(x)+.5, float64(y)+.5); s.Bend == 0 && !(u > -2 && v > -2 && u < n+2 && v < n+2) {
				out[y*s.Width+x] = around
				continue
			}
			sum := 0.0
			for k := range rays * rays {
				u, v := back.apply(float64(x)+(float64(k%rays)+.5)/rays, float64(y)+(float64(k/rays)+.5)/rays)
				v += s.Bend * n * (1 - 4*(u/n-.5)*(u/n-.5))
				switch {
				case !(u >= 0 && v >= 0 && u < n && v < n):
					sum += around
				case s.at(m, int(u)-quiet, int(v)-quiet):
					sum += dark
				default:
					sum += bright
				}
			}
			out[y*s.Width+x] = sum / (rays * rays)
		}
	}
	return out
}

func (s Scene) at(m Modules, x, y int) bool {
	if s.Mirror {
		x = m.Size() - 1 - x
	}
	return m.At(x, y)
}

// camera maps the square of n modules to pixels.
func (s Scene) camera(n float64) matrix {
	side := s.Fill * float64(s.Height)
	half := side / 2
	corners := [4]point{{-half, -half}, {half, -half}, {half, half}, {-half, half}}
	t := side * s.Tilt
	corners[0].x += t
	corners[0].y += .3 * t
	corners[1].x -= .6 * t
	corners[3].x += .15 * t
	sin, cos := math.Sincos(s.Turn * math.Pi / 180)
	for i, c := range corners {
		corners[i] = point{float64(s.Width)/2 + s.Shift[0] + c.x*cos - c.y*sin, float64(s.Height)/2 + s.Shift[1] + c.x*sin + c.y*cos}
	}
	return quadrilateral([4]point{{0, 0}, {n, 0}, {n, n}, {0, n}}, corners)
}

// illumination returns what the sensor sees of a pixel's light: contrast, a falling light, a bright spot, a beat.
func (s Scene) illumination(rnd *random) func(x, y, light float64) float64 {
	contrast := s.Contrast
	if contrast == 0 {
		contrast = 1
	}
	w, h := float64(s.Width), float64(s.Height)
	// The spot covers a tenth of the symbol, anywhere in its middle.
	spotX := w/2 + (rnd.uniform()-.5)*h*s.Fill*.6
	spotY := h/2 + (rnd.uniform()-.5)*h*s.Fill*.6
	radius := h * s.Fill * .16
	period, phase := 5+3*rnd.uniform(), 2*math.Pi*rnd.uniform()
	return func(x, y, light float64) float64 {
		v := 128 + (light-128)*contrast
		v *= 1 - s.Gradient*(1-.6*x/w-.4*y/h)
		if s.Moire > 0 {
			v += s.Moire * (math.Sin(2*math.Pi*(x+.3*y)/period+phase) + math.Sin(2*math.Pi*(y-.2*x)/(period*1.1))) / 2
		}
		if s.Glare > 0 {
			d := ((x-spotX)*(x-spotX) + (y-spotY)*(y-spotY)) / (radius * radius)
			v += s.Glare * math.Exp(-d)
		}
		return v
	}
}
