package descriptor

import (
	"encoding/hex"
	"errors"

	"github.com/btcsuite/btcd/address/v2"
)

// The expressions that describe outputs and make no wallet: they are read, their
// scripts can be asked for, and NoWallet says why they are not registered.

// combo is combo(KEY): every single-key script of the key (BIP-384).
type combo struct{ slot int }

func parseCombo(p *parser, in context) (expr, error) {
	slot, err := p.key(in.forms())
	return combo{slot}, err
}

func (e combo) appendText(b []byte, key func(int) string) []byte {
	return append(append(append(b, "combo("...), key(e.slot)...), ')')
}

func (e combo) fill(*Script, [][]byte) ([]byte, error) {
	return nil, errors.New("combo() has several scripts")
}

// scripts are P2PK, P2PKH and, for a compressed key, P2WPKH and P2SH-P2WPKH.
func (e combo) scripts(keys [][]byte) [][]byte {
	key := keys[e.slot]
	out := [][]byte{pubKeyScript(key), pubKeyHashScript(address.Hash160(key))}
	if len(key) == 33 {
		out = append(out, p2wpkh(key), p2sh(p2wpkh(key)))
	}
	return out
}

// raw is raw(HEX): a script of any form (BIP-385).
type raw struct{ script []byte }

func parseRaw(p *parser, _ context) (expr, error) {
	text := p.argument()
	script, err := hex.DecodeString(text)
	if err != nil {
		return nil, p.failf("a script that is not hex")
	}
	p.pos += len(text)
	return raw{script}, nil
}

func (e raw) appendText(b []byte, _ func(int) string) []byte {
	return append(hex.AppendEncode(append(b, "raw("...), e.script), ')')
}

func (e raw) fill(*Script, [][]byte) ([]byte, error) { return e.script, nil }

// addr is addr(ADDRESS): the script that an address pays to (BIP-385).
type addr struct {
	text   string
	script []byte
}

func parseAddr(p *parser, _ context) (expr, error) {
	text := p.argument()
	for _, n := range networks {
		if script, err := ParseAddress(text, n); err == nil {
			p.pos += len(text)
			canonical, _ := Address(script, n)
			return addr{canonical, script}, nil
		}
	}
	return nil, p.failf("not an address of any network")
}

func (e addr) appendText(b []byte, _ func(int) string) []byte {
	return append(append(append(b, "addr("...), e.text...), ')')
}

func (e addr) fill(*Script, [][]byte) ([]byte, error) { return e.script, nil }

// NoWallet returns why the descriptor cannot be registered as a wallet; false
// when it can be.
func (d *Descriptor) NoWallet() (reason string, is bool) { return d.noWallet, d.noWallet != "" }

func (d *Descriptor) whyNoWallet() string {
	switch d.Kind() {
	case "p2pk", "p2ms":
		return "its scripts have no address"
	case "combo":
		return "combo() has several scripts for each key; register the one that is used"
	case "raw":
		return "raw() is a single script without keys"
	case "addr":
		return "addr() is a single address without keys"
	case "rawtr":
		return "rawtr() does not say how its output key was made"
	}
	for _, k := range d.keys {
		if len(k.PubKey) == 65 {
			return "it has an uncompressed key"
		}
		if k.hardenedBelow() {
			return "it has hardened steps below an extended public key, which only the private key can derive"
		}
	}
	return ""
}

// hardenedBelow says whether a step below the key is hardened.
func (k Key) hardenedBelow() bool {
	for _, s := range k.steps {
		for _, e := range s {
			if e&hardened != 0 {
				return true
			}
		}
	}
	return k.wildcard == hardenedWildcard
}
