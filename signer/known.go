package signer

import (
	"bytes"

	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/signer/descriptor"
)

// Known is what this machine knows beside the packet.
type Known struct {
	Wallets   []*Wallet
	Keys      []OwnKey
	History   History
	Declared  Declared
	AllowList []string // addresses that people approved before; look-alikes are judged against them
	PolicyID  string   // of the policy whose rules are checked, as it is shown; "" for none
}

// Wallet is a registered wallet. Only its descriptor decides what belongs to it.
type Wallet struct {
	Name       string
	Descriptor *descriptor.Descriptor
	Network    *descriptor.Network
	Checked    bool // a person compared its first addresses with the coordinator's
}

// OwnKey is the public record of a key held here.
type OwnKey struct {
	Name        string
	Fingerprint [4]byte
	Network     string
	Accounts    []Account

	BackupChecked bool // some backup of it was read back and is right
}

// Account is a stored extended public key and its path from the master key.
type Account struct {
	Path []uint32
	XPub string
}

// History is what this machine saw and signed before.
type History struct {
	Seen        map[wire.OutPoint]int64 // amounts of coins
	SignedCoins map[wire.OutPoint]SignedBy
	SignedTxs   map[chainhash.Hash]SignedBy // by the id of the unsigned transaction
}

// SignedBy is an entry of the history.
type SignedBy struct {
	TxID chainhash.Hash // of the unsigned transaction
	When int64          // seconds since 1970
	By   string         // who approved
}

// Declared is the present as the operator states it; the machine has no
// network to learn it from. Zero values are not declared.
type Declared struct {
	Height uint32
	Time   int64 // seconds since 1970
}

// keyAt derives the public key of a path from the stored accounts; known is
// false when no account covers the path.
func (k *OwnKey) keyAt(path []uint32) (key *hdkeychain.ExtendedKey, known bool) {
	for _, a := range k.Accounts {
		steps, below := stepsBelow(a.Path, path)
		if !below {
			continue
		}
		x, err := hdkeychain.NewKeyFromString(a.XPub)
		if err != nil || x.IsPrivate() {
			continue
		}
		if x, err = derive(x, steps); err == nil {
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
func holdingOf(k *descriptor.Key, own map[[4]byte]*OwnKey) holding {
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
