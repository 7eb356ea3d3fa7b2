package descriptor

import (
	"bytes"
	"slices"
)

// same says whether two expressions start from one key.
func (k *Key) same(o *Key) bool {
	if k.root == nil || o.root == nil {
		return k.root == nil && o.root == nil && bytes.Equal(k.PubKey[1:], o.PubKey[1:])
	}
	return k.root.pubKey == o.root.pubKey && k.root.chain == o.root.chain
}

// overlaps says whether two expressions may give one key, at whatever branches
// and indexes: the same start and, step by step, an element in common.
func (k *Key) overlaps(o *Key) bool {
	if !k.same(o) {
		return false
	}
	a, b := k.pattern(), o.pattern()
	return len(a) == len(b) && !slices.ContainsFunc(a, func(p place) bool { return !p.meets(b[p.at]) })
}

// place is one element of the paths that an expression stands for.
type place struct {
	at      int
	choices step // nil: any element, hardened or not as the wildcard is
	any     wildcard
}

func (k *Key) pattern() []place {
	var out []place
	for _, s := range k.steps {
		out = append(out, place{at: len(out), choices: s})
	}
	if k.wildcard != noWildcard {
		out = append(out, place{at: len(out), any: k.wildcard})
	}
	return out
}

func (p place) meets(q place) bool {
	if p.choices == nil {
		p, q = q, p
	}
	if p.choices == nil {
		return p.any == q.any
	}
	return slices.ContainsFunc(p.choices, func(e uint32) bool {
		if q.choices == nil {
			return (e&hardened != 0) == (q.any == hardenedWildcard)
		}
		return slices.Contains(q.choices, e)
	})
}
