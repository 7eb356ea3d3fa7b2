package bip85

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/address/v2/bech32"

	"coldsign/internal/vectors"
	"coldsign/keystore/bip32"
)

type vector struct {
	ID, Application, Path string
	Master                string `json:"master_xprv"`
	Entropy               string `json:"derived_entropy"`
	Mnemonic              string `json:"derived_bip39_mnemonic"`
	WIF                   string `json:"derived_wif"`
	XPrv                  string `json:"derived_xprv"`
	Password              string `json:"derived_pwd"`
	Rolls                 string `json:"derived_rolls"`
	Nsec                  string `json:"derived_nsec"`
	DRNG                  string `json:"drng_80_bytes_hex"`
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
			c.testApplication(t, &master, levels, &entropy)
		})
	}
}

func (c *vector) testApplication(t *testing.T, master *bip32.Node, levels []uint32, entropy *[64]byte) {
	level := func(i int) int { return int(levels[i]) }
	last := levels[len(levels)-1]
	var got, want string
	var err error
	var b []byte
	switch {
	case c.Mnemonic != "":
		b, err = AppendMnemonic(nil, master, level(2), last)
		got, want = string(b), c.Mnemonic
	case c.WIF != "":
		b, err = AppendWIF(nil, master, last)
		got, want = string(b), c.WIF
	case c.XPrv != "":
		var n bip32.Node
		err = XPrv(&n, master, last)
		got, want = string(n.AppendXPrv(nil, bip32.MainNet)), c.XPrv
	case c.Application == "HEX":
		b, err = Bytes(master, level(1), last)
		got, want = hex.EncodeToString(b), c.Entropy
	case c.Password != "" && level(0) == appBase64:
		b, err = PasswordBase64(master, level(1), last)
		got, want = string(b), c.Password
	case c.Password != "":
		b, err = PasswordBase85(master, level(1), last)
		got, want = string(b), c.Password
	case c.Rolls != "":
		var rolls []uint32
		rolls, err = Dice(master, level(1), level(2), last)
		got, want = strings.ReplaceAll(strings.Trim(fmt.Sprint(rolls), "[]"), " ", ","), c.Rolls
	case c.Nsec != "":
		five, convertErr := bech32.ConvertBits(entropy[:32], 8, 5, true)
		if convertErr != nil {
			t.Fatal(convertErr)
		}
		got, err = bech32.Encode("nsec", five)
		want = c.Nsec
	case c.DRNG != "":
		b = make([]byte, 80)
		_, err = io.ReadFull(DRNG(entropy), b)
		got, want = hex.EncodeToString(b), c.DRNG
	}
	if err != nil || got != want {
		t.Errorf("%s: %s, %v; want %s", c.Application, got, err, want)
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
		"15 bytes":         func() error { _, err := Bytes(&master, 15, 0); return err },
		"65 bytes":         func() error { _, err := Bytes(&master, 65, 0); return err },
		"base64 of 19":     func() error { _, err := PasswordBase64(&master, 19, 0); return err },
		"base64 of 87":     func() error { _, err := PasswordBase64(&master, 87, 0); return err },
		"base85 of 9":      func() error { _, err := PasswordBase85(&master, 9, 0); return err },
		"base85 of 81":     func() error { _, err := PasswordBase85(&master, 81, 0); return err },
		"one side":         func() error { _, err := Dice(&master, 1, 1, 0); return err },
		"no rolls":         func() error { _, err := Dice(&master, 6, 0, 0); return err },
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
