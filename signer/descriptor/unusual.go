package descriptor

import (
	"fmt"
	"slices"
)

// Whoever restores a wallet from words alone looks where the standards say. A wallet
// elsewhere is as good, and is found again by its descriptor only.

// purpose is a row: the kind of script, whether it has a single key, and the steps.
type purpose struct {
	kind   string
	single bool
	first  []uint32
}

// purposes are the first steps of a path, by kind of script, that other programs look
// at (BIP-44, -45, -48, -49, -84, -86, -87).
var purposes = []purpose{
	{"p2pkh", true, []uint32{44}},
	{"p2sh-p2wpkh", true, []uint32{49}},
	{"p2wpkh", true, []uint32{84}},
	{"p2tr", true, []uint32{86}},
	{"p2tr", false, []uint32{48, 86, 87}},
	{"p2sh", false, []uint32{45, 48, 87}},
	{"p2sh-p2wsh", false, []uint32{48, 87}},
	{"p2wsh", false, []uint32{48, 87}},
}

// coinOf is the second step of a path on a network (SLIP-44).
func coinOf(n *Network) uint32 {
	if n.Name == "main" {
		return 0
	}
	return 1
}

// farAccount is the last account that a person finds by trying: coordinators offer ten
// or twenty.
const farAccount = 100

// UnusualPaths says of some of the keys in what their paths and branches are not those
// that other programs look at; nothing for a wallet that they find.
func (d *Descriptor) UnusualPaths(n *Network, keys []int) []string {
	var out []string
	for _, i := range keys {
		k := &d.keys[i]
		if k.XPub == nil {
			continue
		}
		steps := k.unusualSteps()
		if slices.ContainsFunc(d.keys[:i], func(other Key) bool { return other.same(k) && other.unusualSteps() == nil }) {
			steps = nil // BIP-388: the same key again, on branches of its own
		}
		for _, said := range [][]string{d.unusualOrigin(k, n), steps} {
			for _, s := range said {
				if s = fmt.Sprintf("key %d: %s", i+1, s); !slices.Contains(out, s) {
					out = append(out, s)
				}
			}
		}
	}
	return out
}

// unusualOrigin judges the path from the master key to the account.
func (d *Descriptor) unusualOrigin(k *Key, n *Network) (out []string) {
	path := k.OriginPath
	if len(path) == 0 {
		if k.isMaster() {
			out = append(out, "it begins at the master key")
		}
		return out // an account key of which nobody wrote where it stands
	}
	single := len(d.keys) == 1
	first := slices.IndexFunc(purposes, func(p purpose) bool { return p.kind == d.Kind() && p.single == single })
	if first >= 0 && (path[0]&hardened == 0 || !slices.Contains(purposes[first].first, path[0]&^hardened)) {
		out = append(out, fmt.Sprintf("purpose %s in a %s wallet", appendElement(nil, path[0]), d.Kind()))
	}
	if path[0] == 45|hardened {
		return out // BIP-45 has neither coin nor account
	}
	if len(path) > 1 && path[1] != coinOf(n)|hardened {
		out = append(out, fmt.Sprintf("coin %s on the network %s", appendElement(nil, path[1]), n.Name))
	}
	if len(path) > 2 && path[2]&^hardened > farAccount {
		out = append(out, fmt.Sprintf("account %s", appendElement(nil, path[2])))
	}
	return out
}

// unusualSteps judges what follows the account: <0;1> and the index.
func (k *Key) unusualSteps() []string {
	if !k.Ranged() {
		return nil // a finding of its own
	}
	text := string(appendSteps(nil, k.steps, k.wildcard))
	switch {
	case len(k.steps) == 1 && slices.Equal(k.steps[0], step{0, 1}), len(k.steps) == 1 && slices.Equal(k.steps[0], step{0}):
		return nil
	case len(k.steps) == 1 && slices.Equal(k.steps[0], step{1, 0}):
		return []string{"receive and change branch are swapped: " + text}
	}
	return []string{"branches " + text + " where others have <0;1>/*"}
}
