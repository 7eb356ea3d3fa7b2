package keystore

import (
	"bytes"
	"math"
)

// MinStrength is what a passphrase should have at least, in bits: with scrypt at
// WorkFactor a guess costs a second and 256 MiB, and 2^50 of them more than any
// key here is worth.
const MinStrength = 50

// Strength estimates the bits of a passphrase from above: the characters that add
// something, times the logarithm of the alphabet they seem to be taken from. It
// knows no words, so what it calls weak is weak, and not the reverse.
func Strength(passphrase []byte) int {
	var alphabet [len(alphabets)]bool
	telling := 0
	for i, c := range passphrase {
		for j, a := range alphabets {
			if c >= a.first && c <= a.last {
				alphabet[j] = true
				break
			}
		}
		if !foreseen(passphrase[:i], c) {
			telling++
		}
	}
	size := 0
	for j, used := range alphabet {
		if used {
			size += alphabets[j].size
		}
	}
	return int(float64(telling) * math.Log2(float64(max(size, 1))))
}

// alphabets are ranges of characters and how many one chooses from who uses them.
var alphabets = [...]struct {
	first, last byte
	size        int
}{
	{'a', 'z', 26}, {'A', 'Z', 26}, {'0', '9', 10}, {' ', '~', 33}, {0x80, 0xff, 64}, {0, 0x1f, 1},
}

// foreseen tells whether a character continues a run like aaa, abc, 987, or follows
// the two before it as it did already.
func foreseen(before []byte, c byte) bool {
	n := len(before)
	if n < 2 {
		return false
	}
	step := int(before[n-1]) - int(before[n-2])
	if step >= -1 && step <= 1 && int(c)-int(before[n-1]) == step {
		return true
	}
	return bytes.Contains(before, []byte{before[n-2], before[n-1], c})
}
