// Package bip85 derives from a master key the secrets of others, as BIP-0085 says:
// one backup then restores them all. Run its calls inside coldsign/internal/erase.
package bip85

import (
	"crypto/hmac"
	"crypto/sha512"
	"fmt"

	"coldsign/keystore/bip32"
	"coldsign/keystore/bip39"
)

// purpose is the first level of every path.
const purpose = 83696968

// appMnemonic is the second level for words, the one application of the standard that is
// here: what it derives is a key that may be backed up and imported as any other.
const appMnemonic = 39

// english is the code of the English word list, the only one here.
const english = 0

// RangeError says that a number asked for is out of the standard's bounds.
type RangeError struct {
	What           string
	Got, Low, High int
}

func (e *RangeError) Error() string {
	return fmt.Sprintf("BIP-85: %s %d is not between %d and %d", e.What, e.Got, e.Low, e.High)
}

func within(what string, got, low, high int) error {
	if got < low || got > high {
		return &RangeError{what, got, low, high}
	}
	return nil
}

// Entropy derives the 64 bytes of a path below m/83696968h, every level of which
// is hardened here.
func Entropy(master *bip32.Node, levels ...uint32) (entropy [64]byte, err error) {
	node := *master
	for _, index := range append([]uint32{purpose}, levels...) {
		if index >= bip32.Hardened {
			return entropy, &RangeError{"index", int(index), 0, bip32.Hardened - 1}
		}
		var child bip32.Node
		if err := child.Child(&node, index+bip32.Hardened); err != nil {
			return entropy, err
		}
		node = child
	}
	mac := hmac.New(sha512.New, []byte("bip-entropy-from-k"))
	mac.Write(node.Key[:])
	copy(entropy[:], mac.Sum(nil))
	return entropy, nil
}

// AppendMnemonic appends to dst a BIP-0039 mnemonic of 12 to 24 words.
func AppendMnemonic(dst []byte, master *bip32.Node, words int, index uint32) ([]byte, error) {
	if err := within("number of words", words, 12, 24); err != nil {
		return nil, err
	}
	entropy, err := Entropy(master, appMnemonic, english, uint32(words), index)
	if err != nil {
		return nil, err
	}
	if words%3 != 0 {
		return nil, &bip39.LengthError{Words: words}
	}
	return bip39.AppendMnemonic(dst, entropy[:words/3*4])
}
