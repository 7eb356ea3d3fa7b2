package degrade

// Condition is a named scene of the standard set: what troubles the picture, without its size.
type Condition struct {
	Name  string
	Scene Scene
}

// ordinary is what every camera adds: a little blur, a little noise, compression.
func ordinary(name string, s Scene) Condition {
	if s.Blur == 0 {
		s.Blur = .6
	}
	if s.Noise == 0 {
		s.Noise = 6
	}
	if s.JPEG == 0 {
		s.JPEG = 75
	}
	if s.Fill == 0 {
		s.Fill = .9
	}
	if s.Turn == 0 {
		s.Turn = 3
	}
	return Condition{name, s}
}

// Conditions returns the conditions of the standard set.
func Conditions() []Condition {
	return []Condition{
		{"clean", Scene{Fill: .95}},
		ordinary("ordinary", Scene{Turn: 5}),
		ordinary("turned 20°", Scene{Turn: 20, Fill: .75}),
		ordinary("turned 45°", Scene{Turn: 45, Fill: .68}),
		ordinary("blur 1.2 px", Scene{Blur: 1.2}),
		ordinary("blur 1.8 px", Scene{Blur: 1.8}),
		ordinary("motion 2 px", Scene{Motion: 2}),
		ordinary("motion 4 px", Scene{Motion: 4}),
		ordinary("noise 20", Scene{Noise: 20, Blur: .5}),
		ordinary("noise 40", Scene{Noise: 40, Blur: .5}),
		ordinary("tilt 8 %", Scene{Tilt: .08}),
		ordinary("tilt 15 %", Scene{Tilt: .15}),
		ordinary("tilt 25 %", Scene{Tilt: .25}),
		ordinary("bent page", Scene{Bend: .06}),
		ordinary("uneven light", Scene{Gradient: .65}),
		ordinary("low contrast", Scene{Contrast: .3, Noise: 4}),
		ordinary("lower contrast", Scene{Contrast: .15, Noise: 4}),
		ordinary("glare", Scene{Glare: 150, Contrast: .8}),
		ordinary("moiré", Scene{Moire: 40}),
		ordinary("dark surround", Scene{Surround: 25}),
		ordinary("inverted", Scene{Invert: true, Surround: 25}),
		ordinary("mirrored", Scene{Mirror: true}),
		ordinary("half the frame", Scene{Fill: .5}),
		ordinary("coarse JPEG", Scene{JPEG: 25}),
		ordinary("a bad day", Scene{Turn: 12, Fill: .8, Tilt: .1, Blur: 1, Noise: 12, Gradient: .4, Glare: 80, Contrast: .6, Moire: 15, Bend: .02, JPEG: 60}),
	}
}

// Sizes returns the pictures' sizes of the standard set.
func Sizes() [][2]int { return [][2]int{{640, 480}, {1280, 720}, {1920, 1080}} }

// Vary returns the k-th variant of a scene in a picture of that size: another seed, and, but for a clean drawing, another turn of
// up to 1.5 degrees either way and another size and place.
func (c Condition) Vary(size [2]int, version, k int) Scene {
	s := c.Scene
	s.Width, s.Height = size[0], size[1]
	s.Seed = uint64(size[1])<<32 | uint64(version)<<16 | uint64(k)<<8 | 1
	for _, b := range []byte(c.Name) {
		s.Seed = s.Seed*31 + uint64(b)
	}
	rnd := newRandom(s.Seed)
	for range 4 {
		rnd.uniform()
	}
	s.Fill *= 1 - .06*rnd.uniform()
	s.Shift = [2]float64{4 * (rnd.uniform() - .5), 4 * (rnd.uniform() - .5)}
	if c.Name != "clean" {
		s.Turn += 3 * (rnd.uniform() - .5)
	}
	return s
}

// Pitch returns the pixels a module takes, before the symbol is tilted.
func (s Scene) Pitch(m Modules) float64 {
	return s.Fill * float64(s.Height) / float64(m.Size()+2*quiet)
}

// LeastPitch is the finest symbol that the standard set draws, in pixels a module: below it a lens and a sensor leave hardly
// more than grey.
const LeastPitch = 1.7
