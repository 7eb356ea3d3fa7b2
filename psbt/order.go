package psbt

import (
	"bytes"
	"cmp"
	"slices"
)

// compareKeys orders pairs by type, then by key data. For the types of one
// byte, which are all that are defined, this is the order of the key's bytes.
func compareKeys(a, b Pair) int {
	if c := cmp.Compare(a.Type, b.Type); c != 0 {
		return c
	}
	return bytes.Compare(a.KeyData, b.KeyData)
}

// sortKey is what a pair is sorted by among those of its type: its key data,
// but partial signatures go by the hash of their public key, and leaf scripts
// by script and version. That is the order in which Bitcoin Core writes, and
// the one of BIP-174's test vectors.
func (kind MapKind) sortKey(pair *Pair) []byte {
	if kind == InputMap {
		switch pair.Type {
		case InPartialSig:
			return hash160Sum(pair.KeyData)
		case InTapLeafScript:
			return append(bytes.Clone(pair.Value), pair.KeyData...)
		}
	}
	return pair.KeyData
}

// sorted returns the pairs in the order that this package writes them in when
// no order is given: by type, then by sort key.
func (m Map) sorted(kind MapKind) Map {
	type keyed struct {
		pair Pair
		key  []byte
	}
	all := make([]keyed, len(m))
	for i := range m {
		all[i] = keyed{m[i], kind.sortKey(&m[i])}
	}
	slices.SortStableFunc(all, func(a, b keyed) int {
		if c := cmp.Compare(a.pair.Type, b.pair.Type); c != 0 {
			return c
		}
		return bytes.Compare(a.key, b.key)
	})
	result := make(Map, len(m))
	for i := range all {
		result[i] = all[i].pair
	}
	return result
}

// insert returns the map with the pair put where that order wants it: before
// the first pair of its type with a greater key, else after the last pair of
// its type, else before the first pair of a greater type. No other pair moves.
func (m Map) insert(kind MapKind, pair Pair) Map {
	key := kind.sortKey(&pair)
	at, sameType := len(m), false
	for i := range m {
		switch {
		case m[i].Type == pair.Type:
			sameType = true
			if bytes.Compare(kind.sortKey(&m[i]), key) > 0 {
				return slices.Insert(slices.Clip(m), i, pair)
			}
			at = i + 1
		case !sameType && at == len(m) && m[i].Type > pair.Type:
			at = i
		}
	}
	return slices.Insert(slices.Clip(m), at, pair)
}
