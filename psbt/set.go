package psbt

import "bytes"

// Setters add one field and move nothing else. Each holds what it is given
// against the field table; a key that is there with another value is an error,
// with the same value nothing happens.

// AddPartialSig adds an ECDSA signature (DER and sighash byte) to input i.
func (p *Packet) AddPartialSig(i int, pubkey, sig []byte) error {
	return p.Set(Place{InputMap, i}, InPartialSig, pubkey, sig)
}

// SetTapKeySig sets the key path signature of input i.
func (p *Packet) SetTapKeySig(i int, sig []byte) error {
	return p.Set(Place{InputMap, i}, InTapKeySig, nil, sig)
}

// AddTapScriptSig adds the signature of one key for one leaf to input i.
func (p *Packet) AddTapScriptSig(i int, xonly, leafhash [32]byte, sig []byte) error {
	key := append(xonly[:], leafhash[:]...)
	return p.Set(Place{InputMap, i}, InTapScriptSig, key, sig)
}

// Set adds a field of any row of the field table, or an unknown one, in key
// order among its type. It is the Updater of BIP-174. Fields that make up the
// transaction cannot be set: a packet is made with them.
func (p *Packet) Set(place Place, fieldType uint64, keyData, value []byte) error {
	m, err := p.mapAt(place)
	if err != nil {
		return err
	}
	name := fieldName(place.Kind, fieldType)
	pair := Pair{fieldType, bytes.Clone(keyData), bytes.Clone(value)}
	if f := lookup(place.Kind, fieldType); f != nil {
		if reason := checkPair(f, &pair, p.Version()); reason != "" {
			return errorAt(place, name, "%s", reason)
		}
	}
	if present, ok := m.Find(fieldType, keyData); ok {
		if !bytes.Equal(present, value) {
			return errorAt(place, name, "is there already with another value")
		}
		return nil
	}
	if definesTx(place.Kind, fieldType) {
		return errorAt(place, name, "is part of the transaction and cannot be added")
	}
	*m = m.insert(place.Kind, pair)
	if place.Kind == GlobalMap {
		p.reindex()
	}
	return nil
}

// mapAt returns the map of a place.
func (p *Packet) mapAt(place Place) (*Map, error) {
	switch {
	case place.Kind == GlobalMap && place.Index == 0:
		return &p.Global, nil
	case place.Kind == InputMap && place.Index >= 0 && place.Index < len(p.Inputs):
		return &p.Inputs[place.Index], nil
	case place.Kind == OutputMap && place.Index >= 0 && place.Index < len(p.Outputs):
		return &p.Outputs[place.Index], nil
	}
	return nil, errorAt(place, "", "there is no such map")
}

// definesTx says whether a field decides what transaction the packet is about.
func definesTx(kind MapKind, fieldType uint64) bool {
	f := lookup(kind, fieldType)
	if f == nil {
		return false
	}
	return f.V0 == Required || f.V2 == Required
}
