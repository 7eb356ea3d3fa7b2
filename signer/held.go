package signer

import (
	"bytes"

	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"

	"coldsign/signer/descriptor"
)

// heldKey is a key held here, its accounts read once.
type heldKey struct {
	OwnKey
	accounts []heldAccount
}

type heldAccount struct {
	path []uint32
	key  *hdkeychain.ExtendedKey
}

// heldKeys are the keys held here by fingerprint. One seed may be held for several
// networks: its accounts count together. A record that is no extended public key
// proves nothing and is left out.
func heldKeys(keys []OwnKey) map[[4]byte]*heldKey {
	held := map[[4]byte]*heldKey{}
	for _, k := range keys {
		h := held[k.Fingerprint]
		if h == nil {
			h = &heldKey{OwnKey: OwnKey{Name: k.Name, Fingerprint: k.Fingerprint, Imported: k.Imported, MadeBy: k.MadeBy}}
			held[k.Fingerprint] = h
		}
		h.BackupChecked = h.BackupChecked || k.BackupChecked
		for _, a := range k.Accounts {
			if x, err := hdkeychain.NewKeyFromString(a.XPub); err == nil && !x.IsPrivate() {
				h.accounts = append(h.accounts, heldAccount{a.Path, x})
			}
		}
	}
	return held
}

// maxBelow bounds the steps below an account that are derived for a path out of a
// packet: wallets have two or three, and a path may claim hundreds.
const maxBelow = 8

// keyAt derives the public key of a path from the stored accounts; known is
// false when no account covers the path.
func (k *heldKey) keyAt(path []uint32) (key *hdkeychain.ExtendedKey, known bool) {
	for _, a := range k.accounts {
		steps, below := stepsBelow(a.path, path)
		if !below || len(steps) > maxBelow {
			continue
		}
		if x, err := derive(a.key, steps); err == nil {
			return x, true
		}
	}
	return nil, false
}

// stepsBelow is what is left of a path below an account, all of it unhardened.
func stepsBelow(account, path []uint32) ([]uint32, bool) {
	if len(path) < len(account) || !equalPaths(account, path[:len(account)]) {
		return nil, false
	}
	steps := path[len(account):]
	for _, s := range steps {
		if s&hardened != 0 {
			return nil, false
		}
	}
	return steps, true
}

func derive(x *hdkeychain.ExtendedKey, steps []uint32) (*hdkeychain.ExtendedKey, error) {
	var err error
	for _, s := range steps {
		if x, err = x.Derive(s); err != nil {
			return nil, err
		}
	}
	return x, nil
}

func equalPaths(a, b []uint32) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// holding is how a wallet's key stands to the keys held here.
type holding int

const (
	notHeld     holding = iota
	held                // fingerprint and path are ours and nothing stored speaks against it; signing proves it
	contradicts         // fingerprint and path are ours and the stored account is another key
)

// holdingOf compares a wallet's key with the records of the keys held here.
func holdingOf(k *descriptor.Key, own map[[4]byte]*heldKey) holding {
	ours := own[k.Fingerprint]
	if ours == nil {
		return notHeld
	}
	stored, known := ours.keyAt(k.OriginPath)
	if !known {
		return held
	}
	point, err := stored.ECPubKey()
	if err != nil {
		return contradicts
	}
	if k.XPub == nil {
		if bytes.Equal(point.SerializeCompressed(), k.PubKey) {
			return held
		}
		return contradicts
	}
	if sameKey(stored, k.XPub) {
		return held
	}
	return contradicts
}

// sameKey compares public key and chain code, all that derivation depends on.
func sameKey(a, b *hdkeychain.ExtendedKey) bool {
	p, err := a.ECPubKey()
	if err != nil {
		return false
	}
	q, err := b.ECPubKey()
	if err != nil {
		return false
	}
	return p.IsEqual(q) && bytes.Equal(a.ChainCode(), b.ChainCode())
}
