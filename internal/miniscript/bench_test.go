package miniscript

import "testing"

// benchText is a wallet that decays from two of three to one key after a time.
const benchText = "or_d(multi(2,A,B,C),and_v(v:pkh(D),older(52560)))"

func benchExpression(b *testing.B) *Expression {
	e, err := Parse(benchText, P2WSH, letterKey)
	if err != nil {
		b.Fatal(err)
	}
	return derived(b, e)
}

// BenchmarkAddress is what one address of a wallet costs here.
func BenchmarkAddress(b *testing.B) {
	e := benchExpression(b)
	for b.Loop() {
		d, err := e.WithKeys(testPubKeys[P2WSH][:4])
		if err != nil {
			b.Fatal(err)
		}
		if _, err := d.Script(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFinalize is what one input costs a finalizer here.
func BenchmarkFinalize(b *testing.B) {
	script, err := benchExpression(b).Script()
	if err != nil {
		b.Fatal(err)
	}
	have := Available{Signature: sizedSignatures(P2WSH, 71, 71, 71), Spend: Spend{Version: 2}}
	lookup := func([20]byte) ([]byte, bool) { return testPubKeys[P2WSH][3], true }
	for b.Loop() {
		e, err := Decode(script, P2WSH, lookup)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := e.Satisfy(have); err != nil {
			b.Fatal(err)
		}
	}
}
