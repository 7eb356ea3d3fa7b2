package dice

import (
	"crypto/rand"
	"errors"
	"math/big"
	"strings"
	"testing"
)

// toss tosses a fair coin.
func toss(t *testing.T, n int) string {
	t.Helper()
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	for i := range b {
		b[i] = "ht"[b[i]&1]
	}
	return string(b)
}

func TestCoins(t *testing.T) {
	for range 100 {
		if got, err := ParseCoins([]byte(toss(t, 256)), 24); err != nil || len(got) != 256 {
			t.Fatalf("%d tosses, %v", len(got), err)
		}
	}
	if got, err := ParseCoins([]byte("H T 1,0-"+toss(t, 124)), 12); err != nil || string(got[:4]) != "1010" {
		t.Errorf("%.4s, %v", got, err)
	}
	for name, text := range map[string]string{
		"too few":       toss(t, 127),
		"heads only":    strings.Repeat("h", 128),
		"to and fro":    strings.Repeat("ht", 64),
		"another thing": toss(t, 128) + "x",
		"far too many":  toss(t, maxRolls+1),
	} {
		if _, err := ParseCoins([]byte(text), 12); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := ParseCoins([]byte(strings.Repeat("h", 128)), 12); !errors.Is(err, ErrUnfairCoin) {
		t.Errorf("a coin with two heads: %v", err)
	}
}

// shuffle deals a shuffled deck.
func shuffle(t *testing.T) []string {
	t.Helper()
	var cards []string
	for _, r := range ranks {
		for _, s := range suits {
			cards = append(cards, string(r)+string(s))
		}
	}
	for i := len(cards) - 1; i > 0; i-- {
		j, err := rand.Int(rand.Reader, big.NewInt(int64(i+1)))
		if err != nil {
			t.Fatal(err)
		}
		cards[i], cards[j.Int64()] = cards[j.Int64()], cards[i]
	}
	return cards
}

func TestCards(t *testing.T) {
	one := shuffle(t)
	if got, err := ParseCards([]byte(strings.ToLower(strings.Join(one, " "))), 12); err != nil || string(got) != strings.Join(one, "") {
		t.Errorf("a whole deck for 12 words: %v", err)
	}
	two := append(append([]string{}, one...), shuffle(t)...)
	if _, err := ParseCards([]byte(strings.Join(two[:60], " ")), 24); err != nil {
		t.Errorf("a deck and eight cards for 24 words: %v", err)
	}
	for name, cards := range map[string][]string{
		"a deck for 24 words": one,
		"one card twice":      append(append([]string{}, one[:30]...), one[0]),
		"no such rank":        append([]string{"1S"}, one...),
		"no such suit":        append([]string{"AX"}, one...),
		"three letters":       append([]string{"AAS"}, one...),
	} {
		if _, err := ParseCards([]byte(strings.Join(cards, " ")), 24); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := ParseCards([]byte(strings.ReplaceAll(strings.Join(one, " "), "T", "10")), 12); err != nil {
		t.Errorf("ten written as 10: %v", err)
	}
}
