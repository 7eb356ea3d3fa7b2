package signer

import (
	"slices"
	"testing"

	"coldsign/psbt"
)

// TestOnlySigned damages a signed packet in each way that must be noticed.
func TestOnlySigned(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.multi)
	plan := b.approved().plan
	before := plan.packet
	signed, _, err := Sign(&Approval{plan}, w.a)
	if err != nil {
		t.Fatal(err)
	}
	signatures := [][]made{make([]made, 1), make([]made, 1)}
	if err := onlySigned(before, signed, signatures, make([][]psbt.Pair, 2)); err != nil {
		t.Fatalf("an honest result: %v", err)
	}
	for what, damage := range map[string]func(p *psbt.Packet){
		"a global field more":    func(p *psbt.Packet) { set(&p.Global, 0xee, nil, []byte{1}) },
		"an input less":          func(p *psbt.Packet) { p.Inputs = p.Inputs[:1] },
		"an output less":         func(p *psbt.Packet) { p.Outputs = p.Outputs[:1] },
		"a signature more":       func(p *psbt.Packet) { set(&p.Inputs[0], psbt.InPartialSig, key(b, w.b, 1), []byte{1}) },
		"a signature less":       func(p *psbt.Packet) { drop(&p.Inputs[0], psbt.InPartialSig) },
		"a field for signature":  func(p *psbt.Packet) { drop(&p.Inputs[0], psbt.InPartialSig); set(&p.Inputs[0], 0xee, nil, nil) },
		"another value":          func(p *psbt.Packet) { p.Inputs[1][0].Value = []byte{1} },
		"another order":          func(p *psbt.Packet) { slices.Reverse(p.Inputs[1]) },
		"an output's field more": func(p *psbt.Packet) { set(&p.Outputs[0], 0xee, nil, []byte{1}) },
		"an output's field less": func(p *psbt.Packet) { drop(&p.Outputs[1], psbt.OutWitnessScript) },
	} {
		p := signed.Clone()
		damage(p)
		if onlySigned(before, p, signatures, make([][]psbt.Pair, 2)) == nil {
			t.Errorf("%s: not noticed", what)
		}
	}
}
