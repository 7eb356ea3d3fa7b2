package psbt

import (
	"encoding/binary"
	"slices"
)

// Convert returns the packet in another version of the format, 0 or 2, or a
// copy when it is of that version already. From 0 to 2 and back gives the same
// bytes. From 2 to 0 it refuses, naming the field, what version 0 cannot hold:
// modifiable flags that are set, required lock times, silent payments.
func (p *Packet) Convert(version uint32) (*Packet, error) {
	switch {
	case version != 0 && version != 2:
		return nil, errorAt(Place{Kind: GlobalMap}, "VERSION", "there is no version %d", version)
	case version == p.Version():
		return p.Clone(), nil
	case version == 2:
		return p.toV2(), nil
	}
	return p.toV0()
}

// toV2 spreads the UNSIGNED_TX over the fields of version 2.
//
// The fields that take its place stand in the order of their types. Only when
// the packet had a VERSION of its own do the two counts change places: that is
// how toV0 knows to keep it.
func (p *Packet) toV2() *Packet {
	c := &Packet{Inputs: make([]Map, len(p.Inputs)), Outputs: make([]Map, len(p.Outputs))}
	locktime, _ := p.Locktime()
	described := Map{{GlobalTxVersion, nil, uint32Bytes(uint32(p.TxVersion()))}}
	if locktime != 0 {
		described = append(described, Pair{GlobalFallbackLocktime, nil, uint32Bytes(locktime)})
	}
	described = append(described,
		Pair{GlobalInputCount, nil, appendCompactSize(nil, uint64(len(p.Inputs)))},
		Pair{GlobalOutputCount, nil, appendCompactSize(nil, uint64(len(p.Outputs)))})
	versionPair := Pair{GlobalVersion, nil, uint32Bytes(2)}
	_, hadVersion := p.Global.Get(GlobalVersion)
	if n := len(described); hadVersion {
		described[n-2], described[n-1] = described[n-1], described[n-2]
	}
	for _, pair := range p.Global {
		switch pair.Type {
		case GlobalUnsignedTx:
			c.Global = append(c.Global, described...)
		case GlobalVersion:
			c.Global = append(c.Global, versionPair)
		default:
			c.Global = append(c.Global, pair)
		}
	}
	if !hadVersion {
		c.Global = c.Global.insert(GlobalMap, versionPair)
	}
	for i, m := range p.Inputs {
		in := p.Input(i)
		point := in.OutPoint()
		m = m.insert(InputMap, Pair{InPreviousTxID, nil, point.Hash[:]})
		m = m.insert(InputMap, Pair{InOutputIndex, nil, uint32Bytes(point.Index)})
		if sequence := in.Sequence(); sequence != finalSequence {
			m = m.insert(InputMap, Pair{InSequence, nil, uint32Bytes(sequence)})
		}
		c.Inputs[i] = m
	}
	for i, m := range p.Outputs {
		out := p.Output(i)
		amount := binary.LittleEndian.AppendUint64(nil, uint64(out.Amount()))
		m = m.insert(OutputMap, Pair{OutAmount, nil, amount})
		c.Outputs[i] = m.insert(OutputMap, Pair{OutScript, nil, out.Script()})
	}
	return c.Clone()
}

// absorbed are the fields of version 2 that the UNSIGNED_TX stands for.
var absorbed = [3][]uint64{
	GlobalMap: {GlobalTxVersion, GlobalFallbackLocktime, GlobalInputCount, GlobalOutputCount, GlobalTxModifiable},
	InputMap:  {InPreviousTxID, InOutputIndex, InSequence},
	OutputMap: {OutAmount, OutScript},
}

// toV0 gathers the fields of version 2 into an UNSIGNED_TX, which takes the
// place of TX_VERSION.
func (p *Packet) toV0() (*Packet, error) {
	if err := p.fitsV0(); err != nil {
		return nil, err
	}
	c := &Packet{Inputs: make([]Map, len(p.Inputs)), Outputs: make([]Map, len(p.Outputs))}
	keepsVersion := p.countsSwapped()
	for _, pair := range p.Global {
		switch {
		case pair.Type == GlobalTxVersion:
			c.Global = append(c.Global, Pair{GlobalUnsignedTx, nil, serializeUnsigned(p.Tx())})
		case pair.Type == GlobalVersion:
			if keepsVersion {
				c.Global = append(c.Global, Pair{GlobalVersion, nil, uint32Bytes(0)})
			}
		case !slices.Contains(absorbed[GlobalMap], pair.Type):
			c.Global = append(c.Global, pair)
		}
	}
	for i, m := range p.Inputs {
		c.Inputs[i] = m.without(absorbed[InputMap])
	}
	for i, m := range p.Outputs {
		c.Outputs[i] = m.without(absorbed[OutputMap])
	}
	return c.Clone(), nil
}

// fitsV0 asks that version 0 can say all that the packet says.
func (p *Packet) fitsV0() error {
	if flags, _ := p.Modifiable(); flags != 0 {
		return errorAt(Place{Kind: GlobalMap}, "TX_MODIFIABLE", "is set, and version 0 cannot say so")
	}
	for place, m := range p.maps() {
		for i := range m {
			f := lookup(place.Kind, m[i].Type)
			if f != nil && f.V0 == Excluded && !slices.Contains(absorbed[place.Kind], f.Type) {
				return errorAt(place, f.Name, "would be lost: version 0 has no such field")
			}
		}
	}
	return nil
}

// countsSwapped says whether OUTPUT_COUNT stands right before INPUT_COUNT.
func (p *Packet) countsSwapped() bool {
	for i := 1; i < len(p.Global); i++ {
		if p.Global[i].Type == GlobalInputCount {
			return p.Global[i-1].Type == GlobalOutputCount
		}
	}
	return false
}

// without returns the pairs of other types.
func (m Map) without(types []uint64) Map {
	var rest Map
	for _, pair := range m {
		if !slices.Contains(types, pair.Type) {
			rest = append(rest, pair)
		}
	}
	return rest
}

func uint32Bytes(v uint32) []byte { return binary.LittleEndian.AppendUint32(nil, v) }
