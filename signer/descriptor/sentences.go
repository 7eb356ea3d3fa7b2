package descriptor

import (
	"encoding/hex"
	"fmt"
	"strings"

	"coldsign/internal/miniscript"
)

// Sentences says in words who can spend, one sentence for each spending path:
// "2 of alice, bob, carol", "either alice; or bob, after 10 blocks". names gives
// the people by the fingerprint of their master key in hex; a key without a name
// is called by its fingerprint.
func (d *Descriptor) Sentences(names map[string]string) []string {
	w := words{d, names}
	if reason, is := d.NoWallet(); is {
		return []string{"no wallet: " + reason}
	}
	t, ok := d.root.(tr)
	if !ok {
		return []string{w.sentence(policyOf(d.root))}
	}
	if t.tree == nil {
		return []string{w.slot(t.slot)}
	}
	who := w.slot(t.slot)
	if s := d.slots[t.slot]; s.musig == nil && d.keys[s.keys[0]].Unspendable() {
		who = "nobody"
	}
	out := []string{"key path: " + who}
	for i, leaf := range t.tree.leaves() {
		out = append(out, fmt.Sprintf("script %d: %s", i+1, w.sentence(policyOf(leaf.leaf))))
	}
	return out
}

// leaves lists the leaves from left to right.
func (t *tree) leaves() []*tree {
	if t.leaf != nil {
		return []*tree{t}
	}
	return append(t.left.leaves(), t.right.leaves()...)
}

// policyOf is what an expression asks for; its keys are slots.
func policyOf(e expr) *miniscript.Policy {
	key := func(slot int) *miniscript.Policy {
		return &miniscript.Policy{Kind: miniscript.KeyNode, Key: slot}
	}
	switch e := e.(type) {
	case pk:
		return key(e.slot)
	case pkh:
		return key(e.slot)
	case wpkh:
		return key(e.slot)
	case sh:
		return policyOf(e.inner)
	case wsh:
		return policyOf(e.inner)
	case multi:
		p := &miniscript.Policy{Kind: miniscript.Thresh, K: e.k}
		for _, slot := range e.slots {
			p.Subs = append(p.Subs, key(slot))
		}
		return p
	case mini:
		return bySlot(e.expression.Policy(), e.slots)
	}
	return &miniscript.Policy{Kind: miniscript.Never}
}

// bySlot is the policy with slots in the place of the expression's key numbers.
func bySlot(p *miniscript.Policy, slots []int) *miniscript.Policy {
	q := *p
	if p.Kind == miniscript.KeyNode {
		q.Key = slots[p.Key]
	}
	q.Subs = make([]*miniscript.Policy, len(p.Subs))
	for i, sub := range p.Subs {
		q.Subs[i] = bySlot(sub, slots)
	}
	return &q
}

// words turns policies into text.
type words struct {
	d     *Descriptor
	names map[string]string
}

// sentence writes a whole policy: its alternatives apart.
func (w words) sentence(p *miniscript.Policy) string {
	if p.Kind != miniscript.Or || allKeys(p.Subs) {
		return w.clause(p)
	}
	parts := make([]string, len(p.Subs))
	for i, sub := range p.Subs {
		parts[i] = w.clause(sub)
	}
	return "either " + strings.Join(parts, "; or ")
}

// clause writes a policy inside a sentence.
func (w words) clause(p *miniscript.Policy) string {
	switch p.Kind {
	case miniscript.Never:
		return "nobody"
	case miniscript.Always:
		return "anybody"
	case miniscript.KeyNode:
		return w.slot(p.Key)
	case miniscript.LockNode:
		return "anybody, " + lockWords(p.Lock)
	case miniscript.HashNode:
		return hashWords(p.Hash)
	case miniscript.And:
		return w.and(p.Subs)
	case miniscript.Or:
		return w.some(1, p.Subs)
	}
	return w.some(p.K, p.Subs)
}

// and writes the keys first, then what else must be met, the locks at the end.
func (w words) and(subs []*miniscript.Policy) string {
	var keys []*miniscript.Policy
	var parts, locks []string
	for _, sub := range subs {
		switch sub.Kind {
		case miniscript.KeyNode:
			keys = append(keys, sub)
		case miniscript.LockNode:
			locks = append(locks, lockWords(sub.Lock))
		case miniscript.Or:
			parts = append(parts, "("+w.sentence(sub)+")")
		default:
			parts = append(parts, w.clause(sub))
		}
	}
	if len(keys) > 0 {
		parts = append([]string{w.some(len(keys), keys)}, parts...)
	}
	if len(parts) == 0 {
		parts = []string{"anybody"}
	}
	return strings.Join(append([]string{strings.Join(parts, " and ")}, locks...), ", ")
}

// some writes k of several.
func (w words) some(k int, subs []*miniscript.Policy) string {
	if len(subs) == 1 {
		return w.clause(subs[0])
	}
	parts, separator := make([]string, len(subs)), ", "
	for i, sub := range subs {
		parts[i] = w.clause(sub)
	}
	if !allKeys(subs) {
		separator = "; "
		return fmt.Sprintf("%d of (%s)", k, strings.Join(parts, separator))
	}
	return fmt.Sprintf("%d of %s", k, strings.Join(parts, separator))
}

func allKeys(subs []*miniscript.Policy) bool {
	for _, sub := range subs {
		if sub.Kind != miniscript.KeyNode {
			return false
		}
	}
	return true
}

// slot names who has the key of a slot.
func (w words) slot(slot int) string {
	s := w.d.slots[slot]
	parts := make([]string, len(s.keys))
	for i, k := range s.keys {
		parts[i] = w.key(w.d.keys[k])
	}
	if s.musig != nil {
		return "all of " + strings.Join(parts, ", ") + " together (MuSig2)"
	}
	return parts[0]
}

func (w words) key(k Key) string {
	fingerprint := hex.EncodeToString(k.Fingerprint[:])
	if name, ok := w.names[fingerprint]; ok {
		return name
	}
	return fingerprint
}
