package descriptor

// A signature at its smallest, as signers make it that look for a low R (ECDSA, with
// its hash type) or leave the hash type out (BIP-340). One ECDSA signature in some
// hundred is a byte smaller yet, of which nobody's fee rate is the worse.
const (
	leastECDSA   = 71
	leastSchnorr = 64
)

// leastSizes are those of signatures and keys in a kind of script.
type leastSizes struct{ signature, key int }

var (
	inScript    = leastSizes{leastECDSA, compressedKey}
	inTapscript = leastSizes{leastSchnorr, xOnlyKey}
)

// sized is an expression of which it is known how large what satisfies it is.
type sized interface {
	// satisfied is what satisfies the expression, with signatures and keys of a size.
	satisfied(signature, key int) stack
}

// Least bounds from below what spends a script of the descriptor by a path that a
// transaction leaves open; preimages count as known to somebody. ok is false when none
// is open.
func (d *Descriptor) Least(s *Script, spend Spend) (least Satisfaction, ok bool) {
	switch e := d.root.(type) {
	case wpkh:
		return Satisfaction{Witness: e.witness(leastECDSA)}, true
	case wsh:
		return leastWitness(e, s, spend)
	case sh:
		var inner Satisfaction
		switch e := e.inner.(type) {
		case wpkh:
			inner, ok = Satisfaction{Witness: e.witness(leastECDSA)}, true
		case wsh:
			inner, ok = leastWitness(e, s, spend)
		default:
			var st stack
			st, ok = leastStack(e, inScript, spend)
			inner.ScriptSig = st.bytes
		}
		inner.ScriptSig += pushSize(len(s.RedeemScript))
		return inner, ok
	case tr:
		return e.least(s, spend)
	}
	st, ok := leastStack(d.root, inScript, spend)
	return Satisfaction{ScriptSig: st.bytes}, ok
}

func leastWitness(e wsh, s *Script, spend Spend) (Satisfaction, bool) {
	st, ok := leastStack(e.inner, inScript, spend)
	return Satisfaction{Witness: st.with(len(s.WitnessScript)).witnessSize()}, ok
}

// least is that of the key path, which is smaller than every leaf's, or of the smallest
// leaf that is open.
func (e tr) least(s *Script, spend Spend) (least Satisfaction, ok bool) {
	if !s.Taproot.Unspendable {
		return Satisfaction{Witness: stack{1, 1 + leastSchnorr}.witnessSize()}, true
	}
	for i, leaf := range e.tree.leaves() {
		st, open := leastStack(leaf.leaf, inTapscript, spend)
		l := &s.Taproot.Leaves[i]
		size := st.with(len(l.Script)).with(len(l.ControlBlock)).witnessSize()
		if open && (!ok || size < least.Witness) {
			least.Witness, ok = size, true
		}
	}
	return least, ok
}

func leastStack(e expr, of leastSizes, spend Spend) (stack, bool) {
	switch e := e.(type) {
	case sized:
		return e.satisfied(of.signature, of.key), true
	case mini:
		b, ok := e.expression.Least(of.signature, spend)
		return stack{b.WitnessItems, b.WitnessSize}, ok
	}
	return stack{}, false
}
