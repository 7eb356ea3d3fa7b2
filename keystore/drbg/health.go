package drbg

import (
	"errors"
	"io"
)

// The tests of SP 800-90B, 4.4, for a source that claims eight bits of entropy a
// byte, with a chance of a false alarm of 2^-40, the lowest that the standard
// provides for: a key is made once, and an alarm must mean something.
const (
	// repetitionCutoff is 1 + ceil(40/8): so many equal bytes in a row (4.4.1).
	repetitionCutoff = 6
	// window and proportionCutoff: of 512 bytes so many like the first (4.4.2); the
	// smallest c with P(binomial(511, 1/256) ≥ c-1) ≤ 2^-40.
	window           = 512
	proportionCutoff = 20
	// startup is how much is read and thrown away before the first use (4.3).
	startup = 1024
)

var (
	errRepetition = errors.New("randomness failed its health test: the same byte again and again; no key is made")
	errProportion = errors.New("randomness failed its health test: one byte far too often; no key is made")
)

// Tested wraps a source in the health tests. It reads 1,024 bytes at once and
// answers with an error when they fail; after a failure it never reads again.
func Tested(source io.Reader) (io.Reader, error) {
	t := &tested{source: source}
	if _, err := io.ReadFull(t, make([]byte, startup)); err != nil {
		return nil, err
	}
	return t, nil
}

type tested struct {
	source io.Reader
	failed error

	last    byte // repetition count
	repeats int

	first byte // adaptive proportion
	seen  int  // bytes of the window so far
	equal int  // of which like the first
}

func (t *tested) Read(b []byte) (int, error) {
	if t.failed != nil {
		return 0, t.failed
	}
	n, err := t.source.Read(b)
	for _, sample := range b[:n] {
		if t.failed = t.sample(sample); t.failed != nil {
			clear(b)
			return 0, t.failed
		}
	}
	return n, err
}

func (t *tested) sample(b byte) error {
	if t.repeats > 0 && b == t.last {
		t.repeats++
	} else {
		t.last, t.repeats = b, 1
	}
	if t.seen == 0 {
		t.first, t.equal = b, 0
	}
	if b == t.first {
		t.equal++
	}
	t.seen = (t.seen + 1) % window
	switch {
	case t.repeats >= repetitionCutoff:
		return errRepetition
	case t.equal >= proportionCutoff:
		return errProportion
	}
	return nil
}
