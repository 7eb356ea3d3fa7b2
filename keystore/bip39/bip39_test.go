package bip39

import (
	"bytes"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"coldsign/internal/vectors"
	"coldsign/keystore/bip32"
)

func TestVectors(t *testing.T) {
	var file struct {
		Cases []struct {
			ID, Mnemonic, Passphrase, Reason string
			Valid                            bool
			Entropy                          string `json:"entropy_hex"`
			Seed                             string `json:"seed_hex"`
			Master                           string `json:"bip32_master_xprv"`
		}
	}
	vectors.Load(t, "bip39.json", &file)
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			entropy, err := AppendEntropy(nil, []byte(c.Mnemonic))
			if !c.Valid {
				if err == nil {
					t.Errorf("accepted; should be refused: %s", c.Reason)
				}
				return
			}
			if err != nil || hex.EncodeToString(entropy) != c.Entropy {
				t.Fatalf("entropy %x, %v; want %s", entropy, err, c.Entropy)
			}
			words, err := AppendMnemonic(nil, entropy)
			if err != nil || string(words) != c.Mnemonic {
				t.Errorf("words of %x are not those of the vector: %v", entropy, err)
			}
			var seed [64]byte
			if err := Seed(&seed, words, []byte(c.Passphrase)); err != nil || hex.EncodeToString(seed[:]) != c.Seed {
				t.Errorf("seed %x, %v; want %s", seed, err, c.Seed)
			}
			var master bip32.Node
			if err := master.Master(seed[:]); err != nil {
				t.Fatal(err)
			}
			if got := master.AppendXPrv(nil, bip32.MainNet); string(got) != c.Master {
				t.Errorf("master %s, want %s", got, c.Master)
			}
		})
	}
}

func anyEntropy() *rapid.Generator[[]byte] {
	return rapid.Custom(func(t *rapid.T) []byte {
		length := 4 * rapid.IntRange(4, 8).Draw(t, "length")
		return rapid.SliceOfN(rapid.Byte(), length, length).Draw(t, "entropy")
	})
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entropy := anyEntropy().Draw(t, "entropy")
		words, err := AppendMnemonic([]byte("before "), entropy)
		if err != nil {
			t.Fatal(err)
		}
		back, err := AppendEntropy([]byte{7}, bytes.TrimPrefix(words, []byte("before ")))
		if err != nil || !bytes.Equal(back, append([]byte{7}, entropy...)) {
			t.Fatalf("%q: %x, %v; want 07 and %x", words, back, err, entropy)
		}
	})
}

const legal = "legal winner thank year wave sausage worth useful legal winner thank yellow"

func TestSpellingOfTheSameWords(t *testing.T) {
	want, err := AppendEntropy(nil, []byte(legal))
	if err != nil {
		t.Fatal(err)
	}
	var seed, same [64]byte
	if err := Seed(&seed, []byte(legal), nil); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		strings.ToUpper(legal),
		"\n " + strings.ReplaceAll(legal, " ", "\t\n") + "\r\n",
		strings.ReplaceAll(legal, " ", "\u3000"), // the ideographic space
		strings.ReplaceAll(legal, "w", "\uff57"), // full width, as NFKD unfolds it
	} {
		got, err := AppendEntropy(nil, []byte(text))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%q: %x, %v", text, got, err)
		}
		if err := Seed(&same, []byte(text), nil); err != nil || same != seed {
			t.Errorf("%q: another seed, %v", text, err)
		}
	}
}

// TestPassphraseIsNormalised: the same letters, composed and decomposed.
func TestPassphraseIsNormalised(t *testing.T) {
	var composed, decomposed [64]byte
	for seed, passphrase := range map[*[64]byte]string{&composed: "caf\u00e9 \u212b", &decomposed: "cafe\u0301 A\u030a"} {
		if err := Seed(seed, []byte(legal), []byte(passphrase)); err != nil {
			t.Fatal(err)
		}
	}
	if composed != decomposed {
		t.Error("composed and decomposed letters give different seeds")
	}
}

func TestErrorsPointAtTypos(t *testing.T) {
	for _, c := range []struct{ name, words, want string }{
		{"similar word", strings.Replace(legal, "wave", "save", 1), "look at word"},
		{"exchanged words", strings.Replace(legal, "thank yellow", "yellow thank", 1), "order at word"},
		{"unknown word", strings.Replace(legal, "year", "yeer", 1), "word 4 is not in the English list"},
		{"missing word", strings.TrimSuffix(legal, " yellow"), "mnemonic of 11 words"},
	} {
		_, err := AppendEntropy(nil, []byte(c.words))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q in it", c.name, err, c.want)
			continue
		}
		for word := range strings.FieldsSeq(c.words) {
			if word != "order" && word != "year" && strings.Contains(" "+err.Error()+" ", " "+word+" ") {
				t.Errorf("%s: the error names a word of the mnemonic: %v", c.name, err)
			}
		}
	}
	var e *ChecksumError
	_, err := AppendEntropy(nil, []byte(strings.Replace(legal, "wave", "save", 1)))
	if !errors.As(err, &e) || !slices.Contains(e.Mistyped, 5) {
		t.Errorf("word 5 was mistyped; got %v", err)
	}
	_, err = AppendEntropy(nil, []byte(strings.Replace(legal, "thank yellow", "yellow thank", 1)))
	if !errors.As(err, &e) || !slices.Contains(e.Swapped, 11) {
		t.Errorf("words 11 and 12 were exchanged; got %v", err)
	}
}

func TestSimilar(t *testing.T) {
	for typed, want := range map[string]string{
		"yelow": "below yellow", "YELLOWW": "yellow", "yeloow": "yellow", "yeloov": "", "abandno": "abandon", "zoo": "", "": "", "bandon": "abandon",
	} {
		got := strings.Join(Similar([]byte(typed)), " ")
		if got != want {
			t.Errorf("similar to %q: %q, want %q", typed, got, want)
		}
	}
}

// The seed of Electrum's documentation of its version 2 seeds.
func TestElectrumIsRefusedByName(t *testing.T) {
	_, err := AppendEntropy(nil, []byte("wild father tree among universe such mobile favorite target dynamic credit identify"))
	if err != ErrElectrum {
		t.Errorf("got %v", err)
	}
}

func TestEntropyLengths(t *testing.T) {
	for length := range 40 {
		_, err := AppendMnemonic(nil, make([]byte, length))
		if good := length == 16 || length == 20 || length == 24 || length == 28 || length == 32; (err == nil) != good {
			t.Errorf("%d bytes: %v", length, err)
		}
	}
}

func FuzzAppendEntropy(f *testing.F) {
	f.Add([]byte(legal))
	f.Add([]byte("zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong"))
	f.Fuzz(func(t *testing.T, text []byte) {
		entropy, err := AppendEntropy(nil, text)
		if err != nil {
			if err.Error() == "" {
				t.Error("an error without words")
			}
			return
		}
		words, err := AppendMnemonic(nil, entropy)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := AppendEntropy(nil, words); err != nil || !bytes.Equal(again, entropy) {
			t.Errorf("%q: read back as %x, %v", words, again, err)
		}
	})
}
