// Package wordlist holds the word lists of the standards: data that more than
// one room needs and nobody may keep a second copy of.
package wordlist

import (
	_ "embed"
	"sort"
	"strings"
)

//go:embed bip39_english.txt
var bip39English string

//go:embed slip39.txt
var slip39 string

// List is an ordered list of lower-case words; a word's index is its value.
type List struct {
	words []string
}

// The lists are sorted, as both standards demand, so look-up is a binary search.
var (
	bip39List  = List{strings.Fields(bip39English)}
	slip39List = List{strings.Fields(slip39)}
)

// BIP39English is the 2,048-word English list of BIP-39.
func BIP39English() List { return bip39List }

// SLIP39 is the 1,024-word list of SLIP-39.
func SLIP39() List { return slip39List }

// Len is the number of words.
func (l List) Len() int { return len(l.words) }

// Word returns the word at index i; it panics when i is out of range, as a slice does.
func (l List) Word(i int) string { return l.words[i] }

// Index finds a word given as bytes, so that callers with words in locked
// memory need no string of them.
func (l List) Index(word []byte) (int, bool) {
	i := sort.Search(len(l.words), func(i int) bool { return compare(l.words[i], word) >= 0 })
	return i, i < len(l.words) && compare(l.words[i], word) == 0
}

// compare orders a listed word and a looked-up one, byte by byte.
func compare(listed string, word []byte) int {
	for i := 0; i < len(listed) && i < len(word); i++ {
		if listed[i] != word[i] {
			return int(listed[i]) - int(word[i])
		}
	}
	return len(listed) - len(word)
}
