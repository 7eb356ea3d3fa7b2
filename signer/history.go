package signer

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
