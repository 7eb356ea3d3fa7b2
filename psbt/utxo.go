package psbt

import (
	"bytes"
	"crypto/sha256"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// A PrevTx is the transaction that made the coin of an input.
type PrevTx struct {
	Tx   *wire.MsgTx // without its witnesses, which the id does not cover
	TxID chainhash.Hash
}

// PrevTx decodes and hashes the NON_WITNESS_UTXO. It does so at every call;
// whoever needs it twice keeps the answer. That the transaction is the one of
// the outpoint is not checked here.
func (in Input) PrevTx() (*PrevTx, bool) {
	raw, ok := in.fields().Get(InNonWitnessUTXO)
	if !ok {
		return nil, false
	}
	span, reason := spanTx(raw)
	if reason != "" {
		return nil, false
	}
	return &PrevTx{span.strippedTx(raw), span.txid(raw)}, true
}

// strippedTx decodes a transaction without its witnesses. Its scripts are
// slices of raw.
func (s txSpan) strippedTx(raw []byte) *wire.MsgTx {
	r := reader{b: raw}
	tx := &wire.MsgTx{
		Version:  int32(r.uint32()),
		TxIn:     make([]*wire.TxIn, s.inputs),
		TxOut:    make([]*wire.TxOut, s.outputs),
		LockTime: firstUint32(raw[len(raw)-txLocktimeLen:]),
	}
	ins, outs := make([]wire.TxIn, s.inputs), make([]wire.TxOut, s.outputs)
	r.at = s.inputsAt
	for i := range ins {
		point := wire.OutPoint{Hash: chainhash.Hash(r.take(hashLen)), Index: r.uint32()}
		ins[i] = wire.TxIn{PreviousOutPoint: point, SignatureScript: r.varBytes(), Sequence: r.uint32()}
		tx.TxIn[i] = &ins[i]
	}
	r.at = s.outputsAt
	for i := range outs {
		outs[i] = wire.TxOut{Value: int64(r.uint64()), PkScript: r.varBytes()}
		tx.TxOut[i] = &outs[i]
	}
	return tx
}

// WitnessUTXO is the coin that the input spends, as the packet claims.
func (in Input) WitnessUTXO() (*wire.TxOut, bool) {
	value, ok := in.fields().Get(InWitnessUTXO)
	if !ok || checkTxOut(value) != "" {
		return nil, false
	}
	return wire.NewTxOut(readTxOut(value)), true
}

// UTXO is the coin that the input spends: from its previous transaction when
// the packet has it, which then must be the outpoint's and agree with the
// witness UTXO; else the witness UTXO, whose amount nothing proves.
func (in Input) UTXO() (*wire.TxOut, error) {
	claimed, hasClaim := in.WitnessUTXO()
	raw, hasPrev := in.fields().Get(InNonWitnessUTXO)
	if !hasPrev {
		if !hasClaim {
			return nil, errorAt(in.place(), "WITNESS_UTXO", "missing, and NON_WITNESS_UTXO too")
		}
		return claimed, nil
	}
	proven, reason := outputOf(raw, in.OutPoint())
	if reason != "" {
		return nil, errorAt(in.place(), "NON_WITNESS_UTXO", "%s", reason)
	}
	if hasClaim && (claimed.Value != proven.Value || !bytes.Equal(claimed.PkScript, proven.PkScript)) {
		return nil, errorAt(in.place(), "WITNESS_UTXO", "is not the output of NON_WITNESS_UTXO")
	}
	return proven, nil
}

// outputOf finds the output of a raw transaction that an outpoint names.
func outputOf(raw []byte, point wire.OutPoint) (*wire.TxOut, string) {
	span, reason := spanTx(raw)
	if reason != "" {
		return nil, reason
	}
	if span.txid(raw) != point.Hash {
		return nil, "is not the transaction of the outpoint"
	}
	if uint64(point.Index) >= uint64(span.outputs) {
		return nil, "has no output of the outpoint's index"
	}
	r := reader{b: raw, at: span.outputsAt}
	for range point.Index {
		skipTxOut(&r)
	}
	return wire.NewTxOut(readTxOut(raw[r.at:])), ""
}

// txid hashes a transaction without its witnesses (BIP-144).
func (s txSpan) txid(raw []byte) chainhash.Hash {
	h := sha256.New()
	h.Write(raw[:txVersionLen])
	h.Write(raw[s.bodyAt:s.bodyEnd])
	h.Write(raw[len(raw)-txLocktimeLen:])
	return sha256.Sum256(h.Sum(nil))
}
