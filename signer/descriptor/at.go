package descriptor

import "fmt"

// Script is what a descriptor stands for at one branch and index.
type Script struct {
	ScriptPubKey  []byte
	RedeemScript  []byte // of P2SH, else nil
	WitnessScript []byte // of P2WSH, else nil
	Keys          []ScriptKey
	Threshold     int      // how many signatures spend it; 0 where the path taken decides
	Taproot       *Taproot // of P2TR, else nil

	MaxSatisfaction Satisfaction

	stack stack // what satisfies the script inside, while it is made
}

// ScriptKey is one public key of a script.
type ScriptKey struct {
	Key    int      // which of Descriptor.Keys
	PubKey []byte   // 33 bytes
	Path   []uint32 // from the master key
}

// Satisfaction bounds from above what spends an output, in bytes.
type Satisfaction struct {
	ScriptSig int // without its length
	Witness   int // with its count of elements; 0 for an input without witness
}

// Weight is the most that the satisfaction adds to an input's own 41 bytes, in
// weight units (BIP-141).
func (s Satisfaction) Weight() int {
	return 4*(compactSize(s.ScriptSig)-1+s.ScriptSig) + s.Witness
}

// At makes the script of a branch and an index. The index is ignored by a
// descriptor that is not ranged.
func (d *Descriptor) At(branch int, index uint32) (*Script, error) {
	if branch < 0 || branch >= d.branches {
		return nil, fmt.Errorf("descriptor: no branch %d among %d", branch, d.branches)
	}
	if index >= hardened {
		return nil, fmt.Errorf("descriptor: index %d is not below 2^31", index)
	}
	s := &Script{Keys: make([]ScriptKey, len(d.keys))}
	keys := make([][]byte, len(d.keys))
	for i := range d.keys {
		key, err := d.pubKey(i, branch, index)
		if err != nil {
			return nil, fmt.Errorf("descriptor: key %d: %w", i+1, err)
		}
		keys[i] = key
		s.Keys[i] = ScriptKey{i, key, d.keys[i].FullPath(branch, index)}
	}
	var err error
	if s.ScriptPubKey, err = d.root.fill(s, keys); err != nil {
		return nil, fmt.Errorf("descriptor: %w", err)
	}
	s.MaxSatisfaction.ScriptSig = s.stack.bytes // what no witness has taken
	return s, nil
}

// pubKey derives one key.
func (d *Descriptor) pubKey(slot, branch int, index uint32) ([]byte, error) {
	k := &d.keys[slot]
	if k.XPub == nil {
		return k.PubKey, nil
	}
	if len(d.nodes[slot]) == 1 {
		branch = 0
	}
	n, err := d.branchNode(slot, branch)
	if err != nil {
		return nil, err
	}
	switch k.wildcard {
	case hardenedWildcard:
		return nil, errHardened
	case plainWildcard:
		if n, err = n.child(index); err != nil {
			return nil, err
		}
	}
	return n.pubKey[:], nil
}

// branchNode follows the fixed steps of a key once per branch.
func (d *Descriptor) branchNode(slot, branch int) (*node, error) {
	b := &d.nodes[slot][branch]
	b.once.Do(func() {
		b.node = d.keys[slot].root
		for _, s := range d.keys[slot].steps {
			if b.node, b.err = b.node.child(s.at(branch)); b.err != nil {
				return
			}
		}
	})
	return b.node, b.err
}
