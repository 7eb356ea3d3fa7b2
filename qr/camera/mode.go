package camera

import (
	"cmp"
	"fmt"
	"slices"
)

// Device is a camera.
type Device struct {
	Path  string // "/dev/video0"
	Name  string // as its driver calls it
	Bus   string // where it is plugged in
	Modes []Mode // what it offers of what this package reads
}

// Mode is one way a camera delivers frames.
type Mode struct {
	Format        string // "MJPG" or "YUYV"
	Width, Height int
	Rate          float64 // frames a second; 0 when the camera does not say
}

// String returns the mode as "1280x720 MJPG 30/s".
func (m Mode) String() string {
	s := fmt.Sprintf("%dx%d %s", m.Width, m.Height, m.Format)
	if m.Rate > 0 {
		s += fmt.Sprintf(" %.3g/s", m.Rate)
	}
	return s
}

// Modes are compared by these: a code of 177 modules needs 720 lines, more than 1080 only cost time, and an animation of ten
// symbols a second needs twenty frames.
const (
	enoughLines = 1080
	enoughRate  = 20
)

// Best returns the mode to use: enough frames a second first, then the most lines up to 1080, then the least above that, then
// the rate, then frames that are not compressed. It returns false when the camera offers no mode.
func (d Device) Best() (Mode, bool) {
	if len(d.Modes) == 0 {
		return Mode{}, false
	}
	return slices.MaxFunc(d.Modes, compareModes), true
}

func compareModes(a, b Mode) int {
	fast := func(m Mode) int {
		if m.Rate == 0 || m.Rate >= enoughRate {
			return 1
		}
		return 0
	}
	lines := func(m Mode) int {
		if m.Height <= enoughLines {
			return m.Height
		}
		return -m.Height
	}
	plain := func(m Mode) int {
		if m.Format == "YUYV" {
			return 1
		}
		return 0
	}
	return cmp.Or(
		cmp.Compare(fast(a), fast(b)),
		cmp.Compare(lines(a), lines(b)),
		cmp.Compare(a.Width, b.Width),
		cmp.Compare(min(a.Rate, 30), min(b.Rate, 30)),
		cmp.Compare(plain(a), plain(b)),
	)
}
