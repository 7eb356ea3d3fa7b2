// Package dice reads what people threw: the second source of randomness of a new
// key, or the only one for those who trust no machine.
package dice

import (
	"crypto/sha256"
	"errors"
	"fmt"
)

const (
	// sides of a die.
	sides = 6
	// maxRolls bounds what is read.
	maxRolls = 10_000
)

// RollsFor is how many rolls carry the bits of entropy of so many BIP-39 words:
// log2(6) = 2.585 bits a roll, 50 rolls for the 128 bits of 12 words and 99 for
// the 256 bits of 24, the numbers that other signers ask for.
func RollsFor(words int) int {
	bits := words / 3 * 32
	if bits == 256 {
		return 99 // 255.9 bits: the convention
	}
	return (bits*1000 + 2584) / 2585
}

// unlikely is the chi-square value with five degrees of freedom that honest dice
// exceed once in a million times.
const unlikely = 35.89

var errTooMany = fmt.Errorf("dice: more than %d rolls", maxRolls)

// ErrUnfair says that rolls look made up or the die loaded.
var ErrUnfair = errors.New("dice: numbers like these come from fair dice less than once in a million times: throw again, and write down what falls")

// TooFewError says how many rolls are missing.
type TooFewError struct{ Have, Want int }

func (e *TooFewError) Error() string {
	return fmt.Sprintf("dice: %d rolls given, %d are needed", e.Have, e.Want)
}

// Parse reads rolls, digits 1 to 6 with any white space, commas or dashes between
// them, for a key of so many words. It refuses too few and rolls that no fair die
// makes. The result is the digits alone, as other programs hash them.
func Parse(text []byte, words int) ([]byte, error) {
	rolls := make([]byte, 0, 128)
	for i, c := range text {
		switch {
		case c >= '1' && c <= '0'+sides:
			if len(rolls) == maxRolls {
				return nil, errTooMany
			}
			rolls = append(rolls, c)
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == '-':
		default:
			return nil, fmt.Errorf("dice: character %d is no number from 1 to 6", i+1)
		}
	}
	if want := RollsFor(words); len(rolls) < want {
		return nil, &TooFewError{len(rolls), want}
	}
	return rolls, check(rolls)
}

// check looks at how often each number falls, and each step from one roll to the
// next: the first finds loaded dice, the second 123456123456….
func check(rolls []byte) error {
	var faces, steps [sides]int
	for i, r := range rolls {
		faces[r-'1']++
		if i > 0 {
			steps[(sides+int(r)-int(rolls[i-1]))%sides]++
		}
	}
	if chiSquare(faces) > unlikely || chiSquare(steps) > unlikely {
		return ErrUnfair
	}
	return nil
}

func chiSquare(counts [sides]int) (sum float64) {
	total := 0
	for _, n := range counts {
		total += n
	}
	expected := float64(total) / sides
	for _, n := range counts {
		sum += (float64(n) - expected) * (float64(n) - expected) / expected
	}
	return sum
}

// Entropy is the BIP-39 entropy that anybody computes from rolls alone:
//
//	printf 35264… | sha256sum
//
// whole for 24 words, its beginning for fewer. SeedSigner and Coldcard agree. Its
// quality is that of the dice and of whoever writes them down.
func Entropy(rolls []byte, words int) []byte {
	sum := sha256.Sum256(rolls)
	return sum[:words/3*4]
}
