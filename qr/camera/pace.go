package camera

import (
	"context"
	"image"
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
	next     time.Time
}

func (p *paced) Next(ctx context.Context) (*image.Gray, error) {
	if p.next.IsZero() {
		p.next = time.Now()
	}
	for {
		m, err := p.FrameSource.Next(ctx)
		if err != nil {
			return nil, err
		}
		due := p.next
		p.next = p.next.Add(p.interval)
		late := time.Since(due)
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
