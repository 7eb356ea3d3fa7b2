package secp256k1

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

var bigP, _ = new(big.Int).SetString("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f", 16)

// big is the value of an element of any form, mod p.
func (r *field) big() *big.Int {
	v := new(big.Int)
	for _, l := range []uint64{r.l4, r.l3, r.l2, r.l1, r.l0} {
		v.Lsh(v, 52)
		v.Add(v, new(big.Int).SetUint64(l))
	}
	return v.Mod(v, bigP)
}

// anyField draws elements with limbs of up to the given units, often at the bound.
func anyField(units uint64) *rapid.Generator[field] {
	limb := rapid.OneOf(
		rapid.Uint64Range(0, units*(1<<52+1<<46)),
		rapid.SampledFrom([]uint64{0, 1, mask52, mask48, units * (1<<52 + 1<<46)}),
	)
	return rapid.Custom(func(t *rapid.T) field {
		return field{limb.Draw(t, "l0"), limb.Draw(t, "l1"), limb.Draw(t, "l2"), limb.Draw(t, "l3"), limb.Draw(t, "l4")}
	})
}

func oneUnit(t *rapid.T, what string, f *field) {
	for i, l := range []uint64{f.l0, f.l1, f.l2, f.l3, f.l4} {
		if l > 1<<52+1<<46 {
			t.Fatalf("%s: limb %d has more than one unit: %x", what, i, l)
		}
	}
}

func TestFieldAgainstBigInt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyField(8).Draw(t, "a"), anyField(8).Draw(t, "b")
		same := func(what string, got *field, want *big.Int) {
			t.Helper()
			if got.big().Cmp(want.Mod(want, bigP)) != 0 {
				t.Fatalf("%s: %x, want %x", what, got.big(), want)
			}
		}
		x, y := a.big(), b.big()
		var r field
		r.mul(&a, &b)
		same("mul", &r, new(big.Int).Mul(x, y))
		oneUnit(t, "mul", &r)
		r.add(&a, &b)
		same("add", &r, new(big.Int).Add(x, y))
		r.sub(&a, &b, 8)
		same("sub", &r, new(big.Int).Sub(x, y))
		r.mulSmall(&a, 21)
		same("mulSmall", &r, new(big.Int).Mul(x, big.NewInt(21)))
		oneUnit(t, "mulSmall", &r)
		r = a
		r.normal()
		same("normal", &r, x)
		bytes := r.bytes()
		if new(big.Int).SetBytes(bytes[:]).Cmp(x) != 0 {
			t.Fatalf("bytes: %x, want %x", bytes, x)
		}
		var back field
		w := r.pack()
		if back.unpack(&w); back != r {
			t.Fatalf("unpacked %x, want %x", back, r)
		}
		r.inverse(&a)
		if x.Sign() == 0 {
			same("inverse of zero", &r, new(big.Int))
		} else {
			same("inverse", &r, new(big.Int).ModInverse(x, bigP))
		}
	})
}

// TestFieldNormalAtP walks over the edges where the last subtraction decides.
func TestFieldNormalAtP(t *testing.T) {
	for _, base := range []*big.Int{new(big.Int), bigP, new(big.Int).Lsh(big.NewInt(1), 256)} {
		for d := int64(-3); d <= 3; d++ {
			v := new(big.Int).Add(base, big.NewInt(d))
			if v.Sign() < 0 {
				continue
			}
			var f field
			m := new(big.Int).Set(v)
			for _, l := range []*uint64{&f.l0, &f.l1, &f.l2, &f.l3, &f.l4} {
				*l = new(big.Int).And(m, big.NewInt(mask52)).Uint64()
				m.Rsh(m, 52)
			}
			f.normal()
			b := f.bytes()
			if want := v.Mod(v, bigP); new(big.Int).SetBytes(b[:]).Cmp(want) != 0 {
				t.Errorf("normal(%x) = %x", want, b)
			}
		}
	}
}

func BenchmarkFieldMul(b *testing.B) {
	x, y := field{1, 2, 3, 4, 5}, field{mask52, mask52, mask52, mask52, mask48}
	for b.Loop() {
		x.mul(&x, &y)
	}
}

func BenchmarkFieldInverse(b *testing.B) {
	x := field{mask52, mask52, mask52, mask52, mask48}
	for b.Loop() {
		x.inverse(&x)
	}
}
