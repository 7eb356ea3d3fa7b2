package bip39

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha512"
	"fmt"
	"slices"
	"strings"

	"coldsign/internal/wordlist"
)

// ChecksumError says that words are all in the list and yet no mnemonic, and
// where to look first. Positions count from 1; no word is named.
type ChecksumError struct {
	Mistyped []int // here a similar word of the list makes the checksum right
	Swapped  []int // exchanging this word and the next makes it right
}

func (e *ChecksumError) Error() string {
	text := "mnemonic: wrong checksum"
	if len(e.Mistyped) > 0 {
		text += fmt.Sprintf("; look at word %s, where a similar word would fit", positions(e.Mistyped))
	}
	if len(e.Swapped) > 0 {
		text += fmt.Sprintf("; look at the order at word %s", positions(e.Swapped))
	}
	return text
}

func positions(p []int) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(p), "[]"), " ", ", ")
}

// explain looks for the mistakes that people make: one word for a similar one, and
// two neighbours exchanged. Some of what it finds is chance: the checksum of 12
// words has four bits.
func (m *mnemonic) explain() *ChecksumError {
	e := new(ChecksumError)
	list := wordlist.BIP39English()
	for i := range m.n {
		changed := *m
		word := list.Word(int(m.words[i]))
		for index := range list.Len() {
			changed.words[i] = uint16(index)
			if similar(list.Word(index), []byte(word)) && changed.valid() {
				e.Mistyped = append(e.Mistyped, i+1)
				break
			}
		}
	}
	for i := range m.n - 1 {
		changed := *m
		changed.words[i], changed.words[i+1] = m.words[i+1], m.words[i]
		if changed.valid() {
			e.Swapped = append(e.Swapped, i+1)
		}
	}
	return e
}

func (m *mnemonic) valid() bool {
	entropy, sum := m.decode()
	return sum == checksum(entropy)
}

// Similar returns the words of the list that somebody who typed word may have
// meant: one letter wrong, missing, too many, or two exchanged.
func Similar(word []byte) (found []string) {
	list := wordlist.BIP39English()
	word = bytes.ToLower(word)
	for i := range list.Len() {
		if similar(list.Word(i), word) {
			found = append(found, list.Word(i))
		}
	}
	return found
}

// similar tells whether listed and typed differ by one edit.
func similar(listed string, typed []byte) bool {
	a, b := []byte(listed), typed
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a)+len(b) == 0 || len(a) > 2 || len(b) > 2 {
		return false
	}
	return len(a)+len(b) == 1 || len(a) == 1 && len(b) == 1 ||
		len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
}

// electrumVersions are the beginnings of Electrum's seed version hash, in half
// bytes: standard, segwit, and the two with a second factor.
var electrumVersions = [][]byte{{0, 1}, {1, 0, 0}, {1, 0, 1}, {1, 0, 2}}

// isElectrum computes Electrum's own check of a seed.
func (m *mnemonic) isElectrum() bool {
	mac := hmac.New(sha512.New, []byte("Seed version"))
	mac.Write(m.append(nil))
	sum := mac.Sum(nil)
	start := []byte{sum[0] >> 4, sum[0] & 15, sum[1] >> 4}
	return slices.ContainsFunc(electrumVersions, func(v []byte) bool { return bytes.HasPrefix(start, v) })
}
