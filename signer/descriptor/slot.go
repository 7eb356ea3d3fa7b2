package descriptor

import "sync"

// slot is a place for a public key in the scripts of a descriptor: one of its
// keys, or the aggregate of several.
type slot struct {
	keys  []int      // one; with musig the participants in the order written
	musig *aggregate // nil for a single key
}

// text writes the key expression, each key as key gives it.
func (s slot) text(key func(i int) string) string {
	if s.musig == nil {
		return key(s.keys[0])
	}
	return s.musig.text(s.keys, key)
}

// branchNodes holds, for every branch, the node that an index is derived from;
// each is derived when it is first needed.
type branchNodes []struct {
	once sync.Once
	node *node
	err  error
}

func (b branchNodes) at(branch int, derive func() (*node, error)) (*node, error) {
	if len(b) == 1 {
		branch = 0
	}
	n := &b[branch]
	n.once.Do(func() { n.node, n.err = derive() })
	return n.node, n.err
}

// follow derives the steps of a branch from a node.
func follow(n *node, steps []step, branch int) (*node, error) {
	var err error
	for _, s := range steps {
		if n, err = n.child(s.at(branch)); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// last derives the wildcard.
func last(n *node, w wildcard, index uint32) (*node, error) {
	switch w {
	case plainWildcard:
		return n.child(index)
	case hardenedWildcard:
		return nil, errHardened
	}
	return n, nil
}

// keyAt is the public key of one key expression.
func (d *Descriptor) keyAt(i, branch int, index uint32) ([]byte, error) {
	k := &d.keys[i]
	if k.XPub == nil {
		return k.PubKey, nil
	}
	n, err := d.keyNodes[i].at(branch, func() (*node, error) { return follow(k.root, k.steps, branch) })
	if err != nil {
		return nil, err
	}
	if n, err = last(n, k.wildcard, index); err != nil {
		return nil, err
	}
	return n.pubKey[:], nil
}
