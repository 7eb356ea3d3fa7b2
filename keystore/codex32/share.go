package codex32

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

var (
	errSeed     = errors.New("codex32: a seed has 16 to 64 bytes")
	errID       = errors.New("codex32: the identifier is not four Bech32 characters in small letters")
	errPlan     = errors.New("codex32: the threshold is 2 to 9 and at most the number of shares, of which there are 29 at most")
	errNone     = errors.New("codex32: no string given")
	errOtherSet = errors.New("codex32: the strings are not shares of one secret")
	errTwice    = errors.New("codex32: the same share is given twice")
	errForged   = errors.New("codex32: the shares do not fit together: one is forged or of another secret")
	errNotShare = errors.New("codex32: the secret itself is given, not a share")
)

// MissingError says how many shares are needed.
type MissingError struct{ Have, Want int }

func (e *MissingError) Error() string {
	return fmt.Sprintf("codex32: %d shares given, %d are needed", e.Have, e.Want)
}

// Encode writes a seed as an unshared secret.
func Encode(seed []byte, id string) (Share, error) { return secretString(seed, id, '0') }

// secretString is the string with index s.
func secretString(seed []byte, id string, threshold byte) (Share, error) {
	if len(seed) < 16 || len(seed) > 64 {
		return Share{}, errSeed
	}
	data, err := header(threshold, id, secretIndex)
	if err != nil {
		return Share{}, err
	}
	return withChecksum(append(data, fives(seed)...)), nil
}

func header(threshold byte, id string, index byte) ([]byte, error) {
	data := append(make([]byte, 0, 128), value(threshold))
	for _, c := range []byte(id) {
		data = append(data, value(c))
	}
	data = append(data, index)
	if len(data) != headerLength || bytes.IndexByte(data, 32) >= 0 {
		return nil, errID
	}
	return data, nil
}

// withChecksum appends the checksum that belongs to the length.
func withChecksum(data []byte) Share {
	if len(data)+short.length <= maxShort {
		return Share{short.append(data)}
	}
	return Share{long.append(data)}
}

// Split makes shares of a seed, of which any threshold recover it. The first ones
// are random, the others follow from them and the secret.
func Split(seed []byte, id string, threshold, count int, random io.Reader) ([]Share, error) {
	if threshold < 2 || threshold > 9 || count < threshold || count > len(shareIndexes) {
		return nil, errPlan
	}
	secret, err := secretString(seed, id, '0'+byte(threshold))
	if err != nil {
		return nil, err
	}
	given := []Share{secret}
	var shares []Share
	for _, c := range []byte(shareIndexes[:count]) {
		var s Share
		if len(given) < threshold {
			payload := make([]byte, len(fives(seed)))
			if _, err := io.ReadFull(random, payload); err != nil {
				return nil, fmt.Errorf("codex32: randomness: %w", err)
			}
			for i := range payload {
				payload[i] &= 31
			}
			data := append(bytes.Clone(secret.data[:5]), value(c))
			s = withChecksum(append(data, payload...))
			given = append(given, s)
		} else {
			s = interpolate(given, value(c))
		}
		shares = append(shares, s)
	}
	return shares, nil
}

// Combine recovers the seed from the secret's own string, or from as many shares as
// it needs; what is given beyond must fit too.
func Combine(shares []Share) ([]byte, error) {
	secret, err := secretOf(shares)
	if err != nil {
		return nil, err
	}
	return secret.seed()
}

func secretOf(shares []Share) (Share, error) {
	if len(shares) == 0 {
		return Share{}, errNone
	}
	first := shares[0]
	if len(shares) == 1 && first.IsSecret() {
		return first, nil
	}
	seen := map[byte]bool{}
	for _, s := range shares {
		if len(s.data) != len(first.data) || !bytes.Equal(s.data[:5], first.data[:5]) {
			return Share{}, errOtherSet
		}
		if s.IsSecret() {
			return Share{}, errNotShare
		}
		if seen[s.index()] {
			return Share{}, errTwice
		}
		seen[s.index()] = true
	}
	threshold := first.Threshold()
	if len(shares) < threshold {
		return Share{}, &MissingError{len(shares), threshold}
	}
	for _, extra := range shares[threshold:] {
		if !bytes.Equal(extra.data, interpolate(shares[:threshold], extra.index()).data) {
			return Share{}, errForged
		}
	}
	return interpolate(shares[:threshold], secretIndex), nil
}

// seed is the payload as bytes; up to four bits at its end may be anything.
func (s Share) seed() ([]byte, error) {
	c, err := s.code()
	if err != nil {
		return nil, err
	}
	payload := s.data[headerLength : len(s.data)-c.length]
	seed := make([]byte, 5*len(payload)/8)
	for i := range 8 * len(seed) {
		seed[i/8] |= payload[i/5] >> (4 - i%5) & 1 << (7 - i%8)
	}
	return seed, nil
}

// fives cuts bytes into groups of five bits, the last filled up with zeros.
func fives(b []byte) []byte {
	out := make([]byte, (8*len(b)+4)/5)
	for i := range 8 * len(b) {
		out[i/5] |= b[i/8] >> (7 - i%8) & 1 << (4 - i%5)
	}
	return out
}
