package signer

import (
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/psbt"
)

// Weights of BIP-141: four units for a byte without the witnesses, one for a byte
// of them; a virtual byte is four units.
const (
	weightPerByte      = 4
	segwitMarkerWeight = 2
	emptyWitnessWeight = 1 // the count of an input without witness, beside others with one
)

// readTx establishes the facts about the transaction as a whole.
func (a *Analysis) readTx() {
	t := &a.Tx
	t.TxID, t.Version, t.LockTime = a.tx.TxHash(), a.tx.Version, a.tx.LockTime
	t.LockInert = t.LockTime != 0
	for i := range a.Inputs {
		in := &a.Inputs[i]
		t.SignalsRBF = t.SignalsRBF || in.Sequence <= sequenceRBF
		t.LockInert = t.LockInert && in.Sequence == sequenceFinal
		in.Relative = relativeLock(a.tx, in.Sequence)
		if in.Owner == nil {
			continue
		}
		for _, script := range append([][]byte{in.code()}, in.leafScripts()...) {
			in.Locks = append(in.Locks, scriptLocks(a.tx, in.Sequence, script)...)
		}
	}
	t.VSize, t.VSizeExact = a.vsize()
}

func (in *Input) leafScripts() [][]byte {
	var out [][]byte
	for _, l := range in.scripts.leaves {
		out = append(out, l.script)
	}
	return out
}

// vsize is the size that the fee is paid for, in virtual bytes. It is exact when
// every input is final; else the largest signatures are counted for those that
// are not.
func (a *Analysis) vsize() (vsize int64, exact bool) {
	weight := int64(a.tx.SerializeSizeStripped()) * weightPerByte
	witnesses, segwit := int64(0), false
	exact = true
	for i := range a.Inputs {
		in := &a.Inputs[i]
		sig, witness := in.spendSize()
		if in.Signatures.Final {
			sig, witness = finalSize(a.packet.Input(i))
		} else {
			exact = false
		}
		weight += weightPerByte * int64(wire.VarIntSerializeSize(uint64(sig))-1+sig)
		if segwit = segwit || witness > 0; witness == 0 {
			witness = emptyWitnessWeight
		}
		witnesses += int64(witness)
	}
	if segwit {
		weight += segwitMarkerWeight + witnesses
	}
	return (weight + weightPerByte - 1) / weightPerByte, exact
}

// spendSize bounds an input's scriptSig and witness in bytes.
func (in *Input) spendSize() (sig, witness int) {
	size := in.Type.spend
	if in.Owner != nil {
		size = in.Owner.Script.MaxSatisfaction
	}
	return size.ScriptSig, size.Witness
}

// finalSize measures a final input.
func finalSize(in psbt.Input) (sig, witness int) {
	script, _ := in.FinalScriptSig()
	if stack, ok := in.FinalScriptWitness(); ok {
		witness = stack.SerializeSize()
	}
	return len(script), witness
}
