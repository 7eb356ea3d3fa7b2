// Package camera gives grey frames from a camera (Video for Linux, in pure Go) or from files in its place, and a pipeline that
// decodes frames on all cores, newest first.
//
// It knows nothing of QR codes: what is done with a frame is a function of the caller.
package camera

import (
	"context"
	"errors"
	"image"
)

// FrameSource yields frames until its end, which is io.EOF.
type FrameSource interface {
	// Next waits for the next frame. The frame belongs to the caller. It returns ctx's error when ctx ends first.
	Next(ctx context.Context) (*image.Gray, error)
	Close() error
}

// deferring sources read a frame without unpacking it: unpacking is then the work of whoever decodes it, and frames that nobody
// decodes cost next to nothing.
type deferring interface {
	next(ctx context.Context) (pending, error)
}

// pending unpacks a frame.
type pending func() (*image.Gray, error)

// now is for frames that need no unpacking.
func now(m *image.Gray) pending { return func() (*image.Gray, error) { return m, nil } }

// unpacked is Next in terms of next.
func unpacked(ctx context.Context, s deferring) (*image.Gray, error) {
	unpack, err := s.next(ctx)
	if err != nil {
		return nil, err
	}
	return unpack()
}

// nextOf takes the next frame of any source, unpacked only as far as the source must.
func nextOf(ctx context.Context, s FrameSource) (pending, error) {
	if d, ok := s.(deferring); ok {
		return d.next(ctx)
	}
	m, err := s.Next(ctx)
	if err != nil {
		return nil, err
	}
	return now(m), nil
}

// ErrDamaged wraps the error of one frame that cannot be used; the next may be good.
var ErrDamaged = errors.New("camera: damaged frame")

// maxPixels bounds a frame: 8K video, and more than any camera of a laptop has.
const maxPixels = 7680 * 4320

func sane(width, height int) bool {
	return width > 0 && height > 0 && width <= maxPixels/height
}
