package miniscript

// Bounds are figures that hold for every non-malleable witness of an expression.
type Bounds struct {
	ScriptSize   int  // bytes of the script; exact
	Satisfiable  bool // some witness exists; when not, the figures below are 0
	WitnessSize  int  // bytes of the elements with their lengths; the script, the control block and the count of elements come on top
	WitnessItems int  // elements, the script and the control block not counted
	StackItems   int  // highest stack while the script runs
	Opcodes      int  // opcodes that count towards the limit of 201; P2WSH only
}

// Bounds returns the figures of the expression. It costs nothing: they were
// computed when the expression was made.
func (e *Expression) Bounds() Bounds {
	size := e.root.size
	if !size.sat.possible {
		return Bounds{ScriptSize: size.script}
	}
	b := Bounds{
		ScriptSize:   size.script,
		Satisfiable:  true,
		WitnessSize:  size.sat.bytes,
		WitnessItems: size.sat.items + 1, // the script of type B leaves one element
		StackItems:   size.sat.peak + 1,
	}
	if e.ctx == P2WSH {
		b.Opcodes = size.opcodes + size.sat.multisig
	}
	return b
}

// sizes are the figures of a node.
type sizes struct {
	script  int // bytes
	opcodes int // non-push opcodes in the script, executed or not
	sat     way
	dsat    way
}

// way bounds all executions of one outcome: every figure is the largest, each
// perhaps of another execution.
type way struct {
	possible bool
	bytes    int // witness bytes consumed, with the elements' lengths
	items    int // stack elements at the start less those at the end
	peak     int // highest stack less the stack at the end
	multisig int // keys of the CHECKMULTISIGs executed
}

// or is the union of two sets of executions.
func (a way) or(b way) way {
	if !a.possible {
		return b
	}
	if !b.possible {
		return a
	}
	return way{true, max(a.bytes, b.bytes), max(a.items, b.items), max(a.peak, b.peak), max(a.multisig, b.multisig)}
}

// then is every execution of a followed by every one of each of the rest.
func (a way) then(rest ...way) way {
	for _, b := range rest {
		if !a.possible || !b.possible {
			return way{}
		}
		a = way{true, a.bytes + b.bytes, a.items + b.items, max(b.peak, b.items+a.peak), a.multisig + b.multisig}
	}
	return a
}

// takes is a way that consumes further witness bytes.
func (a way) takes(bytes int) way {
	a.bytes += bytes
	return a
}

// The executions of single opcodes.
var (
	nothing = way{possible: true}                    // also: opcodes that replace an element, locks
	pushes  = way{possible: true, items: -1}         // a push, DUP, SIZE
	merges  = way{possible: true, items: 1, peak: 1} // two elements to one, or one to none: ADD, EQUAL, CHECKSIG, IF, VERIFY
	merges2 = way{possible: true, items: 2, peak: 2} // EQUALVERIFY
)

// measure is how the figures of executions are taken: at their largest or at their
// smallest, with signatures of a size and with some of the locks open.
type measure struct {
	signature int
	opens     func(Lock) bool
	or        func(a, b way) way
}

// largest bounds every execution of every transaction.
func largest(ctx Context) measure {
	lim, _ := ctx.limits()
	return measure{lim.signature, func(Lock) bool { return true }, way.or}
}

// computeSizes returns the figures of a node by those of its arguments.
func (n *node) computeSizes(ctx Context) sizes {
	subs := make([]sizes, len(n.subs))
	for i, sub := range n.subs {
		subs[i] = sub.size
	}
	return n.measured(ctx, subs, largest(ctx))
}

// measured returns the figures of a node by those of its arguments.
func (n *node) measured(ctx Context, subs []sizes, m measure) sizes {
	var x, y, z sizes
	s := sizes{script: n.scriptSize(ctx), opcodes: n.ownOpcodes()}
	for i, sub := range subs {
		s.script += sub.script
		s.opcodes += sub.opcodes
		switch i {
		case 0:
			x = sub
		case 1:
			y = sub
		case 2:
			z = sub
		}
	}
	lim, _ := ctx.limits()
	sig, key := 1+m.signature, 1+lim.keySize
	const zero, one, preimage = 1, 2, 1 + 32 // bytes of these elements

	switch n.frag {
	case fragFalse:
		s.dsat = pushes
	case fragTrue:
		s.sat = pushes
	case fragOlder, fragAfter:
		if m.opens(n.lock()) {
			s.sat = pushes
		}
	case fragPkK:
		s.sat, s.dsat = pushes.takes(sig), pushes.takes(zero)
	case fragPkH:
		run := pushes.then(pushes, merges2)
		s.sat, s.dsat = run.takes(sig+key), run.takes(zero+key)
	case fragSHA256, fragHASH256, fragRIPEMD160, fragHASH160:
		s.sat = pushes.then(pushes, merges2, pushes, merges).takes(preimage)
	case fragAndor:
		s.sat = m.or(x.sat.then(merges, y.sat), x.dsat.then(merges, z.sat))
		s.dsat = x.dsat.then(merges, z.dsat)
	case fragAndV:
		s.sat = x.sat.then(y.sat)
	case fragAndB:
		s.sat = x.sat.then(y.sat, merges)
		s.dsat = x.dsat.then(y.dsat, merges)
	case fragOrB:
		s.sat = m.or(x.sat.then(y.dsat, merges), x.dsat.then(y.sat, merges))
		s.dsat = x.dsat.then(y.dsat, merges)
	case fragOrC:
		s.sat = m.or(x.sat.then(merges), x.dsat.then(merges, y.sat))
	case fragOrD:
		s.sat = m.or(x.sat.then(pushes, merges), x.dsat.then(merges, y.sat))
		s.dsat = x.dsat.then(merges, y.dsat)
	case fragOrI:
		s.sat = m.or(merges.then(x.sat).takes(one), merges.then(y.sat).takes(zero))
		s.dsat = m.or(merges.then(x.dsat).takes(one), merges.then(y.dsat).takes(zero))
	case fragThresh:
		s.sat, s.dsat = threshSizes(int(n.k), subs, m)
	case fragMulti:
		k, keys := int(n.k), len(n.keys)
		run := way{possible: true, items: k, peak: k + keys + 2, multisig: keys}
		s.sat, s.dsat = run.takes(zero+k*sig), run.takes(zero+k*zero)
	case fragMultiA:
		k, keys := int(n.k), len(n.keys)
		run := way{possible: true, items: keys - 1, peak: keys}
		s.sat, s.dsat = run.takes(k*sig+(keys-k)*zero), run.takes(keys*zero)
	case fragWrapA, fragWrapS, fragWrapN:
		s.sat, s.dsat = x.sat, x.dsat
	case fragWrapC:
		s.sat, s.dsat = x.sat.then(merges), x.dsat.then(merges)
	case fragWrapD:
		s.sat = pushes.then(merges, x.sat).takes(one)
		s.dsat = pushes.then(merges).takes(zero)
	case fragWrapV:
		s.sat = x.sat.then(merges)
	case fragWrapJ:
		s.sat = pushes.then(nothing, merges, x.sat)
		s.dsat = pushes.then(nothing, merges).takes(zero)
	}
	return s
}

// threshSizes returns the ways to satisfy k of the arguments, and none of them.
// Every argument of a thresh can be dissatisfied.
func threshSizes(k int, subs []sizes, m measure) (sat, dsat way) {
	ways := []way{nothing} // by how many of the arguments so far are satisfied
	for i, sub := range subs {
		add := merges // OP_ADD, which the first argument has not
		if i == 0 {
			add = nothing
		}
		next := make([]way, min(len(ways), k)+1)
		for j := range next {
			if j < len(ways) {
				next[j] = ways[j].then(sub.dsat, add)
			}
			if j > 0 {
				next[j] = m.or(next[j], ways[j-1].then(sub.sat, add))
			}
		}
		ways = next
	}
	if k < len(ways) {
		sat = ways[k].then(pushes, merges)
	}
	return sat, ways[0].then(pushes, merges)
}

// scriptSize returns the bytes of the script less those of the arguments.
func (n *node) scriptSize(ctx Context) int {
	lim, _ := ctx.limits()
	switch n.frag {
	case fragFalse, fragTrue:
		return 1
	case fragPkK:
		return 1 + lim.keySize
	case fragPkH:
		return 3 + 1 + 20
	case fragOlder, fragAfter:
		return numberSize(n.k) + 1
	case fragSHA256, fragHASH256, fragRIPEMD160, fragHASH160:
		return 1 + 2 + 2 + 1 + len(n.hash) + 1
	case fragMulti:
		return numberSize(n.k) + len(n.keys)*(1+lim.keySize) + numberSize(uint32(len(n.keys))) + 1
	case fragMultiA:
		return len(n.keys)*(1+lim.keySize+1) + numberSize(n.k) + 1
	case fragThresh:
		return len(n.subs) - 1 + numberSize(n.k) + 1
	}
	return n.ownOpcodes()
}

// ownOpcodes returns the count of opcodes that are no pushes, without those of
// the arguments.
func (n *node) ownOpcodes() int {
	switch n.frag {
	case fragOlder, fragAfter, fragMulti, fragAndB, fragOrB, fragWrapS, fragWrapC, fragWrapN:
		return 1
	case fragOrC, fragWrapA:
		return 2
	case fragPkH, fragAndor, fragOrD, fragOrI, fragWrapD:
		return 3
	case fragSHA256, fragHASH256, fragRIPEMD160, fragHASH160, fragWrapJ:
		return 4
	case fragMultiA:
		return len(n.keys) + 1
	case fragThresh:
		return len(n.subs)
	case fragWrapV:
		if n.subs[0].typ.Has(propX) {
			return 1
		}
	}
	return 0
}

// numberSize returns the bytes of the shortest push of a number.
func numberSize(v uint32) int {
	if v <= 16 {
		return 1
	}
	return 1 + len(scriptNumber(v))
}
