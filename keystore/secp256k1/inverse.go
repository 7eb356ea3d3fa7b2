package secp256k1

import "math/bits"

// Inverses by division steps: Bernstein and Yang, "Fast constant-time gcd
// computation and modular inversion", with the starting value of 1/2 for δ, for
// which 590 steps suffice for 256 bits (Wuille's bound). A power a^(m-2) would
// take three to six times as long.
//
// Ten rounds of 62 steps each look at the lowest words alone and give a matrix,
// which then is applied to the whole numbers.

// signed is v[0] + 2^62·v[1] + … + 2^248·v[4]; lower limbs are in 0..2^62-1 and the
// highest has the sign.
type signed [5]int64

const (
	steps  = 62
	rounds = 10 // rounds·steps ≥ 590
	mask62 = 1<<62 - 1
)

// modulus is a prime and its inverse modulo 2^62.
type modulus struct {
	m       signed
	inverse uint64
}

var (
	fieldModulus = modulus{signed{0x3FFFFFFEFFFFFC2F, mask62, mask62, mask62, 0xFF}, 0x27C7F6E22DDACACF}
	orderModulus = modulus{signed{0x3FD25E8CD0364141, 0x2ABB739ABD2280EE, 0x3FFFFFFFFFFFFFEB, mask62, 0xFF}, 0x34F20099AA774EC1}
)

// inverted returns 1/x for words of x below the modulus, lowest first; 0 for 0.
func (p *modulus) inverted(x *[4]uint64) [4]uint64 {
	f, g := p.m, toSigned(x)
	var d signed
	e := signed{1}
	zeta := int64(-1) // -(δ + 1/2)
	for range rounds {
		var t matrix
		zeta = t.divide(zeta, uint64(f[0])|uint64(f[1])<<62, uint64(g[0])|uint64(g[1])<<62)
		t.applyMod(&d, &e, p)
		t.apply(&f, &g)
	}
	// Now g = 0 and f = ±1, and d = ±1/x.
	d.normalize(f[4]>>63, &p.m)
	return d.words()
}

// matrix is what a round of division steps does to (f, g), times 2^62.
type matrix struct{ u, v, q, r int64 }

// divide computes the matrix of 62 division steps from the lowest words of f and g.
// In a step, δ > 0 and g odd exchange f and g with a sign; then g loses its lowest
// bit. All is done with masks.
func (t *matrix) divide(zeta int64, f, g uint64) int64 {
	u, v, q, r := uint64(1), uint64(0), uint64(0), uint64(1)
	for range steps {
		swap := uint64(zeta >> 63) // all ones where δ > 0
		odd := -(g & 1)
		// g ± f where g is odd, minus where there will be an exchange
		g += ((f ^ swap) - swap) & odd
		q += ((u ^ swap) - swap) & odd
		r += ((v ^ swap) - swap) & odd
		swap &= odd
		zeta = (zeta ^ int64(swap)) - 1
		// the old g into f
		f += g & swap
		u += q & swap
		v += r & swap
		g >>= 1
		u <<= 1
		v <<= 1
	}
	*t = matrix{int64(u), int64(v), int64(q), int64(r)}
	return zeta
}

// apply sets (f, g) to the matrix times (f, g), over 2^62; the division is exact.
func (t *matrix) apply(f, g *signed) {
	var cf, cg sum
	for i := range f {
		fi, gi := f[i], g[i]
		cf = cf.mac(t.u, fi).mac(t.v, gi)
		cg = cg.mac(t.q, fi).mac(t.r, gi)
		if i > 0 {
			f[i-1], g[i-1] = cf.low(), cg.low()
		}
		cf, cg = cf.shifted(), cg.shifted()
	}
	f[4], g[4] = int64(cf.lo), int64(cg.lo)
}

// applyMod does the same to (d, e) modulo p: multiples of p make the division
// exact. Both stay between -2p and p.
func (t *matrix) applyMod(d, e *signed, p *modulus) {
	// One p more for each negative number keeps the bounds.
	dNegative, eNegative := d[4]>>63, e[4]>>63
	md := t.u&dNegative + t.v&eNegative
	me := t.q&dNegative + t.r&eNegative
	// The multiples that make the lowest 62 bits zero.
	cd := sum{}.mac(t.u, d[0]).mac(t.v, e[0])
	ce := sum{}.mac(t.q, d[0]).mac(t.r, e[0])
	md -= int64((p.inverse*cd.lo + uint64(md)) & mask62)
	me -= int64((p.inverse*ce.lo + uint64(me)) & mask62)
	cd = cd.mac(p.m[0], md).shifted()
	ce = ce.mac(p.m[0], me).shifted()
	for i := 1; i < len(d); i++ {
		cd = cd.mac(t.u, d[i]).mac(t.v, e[i]).mac(p.m[i], md)
		ce = ce.mac(t.q, d[i]).mac(t.r, e[i]).mac(p.m[i], me)
		d[i-1], e[i-1] = cd.low(), ce.low()
		cd, ce = cd.shifted(), ce.shifted()
	}
	d[4], e[4] = int64(cd.lo), int64(ce.lo)
}

// normalize brings v, between -2m and m, into 0..m-1, negated where mask is all ones.
func (v *signed) normalize(mask int64, m *signed) {
	v.addMasked(m, v[4]>>63)
	for i := range v {
		v[i] = (v[i] ^ mask) - mask
	}
	v.carry()
	v.addMasked(m, v[4]>>63)
}

func (v *signed) addMasked(m *signed, mask int64) {
	for i := range v {
		v[i] += m[i] & mask
	}
	v.carry()
}

// carry brings the lower limbs into 0..2^62-1.
func (v *signed) carry() {
	for i := range 4 {
		v[i+1] += v[i] >> 62
		v[i] &= mask62
	}
}

func toSigned(x *[4]uint64) signed {
	return signed{
		int64(x[0] & mask62),
		int64((x[0]>>62 | x[1]<<2) & mask62),
		int64((x[1]>>60 | x[2]<<4) & mask62),
		int64((x[2]>>58 | x[3]<<6) & mask62),
		int64(x[3] >> 56),
	}
}

func (v *signed) words() [4]uint64 {
	return [4]uint64{
		uint64(v[0]) | uint64(v[1])<<62,
		uint64(v[1])>>2 | uint64(v[2])<<60,
		uint64(v[2])>>4 | uint64(v[3])<<58,
		uint64(v[3])>>6 | uint64(v[4])<<56,
	}
}

// sum is a signed number of 128 bits.
type sum struct{ lo, hi uint64 }

// mac returns s + a·b.
func (s sum) mac(a, b int64) sum {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	hi -= uint64(a>>63)&uint64(b) + uint64(b>>63)&uint64(a)
	lo, c := bits.Add64(s.lo, lo, 0)
	hi, _ = bits.Add64(s.hi, hi, c)
	return sum{lo, hi}
}

// low is the limb of the lowest 62 bits, shifted what is above it.
func (s sum) low() int64 { return int64(s.lo & mask62) }

func (s sum) shifted() sum { return sum{s.lo>>62 | s.hi<<2, uint64(int64(s.hi) >> 62)} }
