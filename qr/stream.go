package qr

import (
	"errors"
	"fmt"
	"slices"
)

// Stream joins whatever a camera, a folder of pictures or a keyboard-wedge
// scanner brings. The first sound part decides the format and the message;
// damaged parts and parts of other messages are counted and change nothing. It
// is for one goroutine at a time.
type Stream struct {
	kinds    []string
	format   Format
	joiner   Joiner
	result   Payload
	complete bool
	damaged  int
	foreign  int
}

// NewStream makes an empty stream. When kinds are given, a complete payload of
// any other kind counts as foreign and the stream goes on: a poster in view of
// the camera does not end a scan for a PSBT.
func NewStream(kinds ...string) *Stream {
	return &Stream{kinds: kinds}
}

// Add takes the content of one symbol, or one line of a file of parts. The error
// is for showing: it is counted already.
func (s *Stream) Add(part []byte) error {
	if s.complete {
		return nil
	}
	err := s.add(part)
	switch {
	case errors.Is(err, ErrForeign):
		s.foreign++
	case err != nil:
		s.damaged++
	}
	return err
}

func (s *Stream) add(part []byte) error {
	format, ok := Recognise(part)
	if !ok {
		return errors.New("an empty part")
	}
	joiner := s.joiner
	if joiner == nil {
		joiner = format.NewJoiner()
	} else if format.Name != s.format.Name {
		return fmt.Errorf("%w: %s among %s", ErrForeign, format.Name, s.format.Name)
	}
	if err := joiner.Add(part); err != nil {
		return err
	}
	payload, complete := joiner.Result()
	if complete && len(s.kinds) > 0 && !slices.Contains(s.kinds, payload.Kind) {
		s.format, s.joiner = Format{}, nil
		return fmt.Errorf("%w: a %s", ErrForeign, payload.Kind)
	}
	s.format, s.joiner = format, joiner
	s.result, s.complete = payload, complete
	return nil
}

// Progress is the joiner's: both 0 before the first sound part.
func (s *Stream) Progress() (have, want int) {
	if s.joiner == nil {
		return 0, 0
	}
	return s.joiner.Progress()
}

// Counts tells how many parts could not be read and how many belong elsewhere.
func (s *Stream) Counts() (damaged, foreign int) { return s.damaged, s.foreign }

// Result is the payload, once complete.
func (s *Stream) Result() (Payload, bool) { return s.result, s.complete }
