package keystore

import (
	"testing"

	"pgregory.net/rapid"
)

func TestStrength(t *testing.T) {
	for passphrase, enough := range map[string]bool{
		"":                             false,
		"a":                            false,
		"password":                     false,
		"aaaaaaaaaaaaaaaaaaaa":         false,
		"abcdefghijklmnopqrst":         false,
		"98765432109876543210":         false,
		"abababababababababab":         false,
		"hunter2hunter2hunter2":        false,
		"correct horse battery staple": true,
		"kX7#pQ2!vZ9b":                 true,
		"Grüße aus der Höhle":          true,
	} {
		if bits := Strength([]byte(passphrase)); (bits >= MinStrength) != enough {
			t.Errorf("%q has %d bits", passphrase, bits)
		}
	}
}

// TestStrengthGrows: nobody is punished for a longer passphrase.
func TestStrengthGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOf(rapid.Byte()).Draw(t, "passphrase")
		more := append(p[:len(p):len(p)], rapid.Byte().Draw(t, "one more"))
		if Strength(more) < Strength(p) {
			t.Fatalf("%q: %d bits, %q: %d bits", p, Strength(p), more, Strength(more))
		}
	})
}
