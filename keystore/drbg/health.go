package drbg

import (
	"errors"
	"io"
)

// Claim is how many bits of entropy a source claims for each byte.
type Claim int

// The claims of the sources in use: a generator's output, and raw measurements.
const (
	OneBit    Claim = 1
	EightBits Claim = 8
)

// cutoff is what the tests of SP 800-90B, 4.4, allow for a claim of h bits, with a
// chance of a false alarm of 2^-40, the lowest that the standard provides for: a
// key is made once, and an alarm must mean something.
type cutoff struct {
	repetition int // equal bytes in a row (4.4.1): 1 + ceil(40/h)
	proportion int // of a window like its first (4.4.2): the smallest c with P(binomial(511, 2^-h) ≥ c-1) ≤ 2^-40
}

var cutoffs = map[Claim]cutoff{
	OneBit:    {41, 337},
	EightBits: {6, 20},
}

const (
	// window is the bytes of one adaptive proportion test.
	window = 512
	// startup is how much is read and thrown away before the first use (4.3).
	startup = 1024
)

var (
	errRepetition = errors.New("randomness failed its health test: the same byte again and again; no key is made")
	errProportion = errors.New("randomness failed its health test: one byte far too often; no key is made")
)

// Tested wraps a source in the health tests of its claim. It reads 1,024 bytes at
// once and answers with an error when they fail; after a failure it never reads again.
func Tested(source io.Reader, claim Claim) (io.Reader, error) {
	t := &tested{source: source, cutoff: cutoffs[claim]}
	if _, err := io.ReadFull(t, make([]byte, startup)); err != nil {
		return nil, err
	}
	return t, nil
}

type tested struct {
	source io.Reader
	cutoff cutoff
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
	case t.repeats >= t.cutoff.repetition:
		return errRepetition
	case t.equal >= t.cutoff.proportion:
		return errProportion
	}
	return nil
}
