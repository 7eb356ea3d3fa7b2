package psbt

import (
	"bytes"
	"encoding/binary"

	"github.com/btcsuite/btcd/wire/v2"
)

// Create is the Creator of BIP-174: a packet of version 0 for a transaction
// without scriptSigs and witnesses, with empty maps.
func Create(tx *wire.MsgTx) (*Packet, error) {
	for i, in := range tx.TxIn {
		if len(in.SignatureScript) != 0 || len(in.Witness) != 0 {
			return nil, errorAt(Place{InputMap, i}, "UNSIGNED_TX", "the transaction is signed")
		}
	}
	p := &Packet{
		Global:  Map{{GlobalUnsignedTx, nil, serializeUnsigned(tx)}},
		Inputs:  make([]Map, len(tx.TxIn)),
		Outputs: make([]Map, len(tx.TxOut)),
	}
	p.reindex()
	return p, nil
}

// serializeUnsigned writes a transaction without its witnesses.
func serializeUnsigned(tx *wire.MsgTx) []byte {
	var b bytes.Buffer
	b.Grow(tx.SerializeSizeStripped())
	_ = tx.SerializeNoWitness(&b) // a Buffer does not fail
	return b.Bytes()
}

// AddInput adds an input to a packet of version 2 whose inputs are modifiable.
// Nothing may be signed yet.
func (p *Packet) AddInput(point wire.OutPoint, sequence uint32) error {
	if err := p.modifiable(InputsModifiable, "inputs"); err != nil {
		return err
	}
	m := Map{
		{InPreviousTxID, nil, bytes.Clone(point.Hash[:])},
		{InOutputIndex, nil, binary.LittleEndian.AppendUint32(nil, point.Index)},
	}
	if sequence != finalSequence {
		m = append(m, Pair{InSequence, nil, binary.LittleEndian.AppendUint32(nil, sequence)})
	}
	p.Inputs = append(p.Inputs, m)
	p.setCount(GlobalInputCount, len(p.Inputs))
	return nil
}

// AddOutput adds an output to a packet of version 2 whose outputs are
// modifiable. Nothing may be signed yet.
func (p *Packet) AddOutput(amount int64, script []byte) error {
	if err := p.modifiable(OutputsModifiable, "outputs"); err != nil {
		return err
	}
	p.Outputs = append(p.Outputs, Map{
		{OutAmount, nil, binary.LittleEndian.AppendUint64(nil, uint64(amount))},
		{OutScript, nil, bytes.Clone(script)},
	})
	p.setCount(GlobalOutputCount, len(p.Outputs))
	return nil
}

// modifiable asks that a flag is set and that nothing is signed.
func (p *Packet) modifiable(flag byte, what string) error {
	global := Place{Kind: GlobalMap}
	if flags, _ := p.Modifiable(); p.Version() != 2 || flags&flag == 0 {
		return errorAt(global, "TX_MODIFIABLE", "the %s may not be changed", what)
	}
	for i := range p.Inputs {
		if p.Input(i).HasSignatures() {
			return errorAt(Place{InputMap, i}, "", "is signed; the transaction may not be changed")
		}
	}
	return nil
}

func (p *Packet) setCount(fieldType uint64, count int) {
	for i := range p.Global {
		if p.Global[i].Type == fieldType {
			p.Global[i].Value = appendCompactSize(nil, uint64(count))
		}
	}
}

// HasSignatures says whether the input holds a signature or is final.
func (in Input) HasSignatures() bool {
	for _, pair := range in.fields() {
		switch pair.Type {
		case InPartialSig, InTapKeySig, InTapScriptSig, InMuSig2PartialSig, InFinalScriptSig, InFinalScriptWitness:
			return true
		}
	}
	return false
}
