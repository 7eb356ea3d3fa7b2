// Package seedqr reads and writes the two QR forms of a BIP-0039 mnemonic that
// SeedSigner made known: SeedQR, four digits a word, and CompactSeedQR, the
// entropy itself. Run its calls inside coldsign/internal/erase.
package seedqr

import (
	"errors"

	"coldsign/internal/wordlist"
	"coldsign/keystore/bip39"
)

// digits is how many stand for a word.
const digits = 4

var errForm = errors.New("SeedQR: neither 48 or 96 digits nor 16 or 32 bytes")

// Encode writes the digits of the entropy's words: a SeedQR.
func Encode(entropy []byte) ([]byte, error) {
	if err := twoLengths(entropy); err != nil {
		return nil, err
	}
	words, err := bip39.AppendMnemonic(nil, entropy)
	if err != nil {
		return nil, err
	}
	return fromWords(words), nil
}

// twoLengths: the standard has 12 and 24 words.
func twoLengths(entropy []byte) error {
	if len(entropy) != 16 && len(entropy) != 32 {
		return errForm
	}
	return nil
}

// Decode reads the entropy from a payload of either form, told apart by length:
// 48 or 96 bytes are digits, 16 or 32 are the entropy.
func Decode(payload []byte) ([]byte, error) {
	switch len(payload) {
	case 16, 32:
		return append([]byte(nil), payload...), nil
	case 12 * digits, 24 * digits:
		words, err := toWords(payload)
		if err != nil {
			return nil, err
		}
		return bip39.AppendEntropy(nil, words)
	}
	return nil, errForm
}

func fromWords(words []byte) (out []byte) {
	list := wordlist.BIP39English()
	start := 0
	for i := 0; i <= len(words); i++ {
		if i < len(words) && words[i] != ' ' {
			continue
		}
		index, _ := list.Index(words[start:i])
		for _, unit := range [digits]int{1000, 100, 10, 1} {
			out = append(out, byte('0'+index/unit%10))
		}
		start = i + 1
	}
	return out
}

func toWords(payload []byte) (words []byte, err error) {
	list := wordlist.BIP39English()
	for at := 0; at < len(payload); at += digits {
		index := 0
		for _, c := range payload[at : at+digits] {
			if c < '0' || c > '9' {
				return nil, errForm
			}
			index = index*10 + int(c-'0')
		}
		if index >= list.Len() {
			return nil, &bip39.WordError{Position: at/digits + 1}
		}
		words = append(append(words, list.Word(index)...), ' ')
	}
	return words, nil
}
