package bip32

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
)

// alphabet is that of base58: no 0, O, I, l.
const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

var (
	errAlphabet = errors.New("a character that is not in base58")
	errLength   = errors.New("wrong length")
	errChecksum = errors.New("wrong checksum: mistyped or damaged")
)

// encodeCheck appends to dst the base58 text of data and its checksum, dividing
// in place and without math/big, which would leave copies of a private key.
func encodeCheck(dst []byte, data *[78]byte) []byte {
	var number [82]byte
	copy(number[:], data[:])
	sum := checksum(data)
	copy(number[78:], sum[:])

	var text [112]byte // 82·log(256)/log(58), rounded up
	at, from := len(text), 0
	for from < len(number) {
		rest := 0
		for i := from; i < len(number); i++ {
			rest = rest<<8 | int(number[i])
			number[i] = byte(rest / 58)
			rest %= 58
		}
		at--
		text[at] = alphabet[rest]
		for from < len(number) && number[from] == 0 {
			from++
		}
	}
	return append(dst, text[at:]...)
}

// decodeCheck reads what encodeCheck writes.
func decodeCheck(text []byte, data *[78]byte) error {
	if len(text) > 112 {
		return errLength
	}
	var number [82]byte
	for _, c := range text {
		digit := bytes.IndexByte([]byte(alphabet), c)
		if digit < 0 {
			return errAlphabet
		}
		for i := len(number) - 1; i >= 0; i-- {
			digit += int(number[i]) * 58
			number[i] = byte(digit)
			digit >>= 8
		}
		if digit != 0 {
			return errLength
		}
	}
	copy(data[:], number[:])
	sum := checksum(data)
	if subtle.ConstantTimeCompare(sum[:], number[78:]) != 1 {
		return errChecksum
	}
	return nil
}

func checksum(data *[78]byte) (sum [4]byte) {
	first := sha256.Sum256(data[:])
	second := sha256.Sum256(first[:])
	copy(sum[:], second[:])
	return sum
}
