package descriptor

import (
	"slices"
	"strings"
)

// Check is one row of the table of registration checks. find returns the keys
// that it concerns, none when the whole descriptor is meant.
type Check struct {
	ID       string
	Severity Severity
	Title    string
	Why      string
	find     func(f *facts) (keys []int, found bool)
	say      func(f *facts) string // what is so here, added to Why; nil where the keys say it all
}

// PathUnusual is the id of the check that reviews repeat by a rule of their own.
const PathUnusual = "path-unusual"

// Checks is the table of what is looked for when a wallet is registered.
func Checks() []Check {
	return []Check{
		{"no-wallet", Refuse, "not a wallet",
			"The descriptor has no address, or scripts that nobody here could derive or sign.", findNoWallet,
			func(f *facts) string { reason, _ := f.d.NoWallet(); return reason }},
		{"wrong-network", Refuse, "keys of another network",
			"Extended keys of the main network and of test networks differ in their first letters; money sent to the wrong one is lost.", findWrongNetwork, nil},
		{"coin-type", Confirm, "a path of another network",
			"The second element of a BIP-44, -48, -49, -84, -86 or -87 path is 0h on the main network and 1h on the others.", findCoinType, nil},
		{"own-missing", Refuse, "none of the keys held here is in it",
			"A wallet without our key is somebody else's: what it receives cannot be spent from here.", findOwnMissing, nil},
		{"own-forged", Refuse, "a key that claims to be ours and is another one",
			"The fingerprint and the path are those of a key held here, and the key is not the one recorded.", findOwnForged, nil},
		{"own-origin", Refuse, "our key without its own origin",
			"The key is ours, and the fingerprint or path written for it is not; signers would not find it.", findOwnOrigin, nil},
		{"own-musig-only", Refuse, "our key only inside musig()",
			"This program takes no part in the rounds of MuSig2, so it could never sign.", findOwnMusig, nil},
		{"own-twice", Refuse, "our key more than once in one threshold",
			"One person would count as several, and the others would not be needed.", findOwnTwice, nil},
		{"duplicate-key", Refuse, "the same key twice",
			"One person would count as several, or one signature would show which script path is taken.", findDuplicate, nil},
		{"own-unknown", Confirm, "a key of ours at a path that is not recorded",
			"Whether the key is really ours shows only when the seed is opened, before the first signature. Until then nobody knows that what is received can be spent: derive the account and compare.", findOwnUnknown, nil},
		{"one-seed-twice", Confirm, "two keys of one seed in one threshold",
			"The same fingerprint twice: whoever has that seed counts twice.", findOneSeed, nil},
		{"depth", Refuse, "a key at another depth than its path",
			"An extended key knows its depth and its last path element; here the path written before it says otherwise.", findDepth, nil},
		{"key-unspendable", Confirm, "a key that nobody has, outside taproot's internal key",
			"The key is the point H of BIP-341; a signature of it cannot exist.", findUnspendable, nil},
		{"lock-bits", Refuse, "a relative lock without its meaning",
			"Only the lowest 16 bits of older() count, and the bit that makes it a time: older(65536) opens at once, and others are shorter than their number.", findWeakLocks, nil},
		{PathUnusual, Confirm, "a path that other programs do not look at",
			"Whoever restores from the words alone will not find these coins: the descriptor belongs to the backup.", findUnusualPaths,
			func(f *facts) string { return strings.Join(f.d.UnusualPaths(f.network, f.own()), "; ") }},
		{"not-ranged", Confirm, "a single address",
			"Without a range every payment goes to one address, which tells everybody what belongs together.", findNotRanged, nil},
		{"fixed-key", Note, "a key that is the same in every address",
			"Whoever knows the key recognises all addresses of the wallet once one has been spent.", findFixed, nil},
		{"no-change", Note, "no change branch",
			"With a single branch, change cannot be told from a payment to oneself.", findNoChange, nil},
		{"no-origin", Note, "a key without origin",
			"Its signer may not recognise it, and its depth cannot be checked.", findNoOrigin, nil},
		{"zero-fingerprint", Note, "a fingerprint of zeros",
			"Whoever wrote the descriptor did not know the master key's fingerprint.", findZeroFingerprint, nil},
		{"musig", Note, "musig() in a spending path",
			"This program makes no MuSig2 signatures; it shows and checks such a path and cannot take it.", findMusig, nil},
	}
}

func findUnusualPaths(f *facts) ([]int, bool) {
	return nil, len(f.d.UnusualPaths(f.network, f.own())) > 0
}

// own lists the keys that are ours, or claim to be.
func (f *facts) own() []int {
	keys, _ := f.keysWhere(func(i int, _ *Key) bool { return f.owners[i].Proof != Foreign })
	return keys
}

func findNoWallet(f *facts) ([]int, bool) {
	_, is := f.d.NoWallet()
	return nil, is
}

func findWrongNetwork(f *facts) ([]int, bool) {
	return f.keysWhere(func(_ int, k *Key) bool {
		return k.XPub != nil && version(k.XPub.Version()) != f.network.xpub
	})
}

func findCoinType(f *facts) ([]int, bool) {
	purposes := []uint32{44, 48, 49, 84, 86, 87}
	want := uint32(1 | hardened)
	if f.network.Name == "main" {
		want = hardened
	}
	return f.keysWhere(func(_ int, k *Key) bool {
		p := k.OriginPath
		return len(p) >= 2 && p[0]&hardened != 0 && slices.Contains(purposes, p[0]&^hardened) && p[1] != want
	})
}

func findOwnMissing(f *facts) ([]int, bool) {
	for _, o := range f.owners {
		if o.Proof != Foreign {
			return nil, false
		}
	}
	return nil, true
}

func findOwnForged(f *facts) ([]int, bool)  { return f.with(Contradicts) }
func findOwnUnknown(f *facts) ([]int, bool) { return f.with(Claimed) }
func findOwnOrigin(f *facts) ([]int, bool)  { return f.with(WrongOrigin) }

func findOwnMusig(f *facts) ([]int, bool) {
	var inside []int
	for _, s := range f.d.slots {
		for _, k := range s.keys {
			if f.owners[k].Proof == Foreign {
				continue
			}
			if s.musig == nil {
				return nil, false
			}
			inside = append(inside, k)
		}
	}
	return inside, len(inside) > 0
}

// findOwnTwice looks inside each threshold: in other scripts a person's key may
// stand in several paths.
func findOwnTwice(f *facts) ([]int, bool) {
	return f.inOneGroup(func(a, b int) bool {
		return f.owners[a].Proof != Foreign && f.owners[a].Name == f.owners[b].Name
	})
}

// findDuplicate finds keys that are equal at some branch and index, and one
// extended key twice in one threshold whatever its steps.
func findDuplicate(f *facts) ([]int, bool) {
	twice, _ := f.inOneGroup(func(a, b int) bool { return f.d.keys[a].same(&f.d.keys[b]) })
	var plain []int // musig() of some is another key than each of them
	for _, s := range f.d.slots {
		if s.musig == nil {
			plain = append(plain, s.keys[0])
		}
	}
	for i, a := range plain {
		for _, b := range plain[:i] {
			if f.d.keys[a].overlaps(&f.d.keys[b]) {
				twice = append(twice, b, a)
			}
		}
	}
	slices.Sort(twice)
	return slices.Compact(twice), len(twice) > 0
}

func findOneSeed(f *facts) ([]int, bool) {
	return f.inOneGroup(func(a, b int) bool {
		ka, kb := &f.d.keys[a], &f.d.keys[b]
		return ka.HasOrigin && kb.HasOrigin && ka.Fingerprint == kb.Fingerprint &&
			ka.Fingerprint != [4]byte{} && !ka.same(kb) && f.owners[a].Proof == Foreign
	})
}

// inOneGroup lists the keys of which two in one threshold are alike.
func (f *facts) inOneGroup(alike func(a, b int) bool) ([]int, bool) {
	var found []int
	for _, slots := range f.d.thresholds() {
		for i, slotA := range slots {
			for _, slotB := range slots[:i] {
				a, b := f.d.slots[slotA].keys[0], f.d.slots[slotB].keys[0]
				if f.d.slots[slotA].musig == nil && f.d.slots[slotB].musig == nil && alike(a, b) {
					found = append(found, b, a)
				}
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found), len(found) > 0
}

func findDepth(f *facts) ([]int, bool) {
	return f.keysWhere(func(_ int, k *Key) bool {
		if k.XPub == nil || !k.HasOrigin {
			return false
		}
		n := len(k.OriginPath)
		return int(k.XPub.Depth()) != n || n > 0 && k.XPub.ChildIndex() != k.OriginPath[n-1]
	})
}

func findUnspendable(f *facts) ([]int, bool) {
	internal := -1
	if t, ok := f.d.root.(tr); ok && f.d.slots[t.slot].musig == nil {
		internal = f.d.slots[t.slot].keys[0]
	}
	return f.keysWhere(func(i int, k *Key) bool { return i != internal && k.Unspendable() })
}

func findWeakLocks(f *facts) ([]int, bool) { return nil, f.d.weakLocks() }

func findNotRanged(f *facts) ([]int, bool) { return nil, !f.d.Ranged() }

func findFixed(f *facts) ([]int, bool) {
	if !f.d.Ranged() {
		return nil, false
	}
	inMusig := map[int]bool{}
	for _, s := range f.d.slots {
		for _, k := range s.keys {
			inMusig[k] = s.musig != nil && s.musig.wildcard != noWildcard
		}
	}
	return f.keysWhere(func(i int, k *Key) bool { return !k.Ranged() && !inMusig[i] && !k.Unspendable() })
}

func findNoChange(f *facts) ([]int, bool) { return nil, f.d.Ranged() && f.d.Branches() == 1 }

func findNoOrigin(f *facts) ([]int, bool) {
	return f.keysWhere(func(i int, k *Key) bool {
		return !k.HasOrigin && !k.Unspendable() && f.owners[i].Proof == Foreign
	})
}

func findZeroFingerprint(f *facts) ([]int, bool) {
	return f.keysWhere(func(_ int, k *Key) bool { return k.HasOrigin && k.Fingerprint == [4]byte{} })
}

func findMusig(f *facts) ([]int, bool) {
	var keys []int
	for _, s := range f.d.slots {
		if s.musig != nil {
			keys = append(keys, s.keys...)
		}
	}
	return keys, len(keys) > 0
}
