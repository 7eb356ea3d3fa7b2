package descriptor

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"
)

// PolicyID is a hash of everything that decides the wallet's scripts and who
// signs them; people compare it between machines when they register a wallet.
// The order of keys that the script sorts makes no difference.
//
//	SHA-256 of "coldsign wallet policy\n" and the descriptor in normal form
//	without its checksum, the keys of sortedmulti() and sortedmulti_a() sorted
//	as text.
func (d *Descriptor) PolicyID() [32]byte {
	order := make([]int, len(d.slots))
	for i := range order {
		order[i] = i
	}
	text := func(slot int) string {
		return d.slots[slot].text(func(i int) string { return d.keys[i].String() })
	}
	for _, e := range d.multis() {
		if !e.sorted {
			continue
		}
		byText := slices.Clone(e.slots)
		slices.SortFunc(byText, func(a, b int) int { return strings.Compare(text(a), text(b)) })
		for i, slot := range e.slots {
			order[slot] = byText[i]
		}
	}
	canonical := d.root.appendText(nil, func(slot int) string { return text(order[slot]) })
	return sha256.Sum256(slices.Concat([]byte("coldsign wallet policy\n"), canonical))
}

// SameScripts says whether two descriptors give the same scripts: they are
// compared at some indexes of every branch.
func (d *Descriptor) SameScripts(o *Descriptor) bool {
	if d.branches != o.branches || d.Ranged() != o.Ranged() {
		return false
	}
	for branch := range d.branches {
		for _, index := range []uint32{0, 1} {
			a, errA := d.At(branch, index)
			b, errB := o.At(branch, index)
			if errA != nil || errB != nil || !bytes.Equal(a.ScriptPubKey, b.ScriptPubKey) {
				return false
			}
		}
	}
	return true
}
