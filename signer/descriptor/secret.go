package descriptor

import (
	"strings"

	"github.com/btcsuite/btcd/address/v2/base58"
)

// findSecret returns where a private key stands in a text, -1 for none. It looks
// everywhere, so that one in the wrong place is still called what it is.
func findSecret(s string) int {
	start := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && isAlphanumeric(s[i]) {
			continue
		}
		if looksSecret(s[start:i]) {
			return start
		}
		start = i + 1
	}
	return -1
}

// looksSecret says whether a word is, or was meant to be, an extended private
// key (of any version, SLIP-132) or a private key in WIF. A mistyped secret is a
// secret too, so no checksum is asked for.
func looksSecret(word string) bool {
	if len(word) >= 4 && strings.Contains("xyztuvXYZTUV", word[:1]) && word[1:4] == "prv" {
		return true
	}
	if len(word) != 51 && len(word) != 52 || !strings.Contains("5KL9c", word[:1]) {
		return false
	}
	b := base58.Decode(word)
	return (len(b) == 37 || len(b) == 38) && (b[0] == 0x80 || b[0] == 0xef)
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
