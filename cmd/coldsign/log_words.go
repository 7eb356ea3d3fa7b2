package main

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"coldsign/internal/fault"
	"coldsign/internal/text"
	"coldsign/internal/wordlist"
)

// spokenWords is how many words stand for a hash: 12 words of 11 bits are 132
// bits of it, too many for anybody to find another hash with the same ones.
const spokenWords = 12

// writtenHash is a hash as a person wrote it down: its words, or all its digits.
type writtenHash struct {
	words  []string
	digits []byte
}

// readWritten reads words or digits; capital letters and space do not matter.
func readWritten(written string) (writtenHash, error) {
	words := strings.Fields(strings.ToLower(written))
	if len(words) == 1 {
		if digits, err := hex.DecodeString(words[0]); err == nil && len(digits) == 32 {
			return writtenHash{digits: digits}, nil
		}
	}
	if len(words) != spokenWords {
		return writtenHash{}, fault.New(fault.Usage, "a hash is written as "+text.Count(spokenWords, "word")+" or as 64 digits, not as "+text.Count(len(words), "word"))
	}
	list := wordlist.BIP39English()
	for i, word := range words {
		if _, ok := list.Index([]byte(word)); !ok {
			return writtenHash{}, fault.New(fault.Usage, "word "+strconv.Itoa(i+1)+" is not in the list")
		}
	}
	return writtenHash{words: words}, nil
}

// is tells whether this is what was written down.
func (w writtenHash) is(hash [32]byte) bool {
	if w.digits != nil {
		return [32]byte(w.digits) == hash
	}
	return slices.Equal(w.words, wordlist.OfHash(hash, spokenWords))
}
