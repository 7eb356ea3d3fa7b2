package seedqr

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"coldsign/internal/vectors"
	"coldsign/keystore/bip39"
)

func TestVectors(t *testing.T) {
	var file struct {
		Cases []struct {
			ID, Mnemonic string
			Digits       string `json:"standard_seedqr_digits"`
			Compact      string `json:"compact_seedqr_hex"`
		}
	}
	vectors.Load(t, "seedqr.json", &file)
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			entropy, err := bip39.AppendEntropy(nil, []byte(c.Mnemonic))
			if err != nil {
				t.Fatal(err)
			}
			compact, err := hex.DecodeString(c.Compact)
			if err != nil {
				t.Fatal(err)
			}
			for _, payload := range [][]byte{[]byte(c.Digits), compact} {
				if got, err := Decode(payload); err != nil || !bytes.Equal(got, entropy) {
					t.Errorf("%q: %x, %v; want %x", payload, got, err, entropy)
				}
			}
			if got, err := Encode(entropy); err != nil || string(got) != c.Digits {
				t.Errorf("digits %s, %v; want %s", got, err, c.Digits)
			}
		})
	}
}

func TestRefuses(t *testing.T) {
	for name, payload := range map[string]string{
		"empty":          "",
		"15 bytes":       strings.Repeat("a", 15),
		"20 bytes":       strings.Repeat("a", 20),
		"47 digits":      strings.Repeat("0", 47),
		"60 digits":      strings.Repeat("0", 60),
		"a letter":       strings.Repeat("0", 47) + "a",
		"wrong checksum": strings.Repeat("0", 48),
	} {
		if _, err := Decode([]byte(payload)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	var e *bip39.WordError
	if _, err := Decode([]byte(strings.Repeat("0", 44) + "2048")); !errors.As(err, &e) || e.Position != 12 {
		t.Errorf("word 2048: %v", err)
	}
	for _, length := range []int{0, 20, 28} {
		if _, err := Encode(make([]byte, length)); err == nil {
			t.Errorf("%d bytes were encoded", length)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("073318950739065415961602009907670428187212261116"))
	f.Fuzz(func(t *testing.T, payload []byte) {
		entropy, err := Decode(payload)
		if err != nil {
			return
		}
		if bytes.Equal(payload, entropy) {
			return // CompactSeedQR is the entropy
		}
		if again, err := Encode(entropy); err != nil || !bytes.Equal(again, payload) {
			t.Errorf("%q is written back as %q, %v", payload, again, err)
		}
	})
}
