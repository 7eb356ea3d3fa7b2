package signer

import (
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/psbt"
	"coldsign/signer/descriptor"
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
	t.TxID, t.WithoutInputs, t.Version, t.LockTime = a.tx.TxHash(), withoutInputs(a.tx), a.tx.Version, a.tx.LockTime
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
	t.VSize, t.VSizeExact = a.vsize((*Input).spendSize)
	t.VSizeLeast, _ = a.vsize((*Input).leastSpend)
}

func (in *Input) leafScripts() [][]byte {
	var out [][]byte
	for _, l := range in.scripts.leaves {
		out = append(out, l.script)
	}
	return out
}

// vsize is the size that the fee is paid for, in virtual bytes. It is exact when
// every input is final; those that are not count as large as size says.
func (a *Analysis) vsize(size func(*Input) descriptor.Satisfaction) (vsize int64, exact bool) {
	weight := int64(a.tx.SerializeSizeStripped()) * weightPerByte
	witnesses, segwit := int64(0), false
	exact = true
	for i := range a.Inputs {
		in := &a.Inputs[i]
		spend := size(in)
		if in.Signatures.Final {
			spend = finalSize(a.packet.Input(i))
		} else {
			exact = false
		}
		sig, witness := spend.ScriptSig, spend.Witness
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

// spendSize bounds an input's scriptSig and witness in bytes from above.
func (in *Input) spendSize() descriptor.Satisfaction {
	if in.Owner != nil {
		return in.Owner.Script.MaxSatisfaction
	}
	return in.Type.spend
}

// leastSpend bounds them from below, where the script is known.
func (in *Input) leastSpend() descriptor.Satisfaction {
	if in.Owner != nil {
		return in.least
	}
	return in.Type.spend
}

// finalSize measures a final input.
func finalSize(in psbt.Input) (size descriptor.Satisfaction) {
	script, _ := in.FinalScriptSig()
	size.ScriptSig = len(script)
	if stack, ok := in.FinalScriptWitness(); ok {
		size.Witness = stack.SerializeSize()
	}
	return size
}
