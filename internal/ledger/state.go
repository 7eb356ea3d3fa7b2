package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"coldsign/internal/wordlist"
)

// State is what a log has come to, for people to write down and machines to compare.
type State struct {
	Entries   uint64   `json:"entries"`
	Head      string   `json:"head"` // SHA-256 of the last line, hex
	Words     []string `json:"words"`
	PublicKey string   `json:"public_key"` // minisign's line
	KeyID     string   `json:"key_id"`
	Open      []uint64 `json:"open"` // intents without a result
}

// StateOf is the state of a log that was verified.
func StateOf(s Summary, key *PublicKey) State {
	return State{
		Entries: s.Head.Count, Head: hex.EncodeToString(s.Head.Hash[:]), Words: Words(s.Head.Hash), KeyID: key.ID(),
		PublicKey: key.Line(), Open: append([]uint64{}, s.Open...),
	}
}

// Line is the line of a public key file that minisign takes with -P, and by which a
// policy lists a person.
func (k *PublicKey) Line() string {
	lines := strings.Split(strings.TrimSpace(string(k.Text())), "\n")
	return lines[len(lines)-1]
}

// hashWords is how many words stand for a hash: 12 words of 11 bits are 132 bits of
// it, too many for anybody to find another hash with the same ones.
const hashWords = 12

// Words are the words by which people compare a hash that cannot be lied about.
func Words(hash [sha256.Size]byte) []string { return wordlist.OfHash(hash, hashWords) }

// Written is a hash as a person wrote it down: its words, or all its digits.
type Written struct {
	words  []string
	digits []byte
}

// ReadWritten reads words or digits; capital letters and space do not matter.
func ReadWritten(written string) (Written, error) {
	words := strings.Fields(strings.ToLower(written))
	if len(words) == 1 {
		if digits, err := hex.DecodeString(words[0]); err == nil && len(digits) == sha256.Size {
			return Written{digits: digits}, nil
		}
	}
	if len(words) != hashWords {
		return Written{}, fmt.Errorf("a hash is written as %d words or as 64 digits, not as what has %d words", hashWords, len(words))
	}
	list := wordlist.BIP39English()
	for i, word := range words {
		if _, ok := list.Index([]byte(word)); !ok {
			return Written{}, fmt.Errorf("word %d is not in the list", i+1)
		}
	}
	return Written{words: words}, nil
}

// Is tells whether a hash is what was written down.
func (w Written) Is(hash [sha256.Size]byte) bool {
	if w.digits != nil {
		return [sha256.Size]byte(w.digits) == hash
	}
	return slices.Equal(w.words, Words(hash))
}

// In tells whether the log passed through the state that was written down.
func (w Written) In(log []byte) bool {
	for line := range bytes.Lines(log) {
		if w.Is(sha256.Sum256(bytes.TrimSuffix(line, []byte("\n")))) {
			return true
		}
	}
	return false
}
