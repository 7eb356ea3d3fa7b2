package wordlist

import (
	"crypto/sha256"
	"strings"
	"testing"
)

// TestOfHash: the words are the bits, most significant first.
func TestOfHash(t *testing.T) {
	var counting [32]byte
	for i := range counting {
		counting[i] = byte(i)
	}
	for want, hash := range map[string][32]byte{
		"abandon abandon abandon": {},
		"zoo zoo zoo":             {255, 255, 255, 255, 255},
		"ability abandon abandon": {0, 1 << 5},
		"abandon amount liar":     counting,
	} {
		if got := strings.Join(OfHash(hash, 3), " "); got != want {
			t.Errorf("%x: %s, want %s", hash, got, want)
		}
	}
	if a, b := OfHash(sha256.Sum256(nil), 8), OfHash(sha256.Sum256(nil), 12); strings.Join(a, " ") != strings.Join(b[:8], " ") {
		t.Errorf("fewer words are no beginning: %q, %q", a, b)
	}
}
