// Package codex32 reads and writes BIP-0093: a BIP-0032 seed, whole or in shares,
// as strings with a checksum that can be computed by hand. Run its calls inside
// coldsign/internal/erase; they use the heap.
package codex32

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// alphabet is that of Bech32; a character's place is its value.
const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

const (
	headerLength = 6 // threshold, four of the identifier, share index
	prefix       = "ms1"

	// maxShort is the longest data part that has the short checksum, minLong the
	// shortest that has the long one.
	maxShort, minLong = 93, 96
)

// secretIndex is the index of the secret among the shares: s.
var secretIndex = value('s')

// shareIndexes are the indexes in the order in which shares are made.
const shareIndexes = "acdefghjklmnpqrtuvwxyz0234567"

var (
	errPrefix    = errors.New("codex32: it does not begin with ms1")
	errCase      = errors.New("codex32: capitals and small letters mixed")
	errLength    = errors.New("codex32: wrong length: characters are missing or too many")
	errChecksum  = errors.New("codex32: wrong checksum: mistyped or damaged")
	errThreshold = errors.New("codex32: the threshold is not 0 or 2 to 9")
	errUnshared  = errors.New("codex32: a string with threshold 0 is the secret itself and has index s")
)

// Share is one string: a share, or with index s the secret. It prints without its
// payload.
type Share struct{ data []byte } // five bits each: header, payload, checksum

// Threshold is how many shares recover the secret; 0 where it is not shared.
func (s Share) Threshold() int { return int(alphabet[s.data[0]] - '0') }

// ID is the identifier, four characters that all shares of a secret have.
func (s Share) ID() string { return string(letters(s.data[1:5])) }

// Index is the character that tells the shares of a secret apart; s is the secret.
func (s Share) Index() byte { return alphabet[s.data[5]] }

// IsSecret tells whether the string is the secret itself.
func (s Share) IsSecret() bool { return s.index() == secretIndex }

func (s Share) index() byte { return s.data[5] }

// Parse reads a string.
func Parse(text []byte) (Share, error) {
	text = bytes.TrimSpace(text)
	lower := bytes.ToLower(text)
	if !bytes.Equal(text, lower) && !bytes.Equal(text, bytes.ToUpper(text)) {
		return Share{}, errCase
	}
	characters, ok := bytes.CutPrefix(lower, []byte(prefix))
	if !ok {
		return Share{}, errPrefix
	}
	data := make([]byte, 0, 128)
	for i, c := range characters {
		v := value(c)
		if v == 32 || i == 128 {
			return Share{}, fmt.Errorf("codex32: character %d is none of Bech32's", len(prefix)+i+1)
		}
		data = append(data, v)
	}
	s := Share{data}
	c, err := s.code()
	if err != nil {
		return Share{}, err
	}
	if !c.verify(data) {
		return Share{}, errChecksum
	}
	if t := alphabet[data[0]]; t != '0' && (t < '2' || t > '9') {
		return Share{}, errThreshold
	}
	if s.Threshold() == 0 && !s.IsSecret() {
		return Share{}, errUnshared
	}
	return s, nil
}

// code tells which checksum data of this length has, and refuses lengths that no
// seed of 16 to 64 bytes has.
func (s Share) code() (*code, error) {
	c := &short
	switch n := len(s.data); {
	case n >= minLong:
		c = &long
	case n > maxShort || n < headerLength+short.length:
		return nil, errLength
	}
	payload := 5 * (len(s.data) - headerLength - c.length)
	if payload/8 < 16 || payload/8 > 64 || payload%8 > 4 {
		return nil, errLength
	}
	return c, nil
}

// Append appends the string to dst, in small letters.
func (s Share) Append(dst []byte) []byte {
	return append(append(dst, prefix...), letters(s.data)...)
}

func letters(data []byte) []byte {
	text := make([]byte, len(data))
	for i, v := range data {
		text[i] = alphabet[v]
	}
	return text
}

// value is the value of a character, 32 for none.
func value(c byte) byte {
	if i := bytes.IndexByte([]byte(alphabet), c); i >= 0 {
		return byte(i)
	}
	return 32
}

// Format and the others keep the payload out of every print-out.
func (s Share) Format(f fmt.State, _ rune) { io.WriteString(f, s.String()) }

// GoString is String.
func (s Share) GoString() string { return s.String() }

// String tells which share it is.
func (s Share) String() string {
	if len(s.data) < headerLength {
		return "codex32.Share(none)"
	}
	return fmt.Sprintf("codex32.Share(%s, share %c, secret)", s.ID(), s.Index())
}

// MarshalJSON fails: a secret in a JSON document is a mistake.
func (s Share) MarshalJSON() ([]byte, error) {
	return nil, errors.New("codex32: a share is not to be encoded")
}
