package secp256k1

import "encoding/binary"

// field is an element of GF(p), p = 2^256 - 2^32 - 977, as
// l[0] + 2^52·l[1] + 2^104·l[2] + 2^156·l[3] + 2^208·l[4].
//
// Limbs are not unique: results of mul and weak have limbs of at most
// one unit, 2^52 + 2^46, the value being below about 2^260; add and sub let them
// grow by whole units without a carry. mul takes limbs of up to eight
// units: five products of 64 units² and the folded part stay below 2^113, and
// what is carried out of a column below 2^62. Only normal gives the unique form.
//
// No operation branches or indexes on limbs.
type field struct{ l0, l1, l2, l3, l4 uint64 }

const (
	mask52 = 1<<52 - 1
	mask48 = 1<<48 - 1

	fold256 = 0x1000003D1  // 2^256 mod p
	fold260 = 0x1000003D10 // 2^260 mod p
)

var fieldOne = field{l0: 1}

// bytes writes a normal element as a big-endian number.
func (r *field) bytes() (b [32]byte) {
	w := r.pack()
	binary.BigEndian.PutUint64(b[24:], w[0])
	binary.BigEndian.PutUint64(b[16:], w[1])
	binary.BigEndian.PutUint64(b[8:], w[2])
	binary.BigEndian.PutUint64(b[0:], w[3])
	return b
}

// packed is a normal element in four full words, the form of the table: a fifth
// less to read when a row is scanned.
type packed [4]uint64

func (r *field) pack() packed {
	return packed{
		r.l0 | r.l1<<52,
		r.l1>>12 | r.l2<<40,
		r.l2>>24 | r.l3<<28,
		r.l3>>36 | r.l4<<16,
	}
}

func (r *field) unpack(w *packed) {
	r.l0 = w[0] & mask52
	r.l1 = (w[0]>>52 | w[1]<<12) & mask52
	r.l2 = (w[1]>>40 | w[2]<<24) & mask52
	r.l3 = (w[2]>>28 | w[3]<<36) & mask52
	r.l4 = w[3] >> 16
}

// add sets r = a + b; units add up.
func (r *field) add(a, b *field) {
	r.l0 = a.l0 + b.l0
	r.l1 = a.l1 + b.l1
	r.l2 = a.l2 + b.l2
	r.l3 = a.l3 + b.l3
	r.l4 = a.l4 + b.l4
}

// sub sets r = a - b for b of at most units units. It adds 16p·(units+1), whose
// limbs are all above those of b; the result has units+1 more units than a.
func (r *field) sub(a, b *field, units uint64) {
	k := units + 1
	r.l0 = a.l0 + k*(1<<52-fold260) - b.l0
	r.l1 = a.l1 + k*mask52 - b.l1
	r.l2 = a.l2 + k*mask52 - b.l2
	r.l3 = a.l3 + k*mask52 - b.l3
	r.l4 = a.l4 + k*mask52 - b.l4
}

// mulSmall sets r = a·k, one unit, for units(a)·k below 1,000.
func (r *field) mulSmall(a *field, k uint64) {
	*r = field{a.l0 * k, a.l1 * k, a.l2 * k, a.l3 * k, a.l4 * k}
	r.weak()
}

// weak brings limbs of any size below 2^63 down to one unit.
func (r *field) weak() {
	l1 := r.l1 + r.l0>>52
	l2 := r.l2 + l1>>52
	l3 := r.l3 + l2>>52
	l4 := r.l4 + l3>>52
	l0 := r.l0&mask52 + (l4>>52)*fold260
	r.l0 = l0 & mask52
	r.l1 = l1&mask52 + l0>>52
	r.l2 = l2 & mask52
	r.l3 = l3 & mask52
	r.l4 = l4 & mask52
}

// normal brings r to its unique form, below p.
func (r *field) normal() {
	r.weak()
	// Below 2^256 and a little: the part above bit 256 is at most 16.
	top := r.l4 >> 48
	r.l4 &= mask48
	r.l0 += top * fold256
	r.carry()
	// Now r < 2^256 + 2^37, maybe still ≥ p: adding 2^256-p carries out of bit
	// 256 exactly then, and the carry is thrown away.
	s := *r
	s.l0 += fold256
	s.carry()
	over := -(s.l4 >> 48) // all ones when r ≥ p; s.l4>>48 is 0 or 1
	s.l4 &= mask48
	r.choose(&s, over)
}

// carry moves what is above 52 bits of the lower limbs up; the top limb grows.
func (r *field) carry() {
	r.l1 += r.l0 >> 52
	r.l0 &= mask52
	r.l2 += r.l1 >> 52
	r.l1 &= mask52
	r.l3 += r.l2 >> 52
	r.l2 &= mask52
	r.l4 += r.l3 >> 52
	r.l3 &= mask52
}

// choose sets r = a where mask is all ones, and leaves it where mask is zero.
func (r *field) choose(a *field, mask uint64) {
	r.l0 ^= (r.l0 ^ a.l0) & mask
	r.l1 ^= (r.l1 ^ a.l1) & mask
	r.l2 ^= (r.l2 ^ a.l2) & mask
	r.l3 ^= (r.l3 ^ a.l3) & mask
	r.l4 ^= (r.l4 ^ a.l4) & mask
}

// isOdd is the lowest bit of a normal element.
func (r *field) isOdd() uint64 { return r.l0 & 1 }

// inverse sets r = 1/a, normal, and 0 for 0.
func (r *field) inverse(a *field) {
	t := *a
	t.normal()
	w := t.pack()
	w = fieldModulus.inverted((*[4]uint64)(&w))
	r.unpack(&w)
}
