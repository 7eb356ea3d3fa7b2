package dice

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
)

// throw rolls fair dice.
func throw(t *testing.T, n int) []byte {
	t.Helper()
	rolls := make([]byte, 0, n)
	b := make([]byte, 1)
	for len(rolls) < n {
		if _, err := rand.Read(b); err != nil {
			t.Fatal(err)
		}
		if b[0] < 252 {
			rolls = append(rolls, '1'+b[0]%6)
		}
	}
	return rolls
}

func TestRollsFor(t *testing.T) {
	for words, want := range map[int]int{12: 50, 15: 62, 18: 75, 21: 87, 24: 99} {
		if got := RollsFor(words); got != want {
			t.Errorf("%d words: %d rolls, want %d", words, got, want)
		}
	}
}

func TestFairDiceAreAccepted(t *testing.T) {
	for range 200 {
		rolls := throw(t, 99)
		got, err := Parse(rolls, 24)
		if err != nil || !bytes.Equal(got, rolls) {
			t.Fatalf("%s: %v", rolls, err)
		}
	}
}

func TestSeparatorsDoNotCount(t *testing.T) {
	rolls := throw(t, 50)
	var spaced []byte
	for i, r := range rolls {
		spaced = append(spaced, r, " ,-\n\t\r"[i%6])
	}
	if got, err := Parse(spaced, 12); err != nil || !bytes.Equal(got, rolls) {
		t.Errorf("%q: %s, %v", spaced, got, err)
	}
}

func TestRefused(t *testing.T) {
	var few *TooFewError
	if _, err := Parse(throw(t, 98), 24); !errors.As(err, &few) || few.Have != 98 || few.Want != 99 {
		t.Errorf("98 rolls for 24 words: %v", err)
	}
	if _, err := Parse(throw(t, 49), 12); !errors.As(err, &few) {
		t.Errorf("49 rolls for 12 words: %v", err)
	}
	for name, rolls := range map[string]string{
		"one number":  strings.Repeat("4", 99),
		"counting up": strings.Repeat("123456", 17),
		"back":        strings.Repeat("654321", 17),
		"two numbers": strings.Repeat("1221", 25),
	} {
		if _, err := Parse([]byte(rolls), 24); err != ErrUnfair {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, text := range []string{"0", "7", "1a", "1.2"} {
		if _, err := Parse([]byte(text), 12); err == nil || errors.As(err, &few) && text != "" {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := Parse(bytes.Repeat([]byte{'1'}, maxRolls+1), 24); err != errTooMany {
		t.Errorf("too many: %v", err)
	}
}

// TestEntropy: the hash of the digits 1 to 6 as sha256sum prints it.
func TestEntropy(t *testing.T) {
	const want = "8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92"
	for words, length := range map[int]int{12: 32, 18: 48, 24: 64} {
		if got := hex.EncodeToString(Entropy([]byte("123456"), words)); got != want[:length] {
			t.Errorf("%d words: %s", words, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("12 34 56 1,2,3-4"), 12)
	f.Fuzz(func(t *testing.T, text []byte, words int) {
		rolls, err := Parse(text, 12+3*(words&3))
		if err != nil {
			return
		}
		if again, err := Parse(rolls, 12); err != nil || !bytes.Equal(again, rolls) {
			t.Errorf("%q: read back as %q, %v", rolls, again, err)
		}
	})
}
