package descriptor

import (
	"encoding/hex"
	"slices"

	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
)

// Key is one key expression of a descriptor (BIP-380), in the order in which
// they appear in its text: an extended public key with the steps below it, or a
// single public key.
type Key struct {
	Fingerprint [4]byte                 // of the master key by the origin; the key's own when there is no origin
	OriginPath  []uint32                // from the master key to this key; empty without origin
	HasOrigin   bool                    // an origin was written
	XPub        *hdkeychain.ExtendedKey // nil for a single public key
	PubKey      []byte                  // the single public key, 33 or 65 bytes (an x-only key begins with 2); nil for an extended key

	xonly    bool // written with 32 bytes
	steps    []step
	wildcard wildcard
	root     *node // what the steps start from
}

// String writes the key expression in its normal form: hardened as h.
func (k Key) String() string {
	return string(appendSteps([]byte(k.Base()), k.steps, k.wildcard))
}

// Base writes the key with its origin and without the steps below it:
// "[d34db33f/48h/0h/0h/2h]xpub…".
func (k Key) Base() string {
	var b []byte
	if k.HasOrigin {
		b = append(b, '[')
		b = hex.AppendEncode(b, k.Fingerprint[:])
		b = append(appendPath(b, k.OriginPath), ']')
	}
	switch {
	case k.XPub != nil:
		b = append(b, k.XPub.String()...)
	case k.xonly:
		b = hex.AppendEncode(b, k.PubKey[1:])
	default:
		b = hex.AppendEncode(b, k.PubKey)
	}
	return string(b)
}

// Ranged says whether the key differs from index to index.
func (k Key) Ranged() bool { return k.wildcard != noWildcard }

// Branches is the number of choices of the key's multipath step, 1 without one.
func (k Key) Branches() int { return branchesOf(k.steps) }

func branchesOf(steps []step) int {
	for _, s := range steps {
		if len(s) > 1 {
			return len(s)
		}
	}
	return 1
}

// FullPath is the path from the master key to the public key of the branch and
// index: the origin's path, then the steps. The branch must be one of the
// descriptor's; the index is ignored by a key that is not ranged.
func (k Key) FullPath(branch int, index uint32) []uint32 {
	return append(slices.Clone(k.OriginPath), pathOf(k.steps, k.wildcard, branch, index)...)
}

// pathOf is what steps and a wildcard come to at a branch and an index.
func pathOf(steps []step, w wildcard, branch int, index uint32) []uint32 {
	path := make([]uint32, 0, len(steps)+1)
	for _, s := range steps {
		path = append(path, s.at(branch))
	}
	switch w {
	case plainWildcard:
		path = append(path, index)
	case hardenedWildcard:
		path = append(path, index|hardened)
	}
	return path
}

// Match is the inverse of FullPath: the branch and the index of a path from the
// master key. A key without choices or range answers 0 in their place, so the
// script of the answer still has to be compared.
func (k Key) Match(path []uint32) (branch int, index uint32, ok bool) {
	want := len(k.OriginPath) + len(k.steps)
	if k.wildcard != noWildcard {
		want++
	}
	if len(path) != want {
		return 0, 0, false
	}
	if !slices.Equal(path[:len(k.OriginPath)], k.OriginPath) {
		return 0, 0, false
	}
	path = path[len(k.OriginPath):]
	for i, s := range k.steps {
		choice := slices.Index(s, path[i])
		if choice < 0 {
			return 0, 0, false
		}
		if len(s) > 1 {
			branch = choice
		}
	}
	if k.wildcard == noWildcard {
		return branch, 0, true
	}
	last := path[len(k.steps)]
	if (last&hardened != 0) != (k.wildcard == hardenedWildcard) {
		return 0, 0, false
	}
	return branch, last &^ hardened, true
}
