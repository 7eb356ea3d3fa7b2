package slip39

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"coldsign/internal/wordlist"
)

const (
	headerWords = 4
	// minWords is the length for the shortest secret, 128 bits.
	minWords = headerWords + 13 + checksumWords
	// maxWords bounds what is read: a secret of 512 bits, the longest of BIP-0032.
	maxWords = headerWords + 52 + checksumWords
)

// set is what all shares of one secret have in common.
type set struct {
	ID             uint16 // 15 random bits
	Extendable     bool
	Exponent       int // 10,000·2^Exponent iterations
	GroupThreshold int
	GroupCount     int
}

// Share is one mnemonic. Indexes count from 0. Value is secret: a Share prints
// as what it is, never with the value.
type Share struct {
	set
	Group     int
	Index     int
	Threshold int // members of the group that are needed
	Value     []byte
}

// WordError says which word, counted from 1, is not in the list.
type WordError struct{ Position int }

func (e *WordError) Error() string {
	return fmt.Sprintf("SLIP-39 share: word %d is not in the list", e.Position)
}

var (
	errWords    = fmt.Errorf("SLIP-39 share: it has not %d to %d words, or a length of no secret", minWords, maxWords)
	errChecksum = errors.New("SLIP-39 share: wrong checksum: a word is mistyped, or words are exchanged")
	errPadding  = errors.New("SLIP-39 share: padding is not zero")
	errGroups   = errors.New("SLIP-39 share: it wants more groups than there are")
)

// Parse reads a mnemonic, in either case and with any white space between the words.
func Parse(text []byte) (Share, error) {
	words, err := lookUp(text)
	if err != nil {
		return Share{}, err
	}
	valueBits := 10 * (len(words) - headerWords - checksumWords)
	padding := valueBits % 16
	if len(words) < minWords || len(words) > maxWords || padding > 8 {
		return Share{}, errWords
	}
	r := bitReader{words: words}
	var s Share
	s.ID = uint16(r.read(15))
	s.Extendable = r.read(1) == 1
	s.Exponent = int(r.read(4))
	s.Group = int(r.read(4))
	s.GroupThreshold = int(r.read(4)) + 1
	s.GroupCount = int(r.read(4)) + 1
	s.Index = int(r.read(4))
	s.Threshold = int(r.read(4)) + 1
	if polymod(s.Extendable, words) != 1 {
		return Share{}, errChecksum
	}
	if s.GroupThreshold > s.GroupCount {
		return Share{}, errGroups
	}
	if r.read(padding) != 0 {
		return Share{}, errPadding
	}
	s.Value = make([]byte, valueBits/16*2)
	for i := range s.Value {
		s.Value[i] = byte(r.read(8))
	}
	return s, nil
}

// Append appends the mnemonic to dst, its words separated by spaces.
func (s Share) Append(dst []byte) []byte {
	valueWords := (8*len(s.Value) + 9) / 10
	w := bitWriter{words: make([]uint16, 0, headerWords+valueWords+checksumWords)}
	w.write(uint32(s.ID), 15)
	w.write(flag(s.Extendable), 1)
	for _, field := range []int{
		s.Exponent, s.Group, s.GroupThreshold - 1, s.GroupCount - 1, s.Index, s.Threshold - 1,
	} {
		w.write(uint32(field), 4)
	}
	w.write(0, 10*valueWords-8*len(s.Value))
	for _, b := range s.Value {
		w.write(uint32(b), 8)
	}
	list := wordlist.SLIP39()
	for i, word := range appendChecksum(s.Extendable, w.words) {
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = append(dst, list.Word(int(word))...)
	}
	return dst
}

// Format and the others keep the value out of every print-out.
func (s Share) Format(f fmt.State, _ rune) { io.WriteString(f, s.String()) }

// GoString is String.
func (s Share) GoString() string { return s.String() }

// String tells the place of a share in its set.
func (s Share) String() string {
	return fmt.Sprintf("slip39.Share(set %d, group %d of %d, member %d, value secret)", s.ID, s.Group+1, s.GroupCount, s.Index+1)
}

// MarshalJSON fails: a secret in a JSON document is a mistake.
func (s Share) MarshalJSON() ([]byte, error) {
	return nil, errors.New("slip39: a share is not to be encoded")
}

func lookUp(text []byte) ([]uint16, error) {
	list := wordlist.SLIP39()
	words := make([]uint16, 0, maxWords)
	for word := range bytes.FieldsSeq(text) {
		if len(words) == maxWords {
			return nil, errWords
		}
		index, ok := list.Index(bytes.ToLower(word))
		if !ok {
			return nil, &WordError{len(words) + 1}
		}
		words = append(words, uint16(index))
	}
	return words, nil
}

func flag(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// bitReader reads numbers from words of ten bits, highest bit first.
type bitReader struct {
	words []uint16
	at    int
}

func (r *bitReader) read(n int) (value uint32) {
	for range n {
		value = value<<1 | uint32(r.words[r.at/10]>>(9-r.at%10)&1)
		r.at++
	}
	return value
}

// bitWriter is the reverse of bitReader.
type bitWriter struct {
	words []uint16
	at    int
}

func (w *bitWriter) write(value uint32, n int) {
	for n--; n >= 0; n-- {
		if w.at%10 == 0 {
			w.words = append(w.words, 0)
		}
		w.words[w.at/10] |= uint16(value>>n&1) << (9 - w.at%10)
		w.at++
	}
}
