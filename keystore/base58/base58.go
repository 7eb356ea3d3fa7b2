// Package base58 writes and reads private keys as text. It works in place on
// bytes and without math/big, which would leave copies of the key behind; other
// code for base58 serves for what is public.
package base58

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
)

// alphabet has no 0, O, I and l.
const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

const (
	// maxData is the longest data, an extended key, and checksumLength what is added.
	maxData        = 78
	checksumLength = 4
	// maxText is (maxData+checksumLength)·log(256)/log(58), rounded up.
	maxText = 112
)

var (
	errAlphabet = errors.New("a character that is not in base58")
	errLength   = errors.New("wrong length")
	errChecksum = errors.New("wrong checksum: mistyped or damaged")
)

// AppendCheck appends to dst the text of data and its checksum. Data has at most
// 78 bytes and its first is not zero, as the first of no private key's version is.
func AppendCheck(dst, data []byte) []byte {
	var array [maxData + checksumLength]byte
	number := append(array[:0], data...)
	sum := checksum(data)
	number = append(number, sum[:]...)

	var text [maxText]byte
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

// DecodeCheck fills data with what AppendCheck wrote; the text must hold exactly
// as many bytes.
func DecodeCheck(data, text []byte) error {
	if len(text) > maxText {
		return errLength
	}
	var array [maxData + checksumLength]byte
	number := array[:len(data)+checksumLength]
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
	if number[0] == 0 {
		return errLength
	}
	sum := checksum(number[:len(data)])
	if subtle.ConstantTimeCompare(sum[:], number[len(data):]) != 1 {
		return errChecksum
	}
	copy(data, number)
	return nil
}

func checksum(data []byte) (sum [checksumLength]byte) {
	first := sha256.Sum256(data)
	second := sha256.Sum256(first[:])
	copy(sum[:], second[:])
	return sum
}
