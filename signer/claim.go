package signer

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
	ClaimForeign      Judgement = iota // names no key that this machine knows
	ClaimTrue                          // the wallet's key at this place
	ClaimUnregistered                  // our key, in a script of no registered wallet
	ClaimForged                        // names a key that this machine knows, and lies
)

// Unnamed says that the record leaves the fingerprint open (00000000).
func (c *Claim) Unnamed() bool { return c.Fingerprint == [4]byte{} }

// judge decides over a record of a script that a registered wallet owns, or of
// none (owner nil). The record of an owned script that names our key and is not
// exactly the wallet's is a forgery even where another record beside it is right.
func (b *book) judge(r *record, owner *Owned, held, output bool) Claim {
	c := Claim{Fingerprint: r.fingerprint, Path: r.path, Key: r.key}
	if owner != nil {
		c.Judgement, c.Why = b.judgeOwned(r, owner)
		return c
	}
	t := b.check(r)
	switch {
	case !t.concerns:
	case output:
		c.Judgement, c.Why = ClaimForged, r.String()+": the output is of no registered wallet at that place"
	case t.known && !t.right:
		c.Judgement, c.Why = ClaimForged, r.String()+": another key is derived there"
	case !held:
		c.Judgement, c.Why = ClaimForged, r.String()+": the coin's script does not commit to that key"
	case t.ours && !t.known:
		c.Judgement, c.Why = ClaimUnregistered, r.String()+": of no stored account, so only the claim says that it is ours"
	case t.ours:
		c.Judgement, c.Why = ClaimUnregistered, r.String()
	}
	return c
}

// judgeOwned compares the record with the keys of the wallet's script.
func (b *book) judgeOwned(r *record, owner *Owned) (Judgement, string) {
	ours := b.own[r.fingerprint] != nil
	for _, k := range b.byWallet[owner.Wallet] {
		at, ok := keyOf(owner.Script, k.slot)
		named := k.key.Fingerprint == r.fingerprint
		if ok && (named || r.unnamed()) && r.is(at.PubKey) && equalPaths(at.Path, r.path) {
			return ClaimTrue, ""
		}
		ours = ours || named
	}
	if ours {
		return ClaimForged, r.String() + ": the wallet has no such key at this place"
	}
	return ClaimForeign, ""
}

// judgeAll decides over the records of an input or output, and lists those that
// do not belong there.
func (b *book) judgeAll(records []record, owner *Owned, t *ScriptType, script []byte, s *scripts, output bool) (claims []Claim, extra []string) {
	taproot, single := 0, t.SingleKey || owner != nil && len(owner.Script.Keys) == 1 && len(owner.Script.Aggregates) == 0
	for i := range records {
		r := &records[i]
		held, known := r.heldBy(t, script, s)
		if owner != nil {
			held, known = held || owner.holds(r), true
		}
		claims = append(claims, b.judge(r, owner, held, output))
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
