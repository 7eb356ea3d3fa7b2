package secp256k1

import (
	"math/big"
	"testing"
)

// TestInverseEdges walks over numbers that random ones are not like: small ones,
// powers of two, their neighbours and negatives, and those whose inverses are such.
func TestInverseEdges(t *testing.T) {
	for name, p := range map[string]*modulus{"p": &fieldModulus, "n": &orderModulus} {
		words := p.m.words()
		m := (*scalar)(&words).big()
		check := func(x *big.Int) {
			x = new(big.Int).Mod(x, m)
			if x.Sign() == 0 {
				return
			}
			var w [4]uint64
			for i := range w {
				w[i] = new(big.Int).And(new(big.Int).Rsh(x, uint(64*i)), new(big.Int).SetUint64(1<<64-1)).Uint64()
			}
			w = p.inverted(&w)
			if got, want := (*scalar)(&w).big(), new(big.Int).ModInverse(x, m); got.Cmp(want) != 0 {
				t.Fatalf("1/%x mod %s: %x, want %x", x, name, got, want)
			}
		}
		for e := range uint(257) {
			for d := int64(-3); d <= 3; d++ {
				x := new(big.Int).Add(new(big.Int).Lsh(big.NewInt(1), e), big.NewInt(d))
				check(x)
				check(new(big.Int).Neg(x))
				if y := new(big.Int).Mod(x, m); y.Sign() != 0 {
					check(y.ModInverse(y, m))
				}
			}
		}
		if p.inverted(new([4]uint64)) != [4]uint64{} {
			t.Errorf("1/0 mod %s is not 0", name)
		}
	}
}
