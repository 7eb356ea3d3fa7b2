package signer

import (
	"bytes"
	"sync"
	"testing"

	"coldsign/signer/descriptor"
)

// world is the keys and wallets of the tests: a, the key held here, and strangers.
type world struct {
	a, b, c, stranger *seedKeys

	single, nested, legacy, taproot       *Wallet // of a, BIP-84, -49, -44, -86
	multi, multiNested, multiLegacy, tree *Wallet // of a, b and c
	inherit                               *Wallet // a, or b after ten blocks
	other                                 *Wallet // of b alone
}

const testNetwork = "regtest"

func newWorld(t testing.TB) *world {
	t.Helper()
	seed := func(b byte) *seedKeys { return keysFromSeed(t, bytes.Repeat([]byte{b}, 32)) }
	w := &world{a: seed('a'), b: seed('b'), c: seed('c'), stranger: seed('s')}
	all := []*seedKeys{w.a, w.b, w.c}
	w.single = newWallet(t, "a/p2wpkh", "wpkh(%)", []uint32{84 | hardened, 1 | hardened, hardened}, w.a)
	w.nested = newWallet(t, "a/p2sh-p2wpkh", "sh(wpkh(%))", []uint32{49 | hardened, 1 | hardened, hardened}, w.a)
	w.legacy = newWallet(t, "a/p2pkh", "pkh(%)", []uint32{44 | hardened, 1 | hardened, hardened}, w.a)
	w.taproot = newWallet(t, "a/p2tr", "tr(%)", []uint32{86 | hardened, 1 | hardened, hardened}, w.a)
	w.multi = newWallet(t, "vault", "wsh(sortedmulti(2,%,%,%))", cosignerPath, all...)
	w.multiNested = newWallet(t, "old vault", "sh(wsh(multi(2,%,%,%)))", cosignerPath, all...)
	w.multiLegacy = newWallet(t, "oldest vault", "sh(sortedmulti(2,%,%,%))", []uint32{45 | hardened}, all...)
	w.tree = newWallet(t, "tree", "tr(%,{pk(%),pk(%)})", cosignerPath, all...)
	w.inherit = newWallet(t, "inherit", "wsh(or_d(pk(%),and_v(v:pkh(%),older(10))))", cosignerPath, w.a, w.b)
	w.other = newWallet(t, "b/p2wpkh", "wpkh(%)", []uint32{84 | hardened, 1 | hardened, hardened}, w.b)
	return w
}

var cosignerPath = []uint32{48 | hardened, 1 | hardened, hardened, 2 | hardened}

// descriptors are kept for all tests: what was derived of one is derived once.
var descriptors sync.Map

func parsedOnce(t testing.TB, text string) *descriptor.Descriptor {
	t.Helper()
	if d, ok := descriptors.Load(text); ok {
		return d.(*descriptor.Descriptor)
	}
	d, err := descriptor.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	kept, _ := descriptors.LoadOrStore(text, d)
	return kept.(*descriptor.Descriptor)
}

// newWallet fills a template's % with the keys' accounts at a path.
func newWallet(t testing.TB, name, template string, path []uint32, keys ...*seedKeys) *Wallet {
	t.Helper()
	var text []byte
	for _, c := range []byte(template) {
		if c != '%' {
			text = append(text, c)
			continue
		}
		account := keys[0].account(t, path...)
		f := keys[0].Fingerprint()
		text = append(text, '[')
		text = append(text, fingerprintText(f)+pathText(path)[1:]+"]"+account.XPub+"/<0;1>/*"...)
		keys = keys[1:]
	}
	d := parsedOnce(t, string(text))
	network, _ := descriptor.NetworkByName(testNetwork)
	return &Wallet{Name: name, Descriptor: d, Network: network, Checked: true}
}

// own is the record of a key with the accounts that a key's file holds.
func own(t testing.TB, name string, k *seedKeys) OwnKey {
	t.Helper()
	paths := [][]uint32{cosignerPath, {45 | hardened}}
	for _, purpose := range []uint32{44, 49, 84, 86} {
		paths = append(paths, []uint32{purpose | hardened, 1 | hardened, hardened})
	}
	o := OwnKey{Name: name, Fingerprint: k.Fingerprint(), Network: testNetwork, BackupChecked: true}
	for _, p := range paths {
		o.Accounts = append(o.Accounts, k.account(t, p...))
	}
	return o
}
