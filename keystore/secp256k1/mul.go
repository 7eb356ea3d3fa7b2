package secp256k1

import "math/bits"

// wide is one column of a product: lo + 2^64·hi.
type wide struct{ lo, hi uint64 }

// mac returns w + a·b.
func (w wide) mac(a, b uint64) wide {
	hi, lo := bits.Mul64(a, b)
	lo, c := bits.Add64(w.lo, lo, 0)
	hi, _ = bits.Add64(w.hi, hi, c)
	return wide{lo, hi}
}

// plus returns w + a.
func (w wide) plus(a uint64) wide {
	lo, c := bits.Add64(w.lo, a, 0)
	hi, _ := bits.Add64(w.hi, 0, c)
	return wide{lo, hi}
}

func product(a, b uint64) wide {
	hi, lo := bits.Mul64(a, b)
	return wide{lo, hi}
}

// above is what does not fit into 52 bits; the callers' bounds keep it below 2^64.
func (w wide) above() uint64 { return w.lo>>52 | w.hi<<12 }

// mul sets r = a·b, one unit; a and b have at most eight units.
//
// Columns 5 to 8 of the product are first carried into limbs, then folded into
// columns 0 to 4 by 2^260 = fold260 mod p.
func (r *field) mul(a, b *field) {
	a0, a1, a2, a3, a4 := a.l0, a.l1, a.l2, a.l3, a.l4
	b0, b1, b2, b3, b4 := b.l0, b.l1, b.l2, b.l3, b.l4

	c := product(a1, b4).mac(a2, b3).mac(a3, b2).mac(a4, b1)
	h5 := c.lo & mask52
	c = product(a2, b4).mac(a3, b3).mac(a4, b2).plus(c.above())
	h6 := c.lo & mask52
	c = product(a3, b4).mac(a4, b3).plus(c.above())
	h7 := c.lo & mask52
	c = product(a4, b4).plus(c.above())
	h8 := c.lo & mask52
	h9 := c.above()

	c = product(a0, b0).mac(h5, fold260)
	r0 := c.lo & mask52
	c = product(a0, b1).mac(a1, b0).mac(h6, fold260).plus(c.above())
	r1 := c.lo & mask52
	c = product(a0, b2).mac(a1, b1).mac(a2, b0).mac(h7, fold260).plus(c.above())
	r2 := c.lo & mask52
	c = product(a0, b3).mac(a1, b2).mac(a2, b1).mac(a3, b0).mac(h8, fold260).plus(c.above())
	r3 := c.lo & mask52
	c = product(a0, b4).mac(a1, b3).mac(a2, b2).mac(a3, b1).mac(a4, b0).mac(h9, fold260).plus(c.above())
	r4 := c.lo & mask52

	c = product(c.above(), fold260).plus(r0)
	r.l0 = c.lo & mask52
	r.l1 = r1 + c.above()
	r.l2, r.l3, r.l4 = r2, r3, r4
}
