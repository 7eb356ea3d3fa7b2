package secp256k1

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func (r *scalar) big() *big.Int {
	b := r.bytes()
	return new(big.Int).SetBytes(b[:])
}

func scalarOf(v *big.Int) (s scalar) {
	var b [32]byte
	new(big.Int).Mod(v, order.big()).FillBytes(b[:])
	s.setBytes(&b)
	return s
}

// anyScalar draws scalars, often near 0, n/2 and n, or with long runs of equal bits.
func anyScalar() *rapid.Generator[scalar] {
	return rapid.Custom(func(t *rapid.T) scalar {
		base := rapid.SampledFrom([]*big.Int{
			new(big.Int), new(big.Int).Rsh(order.big(), 1), order.big(), new(big.Int).Lsh(big.NewInt(1), 128), nil, nil,
		}).Draw(t, "base")
		if base == nil {
			b := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "bytes")
			zeros := rapid.IntRange(0, 31).Draw(t, "leading zero bytes")
			clear(b[:zeros])
			return scalarOf(new(big.Int).SetBytes(b))
		}
		return scalarOf(new(big.Int).Add(base, big.NewInt(rapid.Int64Range(-4, 4).Draw(t, "offset"))))
	})
}

func TestScalarConstants(t *testing.T) {
	n := order.big()
	if got := new(big.Int).Exp(big.NewInt(2), big.NewInt(512), n); got.Cmp(montgomery2.big()) != 0 {
		t.Errorf("2^512 mod n is %x", got)
	}
	word := new(big.Int).Lsh(big.NewInt(1), 64)
	inverse := new(big.Int).ModInverse(n, word)
	if inverse.Sub(word, inverse).Uint64() != orderInverse {
		t.Errorf("-1/n mod 2^64 is %x", inverse)
	}
	for name, c := range map[string]struct {
		p    *modulus
		want *big.Int
	}{"p": {&fieldModulus, bigP}, "n": {&orderModulus, n}} {
		words := c.p.m.words()
		if got := (*scalar)(&words).big(); got.Cmp(c.want) != 0 {
			t.Errorf("modulus %s is %x", name, got)
		}
		if uint64(c.p.m[0])*c.p.inverse&mask62 != 1 {
			t.Errorf("modulus %s: wrong inverse mod 2^62", name)
		}
	}
}

func TestScalarAgainstBigInt(t *testing.T) {
	n := order.big()
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyScalar().Draw(t, "a"), anyScalar().Draw(t, "b")
		x, y := a.big(), b.big()
		same := func(what string, got *scalar, want *big.Int) {
			t.Helper()
			if got.big().Cmp(want.Mod(want, n)) != 0 {
				t.Fatalf("%s: %x, want %x", what, got.big(), want)
			}
		}
		var r scalar
		r.add(&a, &b)
		same("add", &r, new(big.Int).Add(x, y))
		r.mul(&a, &b)
		same("mul", &r, new(big.Int).Mul(x, y))
		r = a
		r.negateIf(0)
		same("negateIf 0", &r, x)
		r.negateIf(1)
		same("negateIf 1", &r, new(big.Int).Neg(x))
		r.halve(&a)
		same("halve", new(scalar), new(big.Int)) // zero prints as zero
		r.add(&r, &r)
		same("twice the half", &r, x)
		if high := new(big.Int).Lsh(x, 1).Cmp(n) > 0; high != (a.isHigh() == 1) {
			t.Fatalf("isHigh(%x) = %d", x, a.isHigh())
		}
		r.inverse(&a)
		if x.Sign() == 0 {
			same("inverse of zero", &r, new(big.Int))
		} else {
			same("inverse", &r, new(big.Int).ModInverse(x, n))
		}
	})
}

func TestScalarSetBytesReduces(t *testing.T) {
	for d, inRange := range map[int64]bool{-1: true, 0: false, 5: false} {
		v := new(big.Int).Add(order.big(), big.NewInt(d))
		var b [32]byte
		v.FillBytes(b[:])
		var s scalar
		if got := s.setBytes(&b); got != inRange {
			t.Errorf("n%+d: in range %v, want %v", d, got, inRange)
		}
		if want := new(big.Int).Mod(v, order.big()); s.big().Cmp(want) != 0 {
			t.Errorf("n%+d: read %x, want %x", d, s.big(), want)
		}
	}
}

func BenchmarkScalarProduct(b *testing.B) {
	x := scalar{1, 2, 3, 4}
	for b.Loop() {
		x.reducedProduct(&x, &montgomery2)
	}
}

func BenchmarkScalarInverse(b *testing.B) {
	x := scalar{1, 2, 3, 4}
	for b.Loop() {
		x.inverse(&x)
	}
}
