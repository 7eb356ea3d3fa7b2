package secp256k1

import (
	"math/big"
	"testing"

	decred "github.com/decred/dcrd/dcrec/secp256k1/v4"
	"pgregory.net/rapid"
)

// decredBase is k·G by the library, whose time depends on k.
func decredBase(k *scalar) (x, y [32]byte) {
	b := k.bytes()
	var m decred.ModNScalar
	m.SetBytes(&b)
	var p decred.JacobianPoint
	decred.ScalarBaseMultNonConst(&m, &p)
	p.ToAffine()
	return *p.X.Bytes(), *p.Y.Bytes()
}

func sameAsDecred(t interface{ Fatalf(string, ...any) }, k *scalar) {
	p := new(Scratch).baseMult(k)
	x, y := decredBase(k)
	if p.x.bytes() != x || p.y.bytes() != y {
		t.Fatalf("%x·G: (%x, %x), want (%x, %x)", k.bytes(), p.x.bytes(), p.y.bytes(), x, y)
	}
}

func TestBaseMultAgainstLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := anyScalar().Draw(t, "k")
		if k.isZero() {
			k = scalar{1}
		}
		sameAsDecred(t, &k)
	})
}

// TestBaseMultEdges walks over what random numbers do not meet: small scalars,
// powers of two and their neighbours, and their negatives, in which the complete
// addition meets equal and opposite points.
func TestBaseMultEdges(t *testing.T) {
	for e := range 256 {
		for d := int64(-2); d <= 2; d++ {
			k := scalarOf(new(big.Int).Add(new(big.Int).Lsh(big.NewInt(1), uint(e)), big.NewInt(d)))
			if k.isZero() {
				continue
			}
			sameAsDecred(t, &k)
			k.negateIf(1)
			sameAsDecred(t, &k)
		}
	}
}

func TestAddIsComplete(t *testing.T) {
	var infinity projective
	infinity.y = fieldOne
	minus := generator
	minus.y.sub(&field{}, &generator.y, 1)
	minus.y.normal()
	two := scalar{2}
	double := new(Scratch).baseMult(&two)
	for name, c := range map[string]struct {
		p    affine
		q    affine
		want *affine
	}{
		"equal":    {generator, generator, &double},
		"opposite": {generator, minus, nil},
		"other":    {double, minus, &generator},
	} {
		var p projective
		p.setAffine(&c.p)
		p.add(&c.q)
		p.z.normal()
		if c.want == nil {
			if p.z != (field{}) {
				t.Errorf("%s: not infinity", name)
			}
			continue
		}
		if got := p.affine(); got != *c.want {
			t.Errorf("%s: got %x", name, got.x.bytes())
		}
	}
	infinity.add(&double)
	if got := infinity.affine(); got != double {
		t.Errorf("infinity + 2G: got %x", got.x.bytes())
	}
}

func BenchmarkBaseMult(b *testing.B) {
	baseTable()
	k := scalarOf(new(big.Int).Rsh(order.big(), 1))
	b.ReportAllocs()
	for b.Loop() {
		new(Scratch).baseMult(&k)
	}
}

func BenchmarkPointAdd(b *testing.B) {
	var p projective
	p.setAffine(&generator)
	for b.Loop() {
		p.add(&generator)
	}
}

func BenchmarkPick(b *testing.B) {
	var q affine
	t := baseTable()
	for b.Loop() {
		q.pick(&t[3], 7)
	}
}

func BenchmarkBaseMultDecred(b *testing.B) {
	k := scalarOf(new(big.Int).Rsh(order.big(), 1))
	for b.Loop() {
		decredBase(&k)
	}
}
