package camera

import (
	"context"
	"errors"
	"image"
	"io"
	"sync"
	"sync/atomic"
)

// Frame is a frame and what was found in it.
type Frame[T any] struct {
	Image *image.Gray
	Found T
}

// Stats counts what a pipeline did.
type Stats struct {
	Frames  int // taken from the source
	Dropped int // never decoded: newer ones had come
	Damaged int // could not be unpacked
}

// Options of [Run].
type Options struct {
	Workers int // frames decoded at the same time, at least 1
	// Live sources do not wait: frames that find all workers busy are kept until newer ones take their places.
	// Others (files) wait until a worker is free.
	Live bool
}

// breath is how many frames of a live source wait for each worker: when the machine is busy with something else for a moment, they
// are read afterwards.
const breath = 4

// Run takes frames from the source and decodes them, newest first, several at a time: each worker has a decode function of its
// own, from newDecode. use gets the frames as they are done, one at a time, until it returns false or the source ends. Errors
// of single frames are counted; any other error of the source ends the run. A panic of a worker is the caller's: in its goroutine
// it would end the process on the spot, with the terminal as it is.
func Run[T any](ctx context.Context, source FrameSource, o Options, newDecode func() func(*image.Gray) T, use func(Frame[T]) bool) (Stats, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := max(o.Workers, 1)
	room := workers
	if o.Live {
		room *= breath
	}
	waiting := newShelf(room, o.Live)
	var used sync.Mutex
	hand := func(f Frame[T]) bool {
		used.Lock()
		defer used.Unlock()
		return ctx.Err() != nil || use(f)
	}
	var damaged atomic.Int64
	var panicked atomic.Pointer[any]
	var group sync.WaitGroup
	for range workers {
		decode := newDecode()
		group.Go(func() {
			defer func() {
				if value := recover(); value != nil {
					panicked.CompareAndSwap(nil, &value)
					cancel()
				}
			}()
			for {
				unpack, ok := waiting.take()
				if !ok {
					return
				}
				m, err := unpack()
				if err != nil {
					damaged.Add(1)
					continue
				}
				found := decode(m)
				if !hand(Frame[T]{m, found}) {
					cancel()
				}
			}
		})
	}
	stop := context.AfterFunc(ctx, waiting.discard)
	defer stop()
	stats, err := feed(ctx, source, waiting)
	waiting.end()
	group.Wait()
	if value := panicked.Load(); value != nil {
		panic(*value)
	}
	stats.Dropped = waiting.dropped
	stats.Damaged += int(damaged.Load())
	return stats, err
}

// feed puts the source's frames on the shelf until the source or the context ends.
func feed(ctx context.Context, source FrameSource, waiting *shelf) (stats Stats, err error) {
	for ctx.Err() == nil {
		unpack, err := nextOf(ctx, source)
		switch {
		case errors.Is(err, io.EOF), ctx.Err() != nil:
			return stats, nil
		case errors.Is(err, ErrDamaged):
			stats.Damaged++
			continue
		case err != nil:
			return stats, err
		}
		stats.Frames++
		waiting.put(unpack)
	}
	return stats, nil
}

// shelf holds the few frames that wait for a worker. The newest is taken first; what no longer fits is the oldest.
type shelf struct {
	mutex   sync.Mutex
	changed sync.Cond
	frames  []pending
	room    int
	live    bool
	ended   bool
	dropped int
}

func newShelf(room int, live bool) *shelf {
	s := &shelf{room: room, live: live}
	s.changed.L = &s.mutex
	return s
}

func (s *shelf) put(m pending) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for !s.live && !s.ended && len(s.frames) >= s.room {
		s.changed.Wait()
	}
	if s.ended {
		s.dropped++
		return
	}
	if len(s.frames) >= s.room {
		s.frames = append(s.frames[:0], s.frames[1:]...)
		s.dropped++
	}
	s.frames = append(s.frames, m)
	s.changed.Broadcast()
}

// take returns the newest frame of a live source, the oldest of another; false when there will be no more.
func (s *shelf) take() (pending, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for len(s.frames) == 0 {
		if s.ended {
			return nil, false
		}
		s.changed.Wait()
	}
	i := 0
	if s.live {
		i = len(s.frames) - 1
	}
	m := s.frames[i]
	s.frames = append(s.frames[:i], s.frames[i+1:]...)
	s.changed.Broadcast()
	return m, true
}

// end says that no more frames come.
func (s *shelf) end() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.ended = true
	s.changed.Broadcast()
}

// discard ends and forgets what waits.
func (s *shelf) discard() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.ended = true
	s.dropped += len(s.frames)
	s.frames = nil
	s.changed.Broadcast()
}
