package camera

import (
	"context"
	"fmt"
	"image"
	"os"
	"time"
)

// Pace makes a source of recorded frames live: each comes at its time, rate frames a second from the first call of Next on, and
// those whose time has passed are left out, as a camera's driver would.
func Pace(source FrameSource, rate float64) FrameSource {
	return &paced{FrameSource: source, interval: time.Duration(float64(time.Second) / max(rate, .1))}
}

type paced struct {
	FrameSource
	interval time.Duration
	due      time.Time
}

func (p *paced) Next(ctx context.Context) (*image.Gray, error) { return unpacked(ctx, p) }

func (p *paced) next(ctx context.Context) (pending, error) {
	if p.due.IsZero() {
		p.due = time.Now()
	}
	for {
		m, err := nextOf(ctx, p.FrameSource)
		if err != nil {
			return nil, err
		}
		late := time.Since(p.due)
		p.due = p.due.Add(p.interval)
		if late > 2*p.interval {
			continue
		}
		if late < 0 {
			timer := time.NewTimer(-late)
			select {
			case <-ctx.Done():
				timer.Stop()
				return nil, ctx.Err()
			case <-timer.C:
			}
		}
		return m, nil
	}
}

// OpenVideo is [Video] of a file.
func OpenVideo(name string) (FrameSource, float64, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, 0, fmt.Errorf("camera: %w", err)
	}
	s, rate, err := Video(f)
	if err != nil {
		f.Close()
	}
	return s, rate, err
}
