package wordlist

import (
	"crypto/sha256"
	"encoding/hex"
	"sort"
	"testing"
)

// The hashes are those of the standards' files: english.txt of BIP-39 and wordlist.txt of SLIP-39.
func TestListsAreTheStandards(t *testing.T) {
	for _, c := range []struct {
		name, text, sha256 string
		list               List
		words              int
	}{
		{"BIP-39 English", bip39English, "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda", BIP39English(), 2048},
		{"SLIP-39", slip39, "bcc4555340332d169718aed8bf31dd9d5248cb7da6e5d355140ef4f1e601eec3", SLIP39(), 1024},
	} {
		t.Run(c.name, func(t *testing.T) {
			sum := sha256.Sum256([]byte(c.text))
			if hex.EncodeToString(sum[:]) != c.sha256 {
				t.Errorf("the list's bytes changed: %x", sum)
			}
			if c.list.Len() != c.words {
				t.Errorf("%d words, want %d", c.list.Len(), c.words)
			}
			if !sort.StringsAreSorted(c.list.words) {
				t.Error("not sorted, so look-up by binary search fails")
			}
			for i, w := range c.list.words {
				if got, ok := c.list.Index([]byte(w)); !ok || got != i {
					t.Fatalf("Index(%q) = %d, %v; want %d", w, got, ok, i)
				}
			}
			for _, absent := range []string{"", "aaaa", "zzzz", "academicx", "zo"} {
				if i, ok := c.list.Index([]byte(absent)); ok {
					t.Errorf("Index(%q) = %d, want absent", absent, i)
				}
			}
		})
	}
}
