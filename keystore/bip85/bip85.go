// Package bip85 derives from a master key the secrets of others, as BIP-0085 says:
// one backup then restores them all. Run its calls inside coldsign/internal/erase.
package bip85

import (
	"crypto/hmac"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"io"
	"math/bits"

	"coldsign/keystore/base58"
	"coldsign/keystore/bip32"
	"coldsign/keystore/bip39"
)

// purpose is the first level of every path.
const purpose = 83696968

// The applications of the standard: the second level.
const (
	appMnemonic = 39
	appWIF      = 2
	appXPrv     = 32
	appHex      = 128169
	appBase64   = 707764
	appBase85   = 707785
	appDice     = 89101
)

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

// AppendWIF appends to dst a private key in the wallet import format of the main
// network, for the seed of an old wallet of Bitcoin Core.
func AppendWIF(dst []byte, master *bip32.Node, index uint32) ([]byte, error) {
	entropy, err := Entropy(master, appWIF, index)
	if err != nil {
		return nil, err
	}
	key := append([]byte{0x80}, entropy[:32]...)
	return base58.AppendCheck(dst, append(key, 1)), nil // 1: compressed public key
}

// XPrv sets n to a master key. Unlike BIP-0032's, the chain code comes first.
func XPrv(n, master *bip32.Node, index uint32) error {
	entropy, err := Entropy(master, appXPrv, index)
	if err != nil {
		return err
	}
	return n.Set((*[32]byte)(entropy[32:]), (*[32]byte)(entropy[:32]))
}

// Bytes returns 16 to 64 bytes: the application HEX.
func Bytes(master *bip32.Node, n int, index uint32) ([]byte, error) {
	if err := within("number of bytes", n, 16, 64); err != nil {
		return nil, err
	}
	entropy, err := Entropy(master, appHex, uint32(n), index)
	return entropy[:n:n], err
}

// PasswordBase64 returns a password of 20 to 86 characters.
func PasswordBase64(master *bip32.Node, length int, index uint32) ([]byte, error) {
	if err := within("length", length, 20, 86); err != nil {
		return nil, err
	}
	entropy, err := Entropy(master, appBase64, uint32(length), index)
	return base64.StdEncoding.AppendEncode(nil, entropy[:])[:length], err
}

// base85 is the alphabet of RFC 1924.
const base85 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"

// PasswordBase85 returns a password of 10 to 80 characters.
func PasswordBase85(master *bip32.Node, length int, index uint32) ([]byte, error) {
	if err := within("length", length, 10, 80); err != nil {
		return nil, err
	}
	entropy, err := Entropy(master, appBase85, uint32(length), index)
	if err != nil {
		return nil, err
	}
	password := make([]byte, 80)
	for group := range 16 {
		var number uint32
		for _, b := range entropy[4*group : 4*group+4] {
			number = number<<8 | uint32(b)
		}
		for i := 4; i >= 0; i-- {
			password[5*group+i] = base85[number%85]
			number /= 85
		}
	}
	return password[:length], nil
}

// Dice returns rolls of a die, numbers from 0 to sides-1.
func Dice(master *bip32.Node, sides, rolls int, index uint32) ([]uint32, error) {
	if err := within("number of sides", sides, 2, 1<<31-1); err != nil {
		return nil, err
	}
	if err := within("number of rolls", rolls, 1, 10_000); err != nil {
		return nil, err
	}
	entropy, err := Entropy(master, appDice, uint32(sides), uint32(rolls), index)
	if err != nil {
		return nil, err
	}
	random := DRNG(&entropy)
	width := bits.Len32(uint32(sides - 1))
	sample := make([]byte, (width+7)/8)
	result := make([]uint32, 0, rolls)
	for len(result) < rolls {
		if _, err := io.ReadFull(random, sample); err != nil {
			return nil, err
		}
		var number uint32
		for _, b := range sample {
			number = number<<8 | uint32(b)
		}
		if number >>= 8*len(sample) - width; number < uint32(sides) {
			result = append(result, number)
		}
	}
	return result, nil
}

// DRNG is BIP85-DRNG-SHAKE256: as many bytes as wanted.
func DRNG(entropy *[64]byte) io.Reader {
	shake := sha3.NewSHAKE256()
	shake.Write(entropy[:])
	return shake
}
