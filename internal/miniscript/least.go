package miniscript

// Least bounds from below the witness of the expression in one input, with signatures
// of a size: what no non-malleable witness by an open way is smaller than. Preimages
// count as known to somebody. ok is false when no way is open.
func (e *Expression) Least(signature int, s Spend) (b Bounds, ok bool) {
	size := e.root.leastSizes(e.ctx, measure{signature, s.Opens, way.least})
	if !size.sat.possible {
		return Bounds{ScriptSize: size.script}, false
	}
	return Bounds{ScriptSize: size.script, Satisfiable: true, WitnessSize: size.sat.bytes, WitnessItems: size.sat.items + 1}, true
}

func (n *node) leastSizes(ctx Context, m measure) sizes {
	subs := make([]sizes, len(n.subs))
	for i, sub := range n.subs {
		subs[i] = sub.leastSizes(ctx, m)
	}
	return n.measured(ctx, subs, m)
}

// least is the union of two sets of executions of which the smaller figures count.
func (a way) least(b way) way {
	if !a.possible {
		return b
	}
	if !b.possible {
		return a
	}
	return way{true, min(a.bytes, b.bytes), min(a.items, b.items), min(a.peak, b.peak), min(a.multisig, b.multisig)}
}
