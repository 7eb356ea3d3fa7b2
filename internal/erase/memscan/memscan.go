// Package memscan searches the memory of a living process for secrets, its own or
// another's. It is the proof behind the promise that none are left, and is meant
// for tests.
//
// What is looked for in the own process must not itself lie in memory, so a Needle holds the secret
// only masked, and the caller wipes or drops the original before searching.
package memscan

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"slices"
)

// prefixLen is how many bytes of a secret the search holds unmasked: enough to
// make candidates rare, too few to count as the secret.
const prefixLen = 4

// Needle is a secret to look for, kept as two halves that only together are it.
type Needle struct {
	Name         string
	mask, masked []byte
}

// Hide makes needles of a secret: its bytes in order and, as scalars are often
// held little-endian, in reverse. The secret must be longer than 8 bytes.
func Hide(name string, secret []byte) []Needle {
	if len(secret) <= 2*prefixLen {
		panic("memscan: secret " + name + " is too short to be told from chance")
	}
	reversed := slices.Clone(secret)
	slices.Reverse(reversed)
	defer clear(reversed)
	return []Needle{hide(name, secret), hide(name+" reversed", reversed)}
}

func hide(name string, secret []byte) Needle {
	n := Needle{Name: name, mask: make([]byte, len(secret)), masked: make([]byte, len(secret))}
	rand.Read(n.mask)
	for i := range secret {
		n.masked[i] = secret[i] ^ n.mask[i]
	}
	return n
}

// Hit is one place where a needle was found.
type Hit struct {
	Name    string
	Address uint64
	Region  string // the line of /proc/self/maps without its addresses
}

func (h Hit) String() string { return fmt.Sprintf("%s at %#x (%s)", h.Name, h.Address, h.Region) }

// find calls found with the offset of every occurrence of n in memory.
func (n Needle) find(memory []byte, found func(offset int)) {
	var prefix [prefixLen]byte
	for i := range prefix {
		prefix[i] = n.masked[i] ^ n.mask[i]
	}
	for at := 0; at+len(n.mask) <= len(memory); at++ {
		next := bytes.Index(memory[at:len(memory)-len(n.mask)+prefixLen], prefix[:])
		if next < 0 {
			return
		}
		at += next
		if n.matches(memory[at:]) {
			found(at)
		}
	}
}

func (n Needle) matches(memory []byte) bool {
	for i := range n.mask {
		if memory[i]^n.mask[i] != n.masked[i] {
			return false
		}
	}
	return true
}
