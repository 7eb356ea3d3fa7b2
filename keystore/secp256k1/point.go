package secp256k1

// affine is a point of the curve y² = x³ + 7 other than infinity.
type affine struct{ x, y field }

// generator is G.
var generator = affine{
	x: field{0x2815B16F81798, 0xDB2DCE28D959F, 0xE870B07029BFC, 0xBBAC55A06295C, 0x79BE667EF9DC},
	y: field{0x7D08FFB10D4B8, 0x48A68554199C4, 0xE1108A8FD17B4, 0xC4655DA4FBFC0, 0x483ADA7726A3},
}

// projective is a point (x/z, y/z), or infinity where z is 0. Its coordinates
// have at most three units.
type projective struct{ x, y, z field }

func (p *projective) setAffine(q *affine) { *p = projective{q.x, q.y, fieldOne} }

// add sets p = p + q by the complete formulas for curves with a = 0 (Renes,
// Costello, Batina, "Complete addition formulas for prime order elliptic
// curves", algorithm 8, 3b = 21): one straight line of operations for every p
// and q, equal, opposite or infinite, so nothing depends on what they are.
// The comments count units.
func (p *projective) add(q *affine) {
	var xx, yy, cross, yz, xz, s, t, u, v field
	xx.mul(&p.x, &q.x)       // 1
	yy.mul(&p.y, &q.y)       // 1
	s.add(&q.x, &q.y)        // 2
	t.add(&p.x, &p.y)        // 6
	cross.mul(&s, &t)        // 1
	t.add(&xx, &yy)          // 2
	cross.sub(&cross, &t, 2) // 4: x1·y2 + x2·y1
	yz.mul(&q.y, &p.z)       // 1
	yz.add(&yz, &p.y)        // 4: y2·z1 + y1
	xz.mul(&q.x, &p.z)       // 1
	xz.add(&xz, &p.x)        // 4: x2·z1 + x1
	xz.mulSmall(&xz, 21)     // 1
	u.mulSmall(&p.z, 21)     // 1
	v.sub(&yy, &u, 1)        // 3: y1·y2 - 3b·z1
	u.add(&yy, &u)           // 2: y1·y2 + 3b·z1
	s.add(&xx, &xx)
	xx.add(&s, &xx) // 3: 3·x1·x2

	s.mul(&cross, &v)
	t.mul(&yz, &xz)
	p.x.sub(&s, &t, 1) // 3
	s.mul(&xz, &xx)
	t.mul(&v, &u)
	p.y.add(&s, &t) // 2
	s.mul(&xx, &cross)
	t.mul(&u, &yz)
	p.z.add(&s, &t) // 2
}

// affine returns p, which is not infinity, in normal coordinates.
func (p *projective) affine() (q affine) {
	var z field
	z.inverse(&p.z)
	q.x.mul(&p.x, &z)
	q.y.mul(&p.y, &z)
	q.x.normal()
	q.y.normal()
	return q
}
