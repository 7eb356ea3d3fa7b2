package agefile

import (
	"bytes"
	"testing"

	"golang.org/x/crypto/scrypt"
	"pgregory.net/rapid"
)

// TestKeyIsScrypts compares with the library.
func TestKeyIsScrypts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		passphrase := rapid.SliceOfN(rapid.Byte(), 0, 150).Draw(t, "passphrase")
		salt := rapid.SliceOfN(rapid.Byte(), 0, 50).Draw(t, "salt")
		workFactor := rapid.IntRange(1, 8).Draw(t, "work factor")
		want, err := scrypt.Key(passphrase, salt, 1<<workFactor, scryptR, 1, 32)
		if err != nil {
			t.Fatal(err)
		}
		if got := scryptKey(passphrase, salt, workFactor); !bytes.Equal(got[:], want) {
			t.Fatalf("%x, want %x", got, want)
		}
	})
}

func BenchmarkKey(b *testing.B) {
	for b.Loop() {
		scryptKey([]byte("passphrase"), make([]byte, 16), 16)
	}
}

func BenchmarkKeyOfLibrary(b *testing.B) {
	for b.Loop() {
		if _, err := scrypt.Key([]byte("passphrase"), make([]byte, 16), 1<<16, scryptR, 1, 32); err != nil {
			b.Fatal(err)
		}
	}
}
