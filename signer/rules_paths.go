package signer

import "slices"

// Which ways of a wallet's script a transaction leaves open. What none leaves open can
// never be valid; what others alone can finish is not what people meant by signing.
var pathRules = []Rule{
	{
		ID: "lock-closed", Severity: Refuse,
		Title:  "A coin cannot be spent by this transaction in the way that is meant",
		Why:    "Each way of the wallet's script that is closed asks for another lock time, version or sequence than the transaction has, so what is signed by it is never valid.",
		Source: "BIP-65, BIP-68, BIP-112; fee bumps that reset an heir's sequence",
		Check: inputPlaces(func(in *Input) []Place {
			switch {
			case in.Owner == nil || in.Signatures.Final:
				return nil
			case !slices.ContainsFunc(in.Paths, func(p SpendPath) bool { return p.Open }):
				return in.closedPlaces("", 0)
			case in.Standing == Signable && !slices.ContainsFunc(in.Paths, func(p SpendPath) bool { return p.Held }):
				return in.closedPlaces("no way that a key held here takes part in is open; ", Confirm)
			}
			return nil
		}),
	},
	{
		ID: "secret-missing", Severity: Confirm,
		Title:  "A secret is needed that the packet does not bring",
		Why:    "Every way that is open to the keys held here asks for the preimage of a hash. Without it the signature made here spends nothing.",
		Source: "BIP-174, preimage fields; BIP-379, hash fragments",
		Check: inputPlaces(func(in *Input) []Place {
			if in.Standing != Signable {
				return nil
			}
			var out []Place
			for _, p := range in.Paths {
				switch {
				case p.Held && !p.Secret:
					return nil
				case p.Secret:
					out = append(out, Place{Detail: p.Words})
				}
			}
			return out
		}),
	},
}

// closedPlaces says of each closed path what it needs and what keeps it closed; a path
// in which every part is closed for its own reason names them all.
func (in *Input) closedPlaces(before string, s Severity) []Place {
	var out []Place
	for _, p := range in.Paths {
		if p.Open {
			continue
		}
		text := before + p.Words
		for i, closed := range p.Closed {
			if i == mostLocks {
				text += "; and so on"
				break
			}
			text += "; " + closed
		}
		out = append(out, Place{Severity: s, Detail: text})
	}
	return out
}

// mostLocks bounds what is said of one path.
const mostLocks = 5
