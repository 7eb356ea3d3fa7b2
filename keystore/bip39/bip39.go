// Package bip39 turns entropy into the words of BIP-0039 and back, and words into
// the seed of BIP-0032: English words, 12, 15, 18, 21 or 24 of them. Words are
// bytes, so that they can lie in locked memory; run the calls inside
// coldsign/internal/erase, because they use the heap.
package bip39

import (
	"bytes"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"

	"coldsign/internal/wordlist"

	"golang.org/x/text/unicode/norm"
)

var (
	// ErrEntropy says that entropy is not of 128, 160, 192, 224 or 256 bits.
	ErrEntropy = errors.New("BIP-39 entropy has 16, 20, 24, 28 or 32 bytes")
	// ErrElectrum says that words are a seed of Electrum, which derives other keys
	// from them than BIP-39 would.
	ErrElectrum = errors.New("these words are an Electrum seed, not BIP-39: restore them in Electrum and move the coins")
)

// LengthError says how many words a mnemonic has, which is none of the five lengths.
type LengthError struct{ Words int }

func (e *LengthError) Error() string {
	return fmt.Sprintf("mnemonic of %d words; BIP-39 has 12, 15, 18, 21 or 24", e.Words)
}

// WordError says which word, counted from 1, is not in the list. It does not hold
// the word: what was typed is nearly a secret. See Similar.
type WordError struct{ Position int }

func (e *WordError) Error() string {
	return fmt.Sprintf("mnemonic: word %d is not in the English list", e.Position)
}

const maxWords = 24

// mnemonic is the words as indexes in the list.
type mnemonic struct {
	words [maxWords]uint16
	n     int
}

// AppendMnemonic appends to dst the words of the entropy, separated by spaces.
func AppendMnemonic(dst, entropy []byte) ([]byte, error) {
	if !validEntropy(len(entropy)) {
		return nil, ErrEntropy
	}
	m := encode(entropy)
	return m.append(dst), nil
}

// AppendEntropy appends to dst the entropy of a mnemonic. It takes words in either
// case and with any white space between them. Errors are *LengthError, *WordError,
// *ChecksumError and ErrElectrum.
func AppendEntropy(dst, words []byte) ([]byte, error) {
	m, err := parse(words)
	if err != nil {
		return nil, err
	}
	entropy, sum := m.decode()
	if sum != checksum(entropy) {
		if m.isElectrum() {
			return nil, ErrElectrum
		}
		return nil, m.explain()
	}
	return append(dst, entropy...), nil
}

// Seed derives the BIP-0032 seed from valid words and the optional passphrase.
func Seed(seed *[64]byte, words, passphrase []byte) error {
	m, err := parse(words)
	if err != nil {
		return err
	}
	salt := append([]byte("mnemonic"), norm.NFKD.Bytes(passphrase)...)
	key, err := pbkdf2.Key(sha512.New, string(m.append(nil)), salt, 2048, len(seed))
	if err != nil {
		return fmt.Errorf("BIP-39 seed: %w", err)
	}
	copy(seed[:], key)
	return nil
}

func validEntropy(length int) bool {
	return length >= 16 && length <= 32 && length%4 == 0
}

// parse finds the words in the list; it does not look at the checksum.
func parse(text []byte) (m mnemonic, err error) {
	list := wordlist.BIP39English()
	fields := bytes.Fields(norm.NFKD.Bytes(text))
	if !validEntropy(len(fields)*4/3) || len(fields)%3 != 0 {
		return m, &LengthError{len(fields)}
	}
	for i, word := range fields {
		index, ok := list.Index(bytes.ToLower(word))
		if !ok {
			return m, &WordError{i + 1}
		}
		m.words[i] = uint16(index)
	}
	m.n = len(fields)
	return m, nil
}

func (m *mnemonic) append(dst []byte) []byte {
	list := wordlist.BIP39English()
	for i, index := range m.words[:m.n] {
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = append(dst, list.Word(int(index))...)
	}
	return dst
}

// encode cuts entropy and checksum into numbers of 11 bits.
func encode(entropy []byte) (m mnemonic) {
	bits := append(append(make([]byte, 0, 33), entropy...), checksum(entropy)<<(8-len(entropy)/4))
	m.n = len(entropy) * 3 / 4
	for i := range 11 * m.n {
		bit := bits[i/8] >> (7 - i%8) & 1
		m.words[i/11] = m.words[i/11]<<1 | uint16(bit)
	}
	return m
}

// decode is the reverse of encode: the entropy, and the checksum in the lowest bits.
func (m *mnemonic) decode() (entropy []byte, sum byte) {
	var bits [33]byte
	for i := range 11 * m.n {
		bit := m.words[i/11] >> (10 - i%11) & 1
		bits[i/8] |= byte(bit) << (7 - i%8)
	}
	length := m.n * 4 / 3
	return bits[:length:length], bits[length] >> (8 - length/4)
}

// checksum is the first bit of SHA-256 for every four bytes of entropy, in the
// lowest bits of a byte.
func checksum(entropy []byte) byte {
	sum := sha256.Sum256(entropy)
	return sum[0] >> (8 - len(entropy)/4)
}
