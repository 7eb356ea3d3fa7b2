//go:build linux && (amd64 || arm64 || riscv64)

package camera

import (
	"bytes"
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// formats are the pixel formats read, by their four characters.
var formats = map[string]uint32{"MJPG": fourCC("MJPG"), "YUYV": fourCC("YUYV")}

func fourCC(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// List returns the cameras of this machine that offer frames this package reads, by path.
func List() ([]Device, error) {
	paths, err := filepath.Glob("/dev/video*")
	if err != nil {
		return nil, fmt.Errorf("camera: %w", err)
	}
	slices.SortFunc(paths, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) // video2 before video10
	})
	var out []Device
	for _, path := range paths {
		fd, err := unix.Open(path, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
		if err != nil {
			continue // somebody else's device
		}
		d, err := describe(fd, path)
		unix.Close(fd)
		if err == nil && len(d.Modes) > 0 {
			out = append(out, d)
		}
	}
	return out, nil
}

// describe asks an open device what it is and what it offers.
func describe(fd int, path string) (Device, error) {
	var c v4l2Capability
	if err := control(fd, vidiocQueryCap, &c); err != nil {
		return Device{}, fmt.Errorf("camera: %s: no video device: %w", path, err)
	}
	can := c.capabilities
	if can&capDeviceCaps != 0 {
		can = c.deviceCaps
	}
	if can&capVideoCapture == 0 || can&capStreaming == 0 {
		return Device{}, fmt.Errorf("camera: %s: does not stream pictures", path)
	}
	d := Device{Path: path, Name: text(c.card[:]), Bus: text(c.bus[:])}
	for index := range uint32(64) {
		f := v4l2FormatDescription{index: index, kind: bufferVideoCapture}
		if control(fd, vidiocEnumFormat, &f) != nil {
			break
		}
		for name, code := range formats {
			if f.pixelFormat == code {
				d.Modes = append(d.Modes, sizes(fd, name, code)...)
			}
		}
	}
	return d, nil
}

// usualSizes are asked for where a device takes any size.
var usualSizes = [][2]uint32{{640, 480}, {1280, 720}, {1920, 1080}}

func sizes(fd int, name string, code uint32) []Mode {
	var out []Mode
	add := func(w, h uint32) {
		if sane(int(w), int(h)) {
			out = append(out, Mode{name, int(w), int(h), rate(fd, code, w, h)})
		}
	}
	for index := range uint32(256) {
		s := v4l2FrameSize{index: index, pixelFormat: code}
		if control(fd, vidiocEnumSizes, &s) != nil {
			break
		}
		if s.kind == sizeDiscrete {
			add(s.size[0], s.size[1])
			continue
		}
		for _, u := range usualSizes {
			if u[0] >= s.size[0] && u[0] <= s.size[1] && u[1] >= s.size[3] && u[1] <= s.size[4] {
				add(u[0], u[1])
			}
		}
		break
	}
	return out
}

// rate returns the most frames a second of a size, 0 when the device does not say.
func rate(fd int, code, w, h uint32) float64 {
	most := 0.0
	for index := range uint32(64) {
		i := v4l2FrameInterval{index: index, pixelFormat: code, width: w, height: h}
		if control(fd, vidiocEnumIntervals, &i) != nil {
			break
		}
		if i.interval[0] > 0 {
			most = max(most, float64(i.interval[1])/float64(i.interval[0]))
		}
		if i.kind != sizeDiscrete {
			break // the first of a range is its shortest
		}
	}
	return most
}

// text returns a device's name without what could disturb a terminal.
func text(b []byte) string {
	b, _, _ = bytes.Cut(b, []byte{0})
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, string(b))
}
