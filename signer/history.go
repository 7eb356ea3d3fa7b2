package signer

import (
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// readHistory compares with what this machine saw and signed before.
func (a *Analysis) readHistory(h *History) {
	for i := range a.Inputs {
		in := &a.Inputs[i]
		if sats, ok := h.Seen[in.OutPoint]; ok {
			in.SeenSats = &sats
		}
		if by, ok := h.SignedCoins[in.OutPoint]; ok && by.TxID != a.Tx.TxID {
			in.SpentBy = &by
		}
	}
	if by, ok := h.SignedTxs[a.Tx.TxID]; ok {
		a.SignedBefore = &by
	}
	a.signedOpen = h.SignedOpen[a.Tx.WithoutInputs]
}

// withoutInputs names all that a signature with ALL|ANYONECANPAY commits to beside its
// own input: signatures of one name fit into one transaction, whatever was reviewed.
func withoutInputs(tx *wire.MsgTx) chainhash.Hash {
	rest := *tx
	rest.TxIn = nil
	return rest.TxHash()
}

// SignsOpen says that our signature would fit into another transaction with more inputs.
func (in *Input) SignsOpen() bool { return in.Standing == Signable && !in.Sighash.coversAmounts() }

// signedApart lists the coins that were signed for with ANYONECANPAY and the very same
// outputs, and are not among ours here: with the signatures of now they make one
// transaction that spends them all.
func (a *Analysis) signedApart() (apart []string) {
	if !slices.ContainsFunc(a.Inputs, func(in Input) bool { return in.SignsOpen() }) {
		return nil
	}
	for _, coin := range a.signedOpen {
		if !slices.ContainsFunc(a.Inputs, func(in Input) bool { return in.OutPoint == coin && in.Owner != nil }) {
			apart = append(apart, coin.String())
		}
	}
	return apart
}

// signedOtherInputs lists the inputs that are ours now and were not when this very
// transaction was signed here, or the reverse. What was not written down then is not
// compared.
func (a *Analysis) signedOtherInputs() (others []int) {
	if a.SignedBefore == nil || a.SignedBefore.Ours == nil {
		return nil
	}
	for i := range a.Inputs {
		if (a.Inputs[i].Owner != nil) != a.SignedBefore.Ours[a.Inputs[i].OutPoint] {
			others = append(others, i)
		}
	}
	return others
}
