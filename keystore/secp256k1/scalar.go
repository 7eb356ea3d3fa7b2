package secp256k1

import (
	"encoding/binary"
	"math/bits"
)

// scalar is an integer modulo n, the order of the group, in four words, lowest
// first, always below n. No operation branches or indexes on its value.
type scalar [4]uint64

// order is n.
var order = scalar{0xBFD25E8CD0364141, 0xBAAEDCE6AF48A03B, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF}

const (
	// orderInverse is -1/n mod 2^64, for Montgomery's reduction.
	orderInverse = 0x4B0DFF665588B13F
)

// montgomery2 is 2^512 mod n: multiplying by it undoes two reductions.
var montgomery2 = scalar{0x896CF21467D7D140, 0x741496C20E7CF878, 0xE697F5E45BCD07C6, 0x9D671CD581C69BC5}

// setBytes reads a big-endian number mod n and reports whether it was below n.
func (r *scalar) setBytes(b *[32]byte) bool {
	r[0] = binary.BigEndian.Uint64(b[24:])
	r[1] = binary.BigEndian.Uint64(b[16:])
	r[2] = binary.BigEndian.Uint64(b[8:])
	r[3] = binary.BigEndian.Uint64(b[0:])
	return r.reduce(0) == 0
}

// setKey reads a private key: it reports whether the number is in 1..n-1.
func (r *scalar) setKey(b *[32]byte) bool {
	inRange := r.setBytes(b)
	return inRange && !r.isZero()
}

// putBytes writes a big-endian number.
func (r *scalar) putBytes(b *[32]byte) {
	binary.BigEndian.PutUint64(b[24:], r[0])
	binary.BigEndian.PutUint64(b[16:], r[1])
	binary.BigEndian.PutUint64(b[8:], r[2])
	binary.BigEndian.PutUint64(b[0:], r[3])
}

// bytes is the big-endian number, for what is no secret: it lies on the stack.
func (r *scalar) bytes() (b [32]byte) {
	r.putBytes(&b)
	return b
}

// reduce subtracts n once from top·2^256 + r when that is at least n, which
// brings every value below 2n into range. It returns 1 when it subtracted.
func (r *scalar) reduce(top uint64) uint64 {
	d0, b := bits.Sub64(r[0], order[0], 0)
	d1, b := bits.Sub64(r[1], order[1], b)
	d2, b := bits.Sub64(r[2], order[2], b)
	d3, b := bits.Sub64(r[3], order[3], b)
	_, b = bits.Sub64(top, 0, b)
	keep := -b
	r[0] = d0 ^ (d0^r[0])&keep
	r[1] = d1 ^ (d1^r[1])&keep
	r[2] = d2 ^ (d2^r[2])&keep
	r[3] = d3 ^ (d3^r[3])&keep
	return 1 - b
}

// add sets r = a + b.
func (r *scalar) add(a, b *scalar) {
	var c uint64
	r[0], c = bits.Add64(a[0], b[0], 0)
	r[1], c = bits.Add64(a[1], b[1], c)
	r[2], c = bits.Add64(a[2], b[2], c)
	r[3], c = bits.Add64(a[3], b[3], c)
	r.reduce(c)
}

// negateIf sets r = -r where bit is 1 and leaves it where bit is 0.
func (r *scalar) negateIf(bit uint64) {
	any := r[0] | r[1] | r[2] | r[3]
	mask := -bit & -((any | -any) >> 63) // zero stays what it is
	m0, b := bits.Sub64(order[0], r[0], 0)
	m1, b := bits.Sub64(order[1], r[1], b)
	m2, b := bits.Sub64(order[2], r[2], b)
	m3, _ := bits.Sub64(order[3], r[3], b)
	r[0] ^= (r[0] ^ m0) & mask
	r[1] ^= (r[1] ^ m1) & mask
	r[2] ^= (r[2] ^ m2) & mask
	r[3] ^= (r[3] ^ m3) & mask
}

// halve sets r = a/2: the half of a, or of a+n where a is odd.
func (r *scalar) halve(a *scalar) {
	odd := -(a[0] & 1)
	t0, c := bits.Add64(a[0], order[0]&odd, 0)
	t1, c := bits.Add64(a[1], order[1]&odd, c)
	t2, c := bits.Add64(a[2], order[2]&odd, c)
	t3, c := bits.Add64(a[3], order[3]&odd, c)
	r[0] = t0>>1 | t1<<63
	r[1] = t1>>1 | t2<<63
	r[2] = t2>>1 | t3<<63
	r[3] = t3>>1 | c<<63
}

// isZero compares all words before it answers.
func (r *scalar) isZero() bool { return r[0]|r[1]|r[2]|r[3] == 0 }

// isHigh is 1 when r is above n/2, else 0.
func (r *scalar) isHigh() uint64 {
	half := scalar{0xDFE92F46681B20A0, 0x5D576E7357A4501D, 0xFFFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF}
	_, b := bits.Sub64(half[0], r[0], 0)
	_, b = bits.Sub64(half[1], r[1], b)
	_, b = bits.Sub64(half[2], r[2], b)
	_, b = bits.Sub64(half[3], r[3], b)
	return b
}

// mul sets r = a·b.
func (r *scalar) mul(a, b *scalar) {
	r.reducedProduct(a, b)
	r.reducedProduct(r, &montgomery2)
}

// reducedProduct sets r = a·b/2^256 mod n (Montgomery's product); r may be a or b.
func (r *scalar) reducedProduct(a, b *scalar) {
	var t0, t1, t2, t3, t4 uint64
	for _, x := range a {
		var c0, c1 uint64
		// t += x·b
		c0, t0 = macCarry(x, b[0], t0, 0)
		c0, t1 = macCarry(x, b[1], t1, c0)
		c0, t2 = macCarry(x, b[2], t2, c0)
		c0, t3 = macCarry(x, b[3], t3, c0)
		t4, c0 = bits.Add64(t4, c0, 0)
		// t = (t + m·n)/2^64 for the m that makes it even
		m := t0 * orderInverse
		c1, _ = macCarry(m, order[0], t0, 0)
		c1, t0 = macCarry(m, order[1], t1, c1)
		c1, t1 = macCarry(m, order[2], t2, c1)
		c1, t2 = macCarry(m, order[3], t3, c1)
		t3, c1 = bits.Add64(t4, c1, 0)
		t4 = c0 + c1
	}
	r[0], r[1], r[2], r[3] = t0, t1, t2, t3
	r.reduce(t4)
}

// macCarry returns x·y + a + b, which fits into two words.
func macCarry(x, y, a, b uint64) (hi, lo uint64) {
	hi, lo = bits.Mul64(x, y)
	lo, c := bits.Add64(lo, a, 0)
	hi, _ = bits.Add64(hi, 0, c)
	lo, c = bits.Add64(lo, b, 0)
	hi, _ = bits.Add64(hi, 0, c)
	return hi, lo
}

// inverse sets r = 1/a, and 0 for 0.
func (r *scalar) inverse(a *scalar) {
	*r = orderModulus.inverted((*[4]uint64)(a))
}
