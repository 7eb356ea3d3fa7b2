package signer

import (
	"bytes"
	"strings"
)

// Claim is a derivation record and what became of it.
type Claim struct {
	Fingerprint [4]byte
	Path        []uint32
	Key         []byte // 33 or 65 bytes, 32 of a taproot record
	Judgement   Judgement
	Why         string // of a forged or unregistered one
}

// Judgement is what became of a claim.
type Judgement int

const (
	ClaimForeign      Judgement = iota // names no key that is held here
	ClaimTrue                          // the wallet's key at this place
	ClaimOdd                           // the wallet's key at this place, under another name or path than it was registered with
	ClaimUnregistered                  // our key, in a script of no registered wallet
	ClaimUnreached                     // our key in an output that no registered wallet reaches
	ClaimForged                        // names a key that is held here, and lies
)

// Unnamed says that the record leaves the fingerprint open (00000000).
func (c *Claim) Unnamed() bool { return c.Fingerprint == [4]byte{} }

// place is where a record stands.
type place struct {
	script []byte
	kind   *ScriptType
	known  *scripts
	owner  *Owned // nil: no registered wallet's
	output bool
}

// judge decides over a record of a script that no registered wallet owns. held says
// that the script holds the record's key, known that this can be told: a script that
// is missing in the packet is missing, and no lie.
func (b *book) judge(r *record, held, known, output bool) (Judgement, string) {
	t := b.check(r)
	switch {
	case !t.ours && output && t.spent:
		return ClaimForged, "a key of the wallet that is spent from, in a script that is not the wallet's"
	case !t.ours:
		return ClaimForeign, ""
	case t.known && !t.right:
		return ClaimForged, "another key is derived there"
	case known && !held && output:
		return ClaimForged, "the output's script does not commit to that key"
	case known && !held:
		return ClaimForged, "the coin's script does not commit to that key"
	case output:
		return ClaimUnreached, "the output is of no registered wallet at that place"
	case !known:
		return ClaimUnregistered, "the packet lacks the script behind the coin's hash"
	case !t.known:
		return ClaimUnregistered, "of no stored account, so only the claim says that it is ours"
	}
	return ClaimUnregistered, ""
}

// judgeOwned compares a record with the keys of the wallet's script. The script is
// the wallet's whatever the record says: a name or path that is not the registered
// one is odd, and a key of ours that the script does not hold is a lie.
func (b *book) judgeOwned(r *record, owner *Owned) (Judgement, string) {
	named := b.own[r.fingerprint] != nil
	for _, k := range b.byWallet[owner.Wallet] {
		if at, ok := keyOf(owner.Script, k.slot); ok && r.is(at.PubKey) {
			if odd := k.oddities(r, at.Path); odd != "" {
				return ClaimOdd, odd
			}
			return ClaimTrue, ""
		}
		named = named || k.key.Fingerprint == r.fingerprint
	}
	if named {
		return ClaimForged, "the wallet has no such key at this place"
	}
	return ClaimForeign, ""
}

// oddities says in what a record of the wallet's own key differs from how the wallet
// was registered; path is the key's. A fingerprint that is left open is a rule of its own.
func (k *bookKey) oddities(r *record, path []uint32) string {
	var odd []string
	switch {
	case r.unnamed() || r.fingerprint == k.key.Fingerprint:
	case k.pubKey != nil && bytes.Equal(hash160(k.pubKey)[:4], r.fingerprint[:]):
		odd = append(odd, "the fingerprint is the account key's own")
	default:
		odd = append(odd, "the fingerprint is "+fingerprintText(r.fingerprint)+", the wallet has "+fingerprintText(k.key.Fingerprint))
	}
	switch below := path[min(len(path), len(k.key.OriginPath)):]; {
	case equalPaths(r.path, path):
	case equalPaths(r.path, below):
		odd = append(odd, "the path begins at the account key")
	case equalPaths(softened(r.path), softened(path)):
		odd = append(odd, "the path lacks hardened marks")
	default:
		odd = append(odd, "the path is "+pathText(r.path)+", the wallet has "+pathText(path))
	}
	return strings.Join(odd, ", ")
}

// softened is a path without its hardened marks.
func softened(path []uint32) []uint32 {
	out := make([]uint32, len(path))
	for i, e := range path {
		out[i] = e &^ hardened
	}
	return out
}

// judgeAll decides over all records of an input or output, and lists those that do
// not belong there.
func (b *book) judgeAll(records []record, at place) (claims []Claim, extra []string) {
	taproot := 0
	single := at.kind.SingleKey || at.owner != nil && len(at.owner.Script.Keys) == 1 && len(at.owner.Script.Aggregates) == 0
	for i := range records {
		r := &records[i]
		c := Claim{Fingerprint: r.fingerprint, Path: r.path, Key: r.key}
		held, known := r.heldBy(at.kind, at.script, at.known)
		if at.owner != nil {
			held, known = held || at.owner.holds(r), true
			c.Judgement, c.Why = b.judgeOwned(r, at.owner)
		} else {
			c.Judgement, c.Why = b.judge(r, held, known, at.output)
		}
		if c.Judgement != ClaimForeign && c.Judgement != ClaimTrue {
			c.Why = strings.TrimSuffix(r.String()+": "+c.Why, ": ")
		}
		claims = append(claims, c)
		if !held && known {
			extra = append(extra, r.String()+": the script does not hold this key")
		}
		if r.tap {
			taproot++
		}
	}
	if single && len(records) > 1 {
		extra = append(extra, "several records for a script of a single key")
	}
	if taproot > 0 && taproot < len(records) {
		extra = append(extra, "taproot and other records together")
	}
	return claims, extra
}

// holds says whether a key of the wallet's script is the record's; the participants
// of a musig() and what they make together count.
func (o *Owned) holds(r *record) bool {
	for _, k := range o.Script.Keys {
		if r.is(k.PubKey) {
			return true
		}
	}
	for _, a := range o.Script.Aggregates {
		if r.is(a.PubKey) || r.is(a.Key) {
			return true
		}
		for _, k := range a.Participants {
			if r.is(k.PubKey) {
				return true
			}
		}
	}
	return false
}
