package keystore

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"coldsign/internal/vectors"
	"coldsign/keystore/bip32"
	"coldsign/keystore/bip39"
)

var updatePublished = flag.Bool("update-published", false, "write the list of published secrets anew")

// publishedVectors are the standards' vectors that hold seeds or words.
var publishedVectors = []string{
	"bip32.json", "bip39.json", "bip44_49_84_86_addresses.json", "bip85.json", "codex32_bip93.json", "seedqr.json", "slip39.json",
}

// TestPublishedList makes the list of published secrets from the vectors and the words
// of manuals, and holds the checked-in one against it.
func TestPublishedList(t *testing.T) {
	found := map[string]bool{}
	words, err := os.ReadFile("testdata/published-words.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(words)), "\n") {
		if !collectMnemonic(found, line) {
			t.Errorf("no mnemonic: %q", line)
		}
	}
	for _, file := range publishedVectors {
		var content any
		if err := json.Unmarshal(vectors.Read(t, file), &content); err != nil {
			t.Fatal(err)
		}
		before := len(found)
		collect(found, "", content)
		if len(found) == before {
			t.Errorf("nothing new in %s", file)
		}
	}
	lines := []string{}
	for line := range found {
		lines = append(lines, line)
	}
	slices.Sort(lines)
	want := "package keystore\n\n// Written by TestPublishedList. The beginnings of the SHA-256 of entropy, seeds and master\n// nodes (key, chain code) that stand in published vectors and manuals.\n\nvar published = []byte(`\n" +
		strings.Join(lines, "\n") + "\n`)\n"
	if *updatePublished {
		if err := os.WriteFile("published_list.go", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := os.ReadFile("published_list.go"); string(got) != want {
		t.Errorf("published_list.go is not what the vectors say (%d entries): go test ./keystore -run PublishedList -update-published", len(lines))
	}
}

// collect walks a vector file: words wherever they stand, master keys in their base58,
// and bytes in fields that say that they are a secret's.
func collect(found map[string]bool, field string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			collect(found, name, inner)
		}
	case []any:
		for _, inner := range v {
			collect(found, field, inner)
		}
	case string:
		if collectMnemonic(found, v) || collectMaster(found, v) {
			return
		}
		for _, word := range []string{"entropy", "seed", "secret"} {
			if raw, err := hex.DecodeString(v); err == nil && strings.Contains(field, word) && len(raw) >= 16 && len(raw) <= 64 {
				collectSeed(found, raw)
			}
		}
	}
}

func add(found map[string]bool, secret []byte) {
	hash := sha256.Sum256(secret)
	found[hex.EncodeToString(hash[:publishedSize])] = true
}

func collectMnemonic(found map[string]bool, text string) bool {
	entropy, err := bip39.AppendEntropy(nil, []byte(text))
	if err == nil {
		add(found, entropy)
	}
	return err == nil
}

func collectMaster(found map[string]bool, text string) bool {
	var n bip32.Node
	if _, err := n.ParseXPrv([]byte(text)); err != nil || n.Depth != 0 {
		return false
	}
	add(found, append(n.Key[:], n.ChainCode[:]...))
	return true
}

func collectSeed(found map[string]bool, seed []byte) {
	add(found, seed)
	var n bip32.Node
	if n.Master(seed) == nil {
		add(found, append(n.Key[:], n.ChainCode[:]...))
	}
}

// TestPublishedIsRefused: published words and seeds are refused where money hangs on
// them, in every form, and are what test networks are for.
func TestPublishedIsRefused(t *testing.T) {
	about := strings.Repeat("abandon ", 11) + "about"
	for what, from := range map[string]func(network string) (*Material, error){
		"words": func(n string) (*Material, error) {
			return ImportMnemonic(Spec{Name: "k", Network: n}, []byte(about), nil)
		},
		"words with a passphrase": func(n string) (*Material, error) {
			return ImportMnemonic(Spec{Name: "k", Network: n}, []byte(about), []byte("my own"))
		},
		"one word": func(n string) (*Material, error) {
			return ImportMnemonic(Spec{Name: "k", Network: n}, []byte(strings.TrimSpace(strings.Repeat("bacon ", 24))), nil)
		},
		"a seed of BIP-32": func(n string) (*Material, error) {
			seed, _ := hex.DecodeString("fffcf9f6f3f0edeae7e4e1dedbd8d5d2cfccc9c6c3c0bdbab7b4b1aeaba8a5a29f9c999693908d8a8784817e7b7875726f6c696663605d5a5754514e4b484542")
			return ImportSeed(Spec{Name: "k", Network: n}, seed, "seed")
		},
	} {
		var weak *WeakError
		if _, err := from("main"); !errors.As(err, &weak) {
			t.Errorf("%s: %v", what, err)
		}
		m, err := from("regtest")
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if m.Weakness() == "" {
			t.Errorf("%s: nothing said on a test network", what)
		}
		m.Close()
	}
	const xprv = "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"
	var weak *WeakError
	if _, err := ImportXPrv(Spec{Name: "k", Network: "main"}, []byte(xprv)); !errors.As(err, &weak) {
		t.Errorf("xprv: %v", err)
	}
}

// TestWeakForms: each form by its own, and random secrets by none.
func TestWeakForms(t *testing.T) {
	for what, secret := range map[string][]byte{
		"hardly any different bytes": bytes.Repeat([]byte{1, 2, 3, 4, 5, 1, 3, 5}, 2),
		"half of its bytes":          {0, 0, 0, 0, 0, 0, 0, 0, 9, 8, 250, 6, 51, 4, 203, 2},
		"its bytes count":            {250, 253, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39},
		"it repeats":                 bytes.Repeat([]byte{0x9a, 0x13, 0x77, 0xe0, 0x5b, 0xc4, 0x2d, 0x88}, 2),
		"it is text":                 []byte("1 January 2026, "),
	} {
		if got := weakness(secret); !strings.Contains(got, what) {
			t.Errorf("%s: %q", what, got)
		}
		if got := weakness(append(bytes.Clone(secret), 0xfd, 0x31, 0x9e, 0x66, 0xb7, 0xd2, 0x01, 0x8c, 0xe5, 0x4f, 0x70, 0xaa, 0x1b, 0x93, 0xc8, 0x5d)); got != "" {
			t.Errorf("%s, and as many random bytes: %q", what, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		hash := sha256.Sum256([]byte(rapid.String().Draw(t, "seed")))
		if got := weakness(hash[:16]) + weakness(hash[:]); got != "" {
			t.Fatalf("%x: %s", hash, got)
		}
	})
}
