package dice

import (
	"bytes"
	"fmt"
	"math"
)

const (
	ranks = "A23456789TJQK"
	suits = "CDHS"
	deck  = len(ranks) * len(suits)
)

// ParseCards reads cards in the order in which they lie in a well-shuffled deck,
// rank and suit each (AS, TD or 10D, 7h), for a key of so many words. A deck is
// used up before the next begins, and no card of it comes twice. The bits of a
// card are the logarithm of how many were left: 52 cards have 225, so 24 words
// need a second deck. The result is the cards in capital letters.
func ParseCards(text []byte, words int) ([]byte, error) {
	var cards []byte
	var seen [deck]bool
	left, bits := deck, 0.0
	for i, field := range bytes.Fields(bytes.ToUpper(text)) {
		card, ok := cardOf(field)
		if !ok {
			return nil, fmt.Errorf("cards: card %d is no rank and suit", i+1)
		}
		if left == 0 {
			seen, left = [deck]bool{}, deck
		}
		if seen[card] {
			return nil, fmt.Errorf("cards: card %d is in the deck once only", i+1)
		}
		if len(cards) > maxRolls {
			return nil, fmt.Errorf("cards: more than %d", maxRolls/2)
		}
		seen[card] = true
		bits += math.Log2(float64(left))
		left--
		cards = append(cards, ranks[card/len(suits)], suits[card%len(suits)])
	}
	if want := float64(words / 3 * 32); bits < want {
		return nil, fmt.Errorf("cards: %d cards have %.0f bits, %.0f are needed", len(cards)/2, bits, want)
	}
	return cards, nil
}

// cardOf is the number of a card, 0 to 51.
func cardOf(field []byte) (int, bool) {
	if bytes.HasPrefix(field, []byte("10")) {
		field = append([]byte("T"), field[2:]...)
	}
	if len(field) != 2 {
		return 0, false
	}
	rank, suit := bytes.IndexByte([]byte(ranks), field[0]), bytes.IndexByte([]byte(suits), field[1])
	return rank*len(suits) + suit, rank >= 0 && suit >= 0
}
