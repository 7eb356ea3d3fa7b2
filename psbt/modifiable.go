package psbt

// ClearModifiable says that neither inputs nor outputs may change any more, as a signer
// of the whole transaction says it (BIP-370). The other flags stay as they are, and a
// packet without the field forbids changes already.
func (p *Packet) ClearModifiable() {
	for i := range p.Global {
		pair := &p.Global[i]
		if pair.Type == GlobalTxModifiable && len(pair.Value) == 1 && len(pair.KeyData) == 0 {
			pair.Value = []byte{pair.Value[0] &^ (InputsModifiable | OutputsModifiable)}
		}
	}
}

// unitedFlags are the TX_MODIFIABLE flags of two packets together: what one of them
// forbids is forbidden, and a signature that one of them has with SIGHASH_SINGLE is
// there. ok is false for other fields, and where the packets disagree on flags that
// nobody knows.
func unitedFlags(kind MapKind, a, b Pair) (value []byte, ok bool) {
	const known = InputsModifiable | OutputsModifiable | HasSighashSingle
	if kind != GlobalMap || a.Type != GlobalTxModifiable || len(a.Value) != 1 || len(b.Value) != 1 {
		return nil, false
	}
	x, y := a.Value[0], b.Value[0]
	if x&^known != y&^known {
		return nil, false
	}
	return []byte{x&y&^HasSighashSingle | (x|y)&HasSighashSingle}, true
}
