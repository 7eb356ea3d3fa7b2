// Package base43 is the encoding in which Electrum shows transactions: one big
// number in base 43, over the characters that QR symbols pack well and that need
// no escape in a URI. Leading zero bytes are leading zero digits.
package base43

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// Alphabet holds the digits in order of their value.
const Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*+-./:"

// MaxLen bounds a text, which takes time in the square of its length to read:
// no symbol holds more.
const MaxLen = 4296

var base = big.NewInt(43)

// IsAlphabet says whether text consists of digits alone.
func IsAlphabet(text []byte) bool {
	return len(text) > 0 && len(text) <= MaxLen && strings.Trim(string(text), Alphabet) == ""
}

// Decode reads text.
func Decode(text string) ([]byte, error) {
	if len(text) > MaxLen {
		return nil, errors.New("base43: longer than a symbol")
	}
	number, digit := new(big.Int), new(big.Int)
	zeros := 0
	for i := range len(text) {
		value := strings.IndexByte(Alphabet, text[i])
		if value < 0 {
			return nil, fmt.Errorf("base43: character %d is no digit", i)
		}
		if zeros == i && value == 0 {
			zeros++
		}
		number.Add(number.Mul(number, base), digit.SetInt64(int64(value)))
	}
	return append(make([]byte, zeros), number.Bytes()...), nil
}

// Encode writes data.
func Encode(data []byte) string {
	number, digit := new(big.Int).SetBytes(data), new(big.Int)
	var reversed []byte
	for number.Sign() > 0 {
		number.DivMod(number, base, digit)
		reversed = append(reversed, Alphabet[digit.Int64()])
	}
	for i := 0; i < len(data) && data[i] == 0; i++ {
		reversed = append(reversed, Alphabet[0])
	}
	for i, j := 0, len(reversed)-1; i < j; i, j = i+1, j-1 {
		reversed[i], reversed[j] = reversed[j], reversed[i]
	}
	return string(reversed)
}
