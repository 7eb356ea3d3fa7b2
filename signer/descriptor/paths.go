package descriptor

import (
	"slices"

	"coldsign/internal/miniscript"
)

// What a path needs beside signatures.
type (
	Lock  = miniscript.Lock
	Hash  = miniscript.Hash
	Spend = miniscript.Spend // what a transaction says about the age of one of its inputs
)

// Older is the kind of a relative lock; every other one is absolute.
const Older = miniscript.Older

// maxPaths bounds the paths of a script. People read no more, and a threshold of many
// branches has more than any machine can list: such a script is one path whose words
// say what is in it.
const maxPaths = 50

// Path is one way to spend the scripts of a descriptor: what must be met together.
type Path struct {
	Leaf       int    // which of Taproot.Leaves; NoLeaf outside of leaves
	Required   int    // signatures; 0 where alternatives inside need different numbers
	Keys       []int  // which of Descriptor.Keys take part; those of a musig() all do
	Aggregates []int  // which of Script.Aggregates sign
	Locks      []Lock // that the path has, in the order of the text
	Hashes     []Hash // whose preimages it has

	d      *Descriptor
	policy *miniscript.Policy // keys are slots
}

// NoLeaf is the Leaf of a path that is none: a taproot key path, or a script outside
// of taproot.
const NoLeaf = -1

// Paths lists the ways to spend, in the order of the text; the key path of taproot is
// the first, if anybody has its key.
func (d *Descriptor) Paths() []Path {
	t, taproot := d.root.(tr)
	if !taproot {
		return d.pathsOf(nil, NoLeaf, policyOf(d.root))
	}
	var out []Path
	if s := d.slots[t.slot]; s.musig != nil || !d.keys[s.keys[0]].Unspendable() {
		out = d.pathsOf(out, NoLeaf, &miniscript.Policy{Kind: miniscript.KeyNode, Key: t.slot})
	}
	if t.tree == nil {
		return out
	}
	for i, leaf := range t.tree.leaves() {
		out = d.pathsOf(out, i, policyOf(leaf.leaf))
	}
	return out
}

func (d *Descriptor) pathsOf(out []Path, leaf int, whole *miniscript.Policy) []Path {
	for _, way := range whole.Ways(maxPaths) {
		p := Path{Leaf: leaf, d: d, policy: way}
		p.Required, _ = way.Signatures()
		way.Walk(func(l *miniscript.Policy) {
			switch l.Kind {
			case miniscript.LockNode:
				p.Locks = append(p.Locks, l.Lock)
			case miniscript.HashNode:
				p.Hashes = append(p.Hashes, l.Hash)
			case miniscript.KeyNode:
				if d.slots[l.Key].musig != nil {
					p.Aggregates = append(p.Aggregates, d.place[l.Key])
				}
			}
		})
		p.Keys = d.keysIn(way)
		out = append(out, p)
	}
	return out
}

// keysIn lists the keys of a policy, each once.
func (d *Descriptor) keysIn(p *miniscript.Policy) []int {
	var keys []int
	p.Walk(func(l *miniscript.Policy) {
		if l.Kind != miniscript.KeyNode {
			return
		}
		for _, k := range d.slots[l.Key].keys {
			if !slices.Contains(keys, k) {
				keys = append(keys, k)
			}
		}
	})
	return keys
}

// Open lists the keys that take part in the path in a transaction: none when it is
// closed by a lock, or by a preimage that nobody has.
func (p *Path) Open(spend Spend, known func(Hash) bool) []int {
	return p.d.keysIn(p.policy.Without(func(l *miniscript.Policy) bool {
		switch l.Kind {
		case miniscript.LockNode:
			return !spend.Opens(l.Lock)
		case miniscript.HashNode:
			return !known(l.Hash)
		}
		return false
	}))
}

// Words says what the path needs: "2 of alice, bob, carol", "alice, from block 900,000
// on". names are as for [Descriptor.Sentences].
func (p *Path) Words(names map[string]string) string {
	return words{p.d, names}.sentence(p.policy)
}
