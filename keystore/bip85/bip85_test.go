package bip85

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"coldsign/internal/vectors"
	"coldsign/keystore/bip32"
)

type vector struct {
	ID, Path string
	Master   string `json:"master_xprv"`
	Entropy  string `json:"derived_entropy"`
	Mnemonic string `json:"derived_bip39_mnemonic"`
	XPrv     string `json:"derived_xprv"`
}

func TestVectors(t *testing.T) {
	var file struct{ Cases []vector }
	vectors.Load(t, "bip85.json", &file)
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			var master bip32.Node
			if _, err := master.ParseXPrv([]byte(c.Master)); err != nil {
				t.Fatal(err)
			}
			path, err := bip32.ParsePath(c.Path)
			if err != nil {
				t.Fatal(err)
			}
			var levels []uint32
			for _, index := range path[1:] {
				levels = append(levels, index-bip32.Hardened)
			}
			entropy, err := Entropy(&master, levels...)
			got := hex.EncodeToString(entropy[:])
			if c.XPrv != "" {
				got = got[64:] // the vector prints the key alone
			}
			if err != nil || !strings.HasPrefix(got, c.Entropy) {
				t.Errorf("entropy %s, %v; want %s", got, err, c.Entropy)
			}
			if c.Mnemonic == "" {
				return
			}
			if got, err := AppendMnemonic(nil, &master, int(levels[2]), levels[3]); err != nil || string(got) != c.Mnemonic {
				t.Errorf("words %q, %v; want %q", got, err, c.Mnemonic)
			}
		})
	}
}

func TestBounds(t *testing.T) {
	var master bip32.Node
	if err := master.Master(make([]byte, 16)); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func() error{
		"11 words":         func() error { _, err := AppendMnemonic(nil, &master, 11, 0); return err },
		"27 words":         func() error { _, err := AppendMnemonic(nil, &master, 27, 0); return err },
		"hardened already": func() error { _, err := Entropy(&master, bip32.Hardened); return err },
	} {
		var e *RangeError
		if err := f(); !errors.As(err, &e) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := AppendMnemonic(nil, &master, 13, 0); err == nil {
		t.Error("13 words were made")
	}
}
