package descriptor

import "coldsign/internal/miniscript"

// thresholds lists, by slot, the keys of which several are needed together: those of
// each multi() and its kin, and in miniscript those that stand side by side in a
// threshold or must all sign.
func (d *Descriptor) thresholds() [][]int {
	var found [][]int
	var walk func(p *miniscript.Policy)
	walk = func(p *miniscript.Policy) {
		var keys []int
		for _, sub := range p.Subs {
			if sub.Kind == miniscript.KeyNode {
				keys = append(keys, sub.Key)
			}
			walk(sub)
		}
		if len(keys) > 1 && (p.Kind == miniscript.Thresh || p.Kind == miniscript.And) {
			found = append(found, keys)
		}
	}
	for _, p := range d.policies() {
		walk(p)
	}
	return found
}

// policies are what each script asks for; their keys are slots. The key path of
// taproot has none.
func (d *Descriptor) policies() []*miniscript.Policy {
	t, ok := d.root.(tr)
	switch {
	case !ok:
		return []*miniscript.Policy{policyOf(d.root)}
	case t.tree == nil:
		return nil
	}
	var all []*miniscript.Policy
	for _, leaf := range t.tree.leaves() {
		all = append(all, policyOf(leaf.leaf))
	}
	return all
}

// weakLocks says whether a relative lock is shorter than its number reads: BIP-68
// counts its lowest 16 bits and the bit of the unit alone.
func (d *Descriptor) weakLocks() bool {
	const counts = 1<<22 | 0xffff
	weak := false
	var walk func(p *miniscript.Policy)
	walk = func(p *miniscript.Policy) {
		if l := p.Lock; p.Kind == miniscript.LockNode && l.Kind == miniscript.Older {
			weak = weak || l.Value&^counts != 0 || l.Value&0xffff == 0
		}
		for _, sub := range p.Subs {
			walk(sub)
		}
	}
	for _, p := range d.policies() {
		walk(p)
	}
	return weak
}
