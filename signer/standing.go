package signer

import "slices"

// Standing says whether an input can be signed here, and if not, why.
type Standing int

const (
	NotOurs    Standing = iota // of no registered wallet
	NoRecords                  // nothing in the packet says whose it may be
	NoKeyHere                  // the wallet's, but none of its keys is held here
	MuSig2Only                 // ours sign only together with others (BIP-327), which is not done here
	SignedHere                 // our keys have signed
	Anybodys                   // pays to anchor: it takes no signature
	Complete                   // it has all the signatures it needs
	Signable
)

var standingTexts = [...]string{
	NotOurs:    "belongs to no registered wallet",
	NoRecords:  "has no derivation record, so nothing says whose it is",
	NoKeyHere:  "none of the wallet's keys is held here",
	MuSig2Only: "the keys held here sign it only together with others by MuSig2, which this program does not do",
	SignedHere: "the keys held here have signed already",
	Anybodys:   "pays to anchor, which anybody may spend without a signature",
	Complete:   "has all the signatures it needs",
	Signable:   "waits for a key held here",
}

func (s Standing) String() string { return standingTexts[s] }

// standing says whether the input can be signed here.
func (in *Input) standing() Standing {
	ours, open := 0, 0
	for s := range in.slots {
		if in.slots[s].ours {
			ours++
			if !in.slots[s].signed {
				open++
			}
		}
	}
	switch need := in.Signatures.Required; {
	case isPayToAnchor(in.Coin.Script):
		return Anybodys
	case in.Owner == nil && len(in.Claims) == 0:
		return NoRecords
	case in.Owner == nil:
		return NotOurs
	case in.Signatures.Final, in.keyPathSigned(), need > 0 && len(in.Signatures.Valid) >= need:
		return Complete
	case ours == 0:
		return NoKeyHere
	case open == 0:
		return SignedHere
	}
	return Signable
}

// keyPathSigned says whether a taproot coin has the one signature that its key path
// needs, by whoever made it: also by the keys of a musig(), of which no single one signs.
func (in *Input) keyPathSigned() bool {
	return slices.ContainsFunc(in.Signatures.Valid, func(s Signed) bool { return s.PubKey == nil })
}

// toSign lists the slots that can be signed here with the keys at hand. As
// Bitcoin Core does, the key path is taken when it can be and leaves are signed
// only when it cannot.
func (in *Input) toSign(atHand func(*slot) bool) []*slot {
	var out []*slot
	for s := range in.slots {
		open := &in.slots[s]
		if !open.ours || open.signed || !atHand(open) {
			continue
		}
		if open.tweak != nil {
			return []*slot{open}
		}
		out = append(out, open)
	}
	return out
}

// Signers are the fingerprints of the keys held here that the transaction waits
// for, in the order of the inputs.
func (a *Analysis) Signers() [][4]byte {
	var out [][4]byte
	for i := range a.Inputs {
		if a.Inputs[i].Standing != Signable {
			continue
		}
		for _, s := range a.Inputs[i].toSign(func(*slot) bool { return true }) {
			if !slices.Contains(out, s.fingerprint) {
				out = append(out, s.fingerprint)
			}
		}
	}
	return out
}
