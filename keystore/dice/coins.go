package dice

import (
	"errors"
	"fmt"
)

// ErrUnfairCoin is ErrUnfair for coins.
var ErrUnfairCoin = errors.New("coins: tosses like these come from a fair coin less than once in a million times: toss again, and write down what falls")

// unlikelyCoin is the chi-square value with one degree of freedom that honest
// coins exceed once in a million times.
const unlikelyCoin = 23.93

// TossesFor is how many tosses carry the entropy of so many BIP-39 words: a bit each.
func TossesFor(words int) int { return words / 3 * 32 }

// ParseCoins reads tosses, h and t or 0 and 1 with any white space between them,
// for a key of so many words. It refuses too few and tosses that no fair coin
// makes. The result is h as 1 and t as 0.
func ParseCoins(text []byte, words int) ([]byte, error) {
	tosses := make([]byte, 0, 256)
	for i, c := range text {
		switch c {
		case 'h', 'H', '1':
			tosses = append(tosses, '1')
		case 't', 'T', '0':
			tosses = append(tosses, '0')
		case ' ', '\t', '\n', '\r', ',', '-':
		default:
			return nil, fmt.Errorf("coins: character %d is neither h nor t", i+1)
		}
		if len(tosses) > maxRolls {
			return nil, fmt.Errorf("coins: more than %d tosses", maxRolls)
		}
	}
	if want := TossesFor(words); len(tosses) < want {
		return nil, fmt.Errorf("coins: %d tosses given, %d are needed", len(tosses), want)
	}
	return tosses, checkCoins(tosses)
}

// checkCoins looks at how often each side falls, and how often the next differs:
// the first finds a bent coin, the second hthththt….
func checkCoins(tosses []byte) error {
	heads, changes := 0, 0
	for i, t := range tosses {
		if t == '1' {
			heads++
		}
		if i > 0 && t != tosses[i-1] {
			changes++
		}
	}
	if twoSided(heads, len(tosses)) > unlikelyCoin || twoSided(changes, len(tosses)-1) > unlikelyCoin {
		return ErrUnfairCoin
	}
	return nil
}

// twoSided is the chi-square value of n times one side in total tosses.
func twoSided(n, total int) float64 {
	off := float64(2*n - total)
	return off * off / float64(total)
}
