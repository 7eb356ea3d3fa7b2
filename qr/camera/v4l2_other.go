//go:build !(linux && (amd64 || arm64 || riscv64))

package camera

import (
	"errors"
)

var errNoCamera = errors.New("camera: cameras are read on 64-bit Linux only; a video file, a folder of pictures or a scanner's text do the same")

// List fails: this system's cameras are not read.
func List() ([]Device, error) { return nil, errNoCamera }

// Open fails: this system's cameras are not read.
func Open(string, Mode) (FrameSource, error) { return nil, errNoCamera }
