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
