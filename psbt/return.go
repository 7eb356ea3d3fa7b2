package psbt

import "bytes"

// ReturnSignatures is the small packet for the way back: the transaction of
// after, and of its input maps only what before does not hold. Combining it
// with before gives after again. It is a packet like any other, so whoever
// combines packets can take it.
func ReturnSignatures(before, after *Packet) (*Packet, error) {
	if err := sameTransaction(before, after); err != nil {
		return nil, err
	}
	small := &Packet{
		Global:  after.Global.transaction(GlobalMap),
		Inputs:  make([]Map, len(after.Inputs)),
		Outputs: make([]Map, len(after.Outputs)),
	}
	for i, m := range after.Inputs {
		old := before.Inputs[i].index()
		for _, pair := range m {
			value, had := old.find(pair.Type, pair.KeyData)
			if had && !bytes.Equal(value, pair.Value) {
				return nil, errorAt(Place{InputMap, i}, fieldName(InputMap, pair.Type), "was changed, not added")
			}
			if !had || definesTransaction(InputMap, pair.Type) {
				small.Inputs[i] = append(small.Inputs[i], pair)
			}
		}
	}
	for i, m := range after.Outputs {
		small.Outputs[i] = m.transaction(OutputMap)
	}
	return small.Clone(), nil
}

// definesTransaction says whether a field is part of what the transaction is:
// those are just the fields that differ between the versions.
func definesTransaction(kind MapKind, fieldType uint64) bool {
	f := lookup(kind, fieldType)
	return f != nil && f.V0 != f.V2
}

// transaction returns the pairs that the transaction is made of.
func (m Map) transaction(kind MapKind) Map {
	var kept Map
	for _, pair := range m {
		if definesTransaction(kind, pair.Type) {
			kept = append(kept, pair)
		}
	}
	return kept
}
