package descriptor

import (
	"errors"
	"fmt"
)

// Script is what a descriptor stands for at one branch and index.
type Script struct {
	ScriptPubKey  []byte
	RedeemScript  []byte // of P2SH, else nil
	WitnessScript []byte // of P2WSH, else nil
	Keys          []ScriptKey
	Aggregates    []Aggregate // of musig()
	Threshold     int         // how many signatures spend it; 0 where the path taken decides
	Taproot       *Taproot    // of P2TR, else nil

	MaxSatisfaction Satisfaction

	stack stack // what satisfies the script inside, while it is made
}

// ScriptKey is one public key of a script, in the order of the descriptor.
type ScriptKey struct {
	Key    int      // which of Descriptor.Keys
	PubKey []byte   // 33 bytes
	Path   []uint32 // from the master key
}

// Aggregate is the key that stands for a musig() in a script. Its participants'
// keys do not stand in the script and are not among Script.Keys.
type Aggregate struct {
	PubKey       []byte   // 33 bytes: what the script holds
	Key          []byte   // 33 bytes: the participants' keys aggregated, before the steps that follow
	Path         []uint32 // the steps that follow
	Participants []ScriptKey
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

// At makes the script of a branch and an index; a descriptor that is not ranged
// has the same one at every index. It fails for a descriptor that is no wallet.
func (d *Descriptor) At(branch int, index uint32) (*Script, error) {
	if reason, is := d.NoWallet(); is {
		return nil, errors.New("descriptor: no wallet: " + reason)
	}
	s := &Script{}
	keys, err := d.derive(s, branch, index)
	if err != nil {
		return nil, err
	}
	if err := d.fill(s, keys); err != nil {
		return nil, fmt.Errorf("descriptor: %w", err)
	}
	return s, nil
}

// Scripts returns the output scripts of a branch and an index of any descriptor:
// one, or for combo() up to four.
func (d *Descriptor) Scripts(branch int, index uint32) ([][]byte, error) {
	s := &Script{}
	keys, err := d.derive(s, branch, index)
	if err != nil {
		return nil, err
	}
	if c, ok := d.root.(combo); ok {
		return c.scripts(keys), nil
	}
	if err := d.fill(s, keys); err != nil {
		return nil, fmt.Errorf("descriptor: %w", err)
	}
	return [][]byte{s.ScriptPubKey}, nil
}

// derive lists the keys of a script and returns the public keys by slot.
func (d *Descriptor) derive(s *Script, branch int, index uint32) ([][]byte, error) {
	if branch < 0 || branch >= d.branches {
		return nil, fmt.Errorf("descriptor: no branch %d among %d", branch, d.branches)
	}
	if index >= hardened {
		return nil, fmt.Errorf("descriptor: index %d is not below 2^31", index)
	}
	keys := make([][]byte, len(d.slots))
	for i, slot := range d.slots {
		participants := make([]ScriptKey, len(slot.keys))
		for j, k := range slot.keys {
			key, err := d.keyAt(k, branch, index)
			if err != nil {
				return nil, fmt.Errorf("descriptor: key %d: %w", k+1, err)
			}
			participants[j] = ScriptKey{k, key, d.keys[k].FullPath(branch, index)}
		}
		if slot.musig == nil {
			keys[i] = participants[0].PubKey
			s.Keys = append(s.Keys, participants[0])
			continue
		}
		a, err := d.aggregateAt(i, participants, branch, index)
		if err != nil {
			return nil, fmt.Errorf("descriptor: musig(): %w", err)
		}
		keys[i] = a.PubKey
		s.Aggregates = append(s.Aggregates, a)
	}
	return keys, nil
}

// fill makes the script and completes what is known of it.
func (d *Descriptor) fill(s *Script, keys [][]byte) error {
	var err error
	if s.ScriptPubKey, err = d.root.fill(s, keys); err != nil {
		return err
	}
	s.MaxSatisfaction.ScriptSig = s.stack.bytes // what no witness has taken
	if s.Taproot != nil {
		d.fillTaproot(s)
	}
	return nil
}

// fillTaproot says which keys stand in which leaf, and what spends the output.
func (d *Descriptor) fillTaproot(s *Script) {
	t := s.Taproot
	internal := d.slots[d.root.(tr).slot]
	t.Unspendable = internal.musig == nil && d.keys[internal.keys[0]].Unspendable()

	largest := stack{1, 1 + maxSchnorr}.witnessSize()
	if t.Unspendable {
		largest = 0
	}
	for i := range t.Leaves {
		l := &t.Leaves[i]
		l.MaxWitness = l.stack.with(len(l.Script)).with(len(l.ControlBlock)).witnessSize()
		largest = max(largest, l.MaxWitness)
		for _, slot := range l.slots {
			place := d.place[slot]
			if d.slots[slot].musig != nil {
				l.Aggregates = append(l.Aggregates, place)
			} else {
				l.Keys = append(l.Keys, place)
			}
		}
	}
	s.MaxSatisfaction.Witness = largest
	switch {
	case len(t.Leaves) == 0:
		s.Threshold = 1
	case len(t.Leaves) == 1 && t.Unspendable:
		s.Threshold = t.Leaves[0].Threshold
	}
}
