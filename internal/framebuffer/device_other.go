//go:build !linux

package framebuffer

import (
	"errors"
	"image"
)

// DefaultPath is the console's framebuffer on Linux.
const DefaultPath = "/dev/fb0"

// Screen is an open framebuffer, which this system does not have.
type Screen struct{}

// Open fails: only Linux has framebuffers.
func Open(string) (*Screen, error) {
	return nil, errors.New("framebuffer: only on Linux")
}

// Size returns 0.
func (*Screen) Size() (width, height int) { return 0, 0 }

// Leave does nothing.
func (*Screen) Leave(int) {}

// Show fails.
func (*Screen) Show(*image.Paletted) error { return errors.New("framebuffer: only on Linux") }

// Close does nothing.
func (*Screen) Close() error { return nil }
