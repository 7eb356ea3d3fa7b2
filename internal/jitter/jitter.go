// Package jitter is a source of randomness that is independent of the kernel's
// generator: how long the processor takes, to the nanosecond, for work that ought
// to take always the same time. Caches, memory refresh, interrupts and clocks that
// drift against each other see to it that it does not. The design is that of
// jitter entropy (Müller, 2013), as far as it is a noise source of SP 800-90B:
// hashes and memory accesses between two looks at the clock. What is given out is
// raw; whoever uses it runs health tests over it and mixes it with other sources.
package jitter

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"time"
)

const (
	// memorySize is the memory that is walked through: more than a first-level
	// cache has, so that every sample meets misses.
	memorySize = 256 << 10
	// accesses to memory and rounds of the hash make one sample, some microseconds.
	accesses = 64
	rounds   = 4
	// stride is prime to memorySize and longer than a line of any cache.
	stride = 4093
	// stuckCutoff is how many stuck samples in a row stop the source. A sample
	// credited with one bit is stuck so often with a chance of 2^-40.
	stuckCutoff = 41
)

// ErrStuck says that the clock does not tell one run of the work from the next.
var ErrStuck = errors.New("the processor's timing does not vary: the clock stands still or is too coarse")

// Source gives a byte for each sample. It is not for concurrent use.
type Source struct {
	clock  func() int64
	memory []byte
	at     int
	state  [sha256.Size]byte

	time          int64 // of the last sample
	delta, change int64 // its difference to the one before, and the difference of those
	failed        error
}

// New returns a source over a clock that counts nanoseconds; nil is the
// processor's, which nobody sets back.
func New(clock func() int64) *Source {
	if clock == nil {
		began := time.Now()
		clock = func() int64 { return int64(time.Since(began)) }
	}
	s := &Source{clock: clock, memory: make([]byte, memorySize)}
	s.sample() // the first differences are between nothing and something
	s.sample()
	return s
}

// Read fills b with a raw sample a byte: the low bits of the time that the work
// took. After an error it never reads again.
func (s *Source) Read(b []byte) (int, error) {
	for i := range b {
		stuck := 0
		for s.failed == nil && !s.sample() {
			if stuck++; stuck >= stuckCutoff {
				s.failed = ErrStuck
			}
		}
		if s.failed != nil {
			clear(b)
			return 0, s.failed
		}
		b[i] = byte(s.delta)
	}
	return len(b), nil
}

// sample works and looks at the clock. It answers false when the sample is stuck:
// it took no time, or as long as the one before, or longer or shorter by as much.
func (s *Source) sample() bool {
	s.work()
	now := s.clock()
	delta := now - s.time
	change := delta - s.delta
	bend := change - s.change
	s.time, s.delta, s.change = now, delta, change
	return delta != 0 && change != 0 && bend != 0
}

// work hashes, and walks through memory by ways that depend on the hash.
func (s *Source) work() {
	for range rounds {
		s.state = sha256.Sum256(s.state[:])
	}
	step := stride + int(binary.LittleEndian.Uint16(s.state[:]))
	for range accesses {
		s.at = (s.at + step) % memorySize
		s.memory[s.at]++
	}
	s.state[0] ^= s.memory[s.at]
}
