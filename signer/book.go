package signer

import (
	"bytes"
	"fmt"
	"slices"

	"coldsign/signer/descriptor"
)

// book finds the registered wallet of a script.
type book struct {
	keys     []bookKey
	byName   map[[4]byte][]bookKey // wallets' keys by fingerprint
	byWallet map[*Wallet][]bookKey // in the order of the descriptor's keys
	own      map[[4]byte]*heldKey
	spent    map[*Wallet]bool // to which inputs belong; set once the owners are known
}

// bookKey is one key of a registered wallet.
type bookKey struct {
	wallet  *Wallet
	slot    int // which of the descriptor's keys
	key     descriptor.Key
	pubKey  []byte // of the extended key, 33 bytes; nil for a single public key
	holding holding
}

func newBook(known *Known) *book {
	b := &book{byName: map[[4]byte][]bookKey{}, byWallet: map[*Wallet][]bookKey{}, own: heldKeys(known.Keys)}
	for _, w := range known.Wallets {
		for slot, k := range w.Descriptor.Keys() {
			entry := bookKey{wallet: w, slot: slot, key: k, holding: holdingOf(&k, b.own)}
			if k.XPub != nil {
				if point, err := k.XPub.ECPubKey(); err == nil {
					entry.pubKey = point.SerializeCompressed()
				}
			}
			b.keys = append(b.keys, entry)
			b.byName[k.Fingerprint] = append(b.byName[k.Fingerprint], entry)
			b.byWallet[w] = append(b.byWallet[w], entry)
		}
	}
	return b
}

// holdsAny says whether a key of the wallet is held here.
func (b *book) holdsAny(w *Wallet) bool {
	return slices.ContainsFunc(b.byWallet[w], func(k bookKey) bool { return k.holding == held })
}

// named returns the wallets' keys that a record may mean: those of its
// fingerprint, or all when it leaves that open.
func (b *book) named(r *record) []bookKey {
	if r.unnamed() {
		return b.keys
	}
	return b.byName[r.fingerprint]
}

// spot is an address of a wallet.
type spot struct {
	wallet *Wallet
	branch int
	index  uint32
}

// find returns the registered wallet's script that is byte-equal to the given
// one, at a place that the records point to; nil when there is none.
func (b *book) find(script []byte, records []record) *Owned {
	tried := map[spot]bool{}
	for i := range records {
		for _, k := range b.named(&records[i]) {
			branch, index, ok := k.key.Match(records[i].path)
			at := spot{k.wallet, branch, index}
			if !ok || tried[at] {
				continue
			}
			tried[at] = true
			s, err := k.wallet.Descriptor.At(branch, index)
			if err == nil && bytes.Equal(s.ScriptPubKey, script) {
				return &Owned{k.wallet, branch, index, s}
			}
		}
	}
	return nil
}

// truth is what this machine can derive of a record.
type truth struct {
	known bool // the key of that name and path can be derived
	right bool // and it is the record's
	ours  bool // it names a key held here
	spent bool // it is the key of a wallet that is spent from, at its place
}

// check derives the key of a record's fingerprint and path and compares it.
func (b *book) check(r *record) truth {
	t := truth{ours: b.own[r.fingerprint] != nil}
	for _, k := range b.named(r) {
		branch, index, ok := k.key.Match(r.path)
		if !ok {
			continue
		}
		s, err := k.wallet.Descriptor.At(branch, index)
		if err != nil {
			continue
		}
		at, ok := keyOf(s, k.slot)
		if !ok {
			continue
		}
		right := r.is(at.PubKey)
		if r.unnamed() && !right {
			continue
		}
		t.known = true
		t.right = t.right || right
		t.ours = t.ours || k.holding != notHeld
		t.spent = t.spent || right && b.spent[k.wallet]
	}
	for _, own := range b.own {
		if !r.unnamed() && own.Fingerprint != r.fingerprint {
			continue
		}
		x, known := own.keyAt(r.path)
		if !known {
			continue
		}
		point, err := x.ECPubKey()
		if err != nil {
			continue
		}
		right := r.is(point.SerializeCompressed())
		if r.unnamed() && !right {
			continue
		}
		t.known, t.ours = true, true
		t.right = t.right || right
	}
	return t
}

// keyOf finds what one of the descriptor's keys is in a script: a key of its own,
// or a participant of a musig().
func keyOf(s *descriptor.Script, slot int) (descriptor.ScriptKey, bool) {
	for _, k := range s.Keys {
		if k.Key == slot {
			return k, true
		}
	}
	for _, a := range s.Aggregates {
		for _, k := range a.Participants {
			if k.Key == slot {
				return k, true
			}
		}
	}
	return descriptor.ScriptKey{}, false
}

// String writes a record for people.
func (r *record) String() string {
	return fmt.Sprintf("key %x, fingerprint %s, path %s", r.key, fingerprintText(r.fingerprint), pathText(r.path))
}
