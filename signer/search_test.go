package signer

import (
	"testing"

	"pgregory.net/rapid"

	"coldsign/psbt"
)

// TestStrippedRecords takes any of the records of a transaction away: whose its coins
// and outputs are, and every sum, stays as it was, and it is signed all the same.
func TestStrippedRecords(t *testing.T) {
	w := newWorld(t)
	wallets := newBuilder(t, w, w.single).known.Wallets
	rounds(t, func(rt *rapid.T) {
		b := newBuilder(t, w, rapid.SampledFrom(wallets).Draw(rt, "wallet"))
		b.embellish(rt, b.ins[0].wallet)
		whole := b.analyze()
		b.edit(func(p *psbt.Packet) {
			for i := range p.Inputs {
				strip(rt, &p.Inputs[i], inputFields)
			}
			for i := range p.Outputs {
				strip(rt, &p.Outputs[i], outputFields)
			}
		})
		stripped := b.analyze()
		if whole.Totals != stripped.Totals {
			rt.Fatalf("%+v became %+v", whole.Totals, stripped.Totals)
		}
		for i := range whole.Inputs {
			sameOwner(rt, whole.Inputs[i].Owner, stripped.Inputs[i].Owner)
			if whole.Inputs[i].Standing != stripped.Inputs[i].Standing {
				rt.Fatalf("input %d: %s became %s", i, whole.Inputs[i].Standing, stripped.Inputs[i].Standing)
			}
		}
		for i := range whole.Outputs {
			sameOwner(rt, whole.Outputs[i].Owner, stripped.Outputs[i].Owner)
			if whole.Outputs[i].Kind != stripped.Outputs[i].Kind {
				rt.Fatalf("output %d: %s became %s", i, whole.Outputs[i].Kind, stripped.Outputs[i].Kind)
			}
		}
		r := NewReview(stripped, Check(stripped, b.limits), b.limits)
		var acks []string
		for _, f := range r.Findings() {
			if f.Severity == Confirm {
				acks = append(acks, f.Rule)
			}
		}
		approval, refusal := r.Approve(r.ID(), acks)
		if refusal != nil {
			rt.Fatal(refusal)
		}
		if _, result, err := Sign(approval, w.a); err != nil || result.Added < len(b.ins) {
			rt.Fatalf("signed %+v, %v", result, err)
		}
	})
}

// strip drops some of a map's records, and the scripts that a wallet tells.
func strip(t *rapid.T, m *psbt.Map, f fieldTypes) {
	var kept psbt.Map
	for _, p := range *m {
		switch p.Type {
		case f.derivation, f.tapDerivation, f.redeem, f.witness:
			if rapid.Bool().Draw(t, "strip") {
				continue
			}
		}
		kept = append(kept, p)
	}
	*m = kept
}

func sameOwner(t *rapid.T, a, b *Owned) {
	if (a == nil) != (b == nil) || a != nil && (a.Wallet != b.Wallet || a.Branch != b.Branch || a.Index != b.Index) {
		t.Fatalf("owner %+v became %+v", a, b)
	}
}

// TestSearchIsBounded: an index at the end of the range that a true record proves does
// not make the search walk there, and what lies around it is found all the same.
func TestSearchIsBounded(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.single)
	b.outs[1].index = 1<<31 - 1
	b.ins[0].index = 1<<31 - 400
	hideInput(0)(b)
	a := b.analyze()
	if o := a.Inputs[0].Owner; o == nil || o.Index != 1<<31-400 {
		t.Errorf("owner %+v", o)
	}
	if a.Searched.Last > searchLast || a.Searched.TooMany {
		t.Errorf("searched %+v", a.Searched)
	}
}

// TestSearchGoesOn: what is found tells that the wallet is in use so far, and the search
// goes on from there.
func TestSearchGoesOn(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.single)
	b.ins[0].index, b.ins[1].index, b.outs[1].index = 990, 1_900, 2_850
	for i := range b.ins {
		hideInput(i)(b)
	}
	b.edit(func(p *psbt.Packet) { drop(&p.Outputs[1], psbt.OutBIP32Derivation) })
	a := b.analyze()
	if a.Inputs[0].Owner == nil || a.Inputs[1].Owner == nil || a.Outputs[1].Kind != Change {
		t.Errorf("%v, %v, %s", a.Inputs[0].Owner, a.Inputs[1].Owner, a.Outputs[1].Kind)
	}
}

// TestSearchIsRefused says that it did not search when that would take for ever.
func TestSearchIsRefused(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.single)
	for range searchKeys/(2*searchAhead) + 1 {
		b.known.Wallets = append(b.known.Wallets, w.other)
	}
	if f := finding(b.findings(), "foreign-inputs"); f != nil {
		t.Errorf("nothing was foreign: %+v", f)
	}
	b.ins[1].wallet, b.ins[1].script = nil, strangerScript(9)
	if f := finding(b.findings(), "foreign-inputs"); f == nil || f.Severity != Refuse {
		t.Errorf("%+v", f)
	}
}

// TestMasterWallet signs for a wallet that begins at the master key itself.
func TestMasterWallet(t *testing.T) {
	w := newWorld(t)
	for _, template := range []string{"wpkh(%)", "pkh(%)", "tr(%)"} {
		b := newBuilder(t, w, w.single)
		elsewhere(b, template)
		if _, result, err := Sign(b.approved(), w.a); err != nil || !result.Complete {
			t.Errorf("%s: %v", template, err)
		}
	}
}

// BenchmarkUnclaimed reviews 5,000 inputs of which none has its record, beside the same
// with all of them.
func BenchmarkUnclaimed(b *testing.B) {
	w := newWorld(b)
	for _, stripped := range []bool{false, true} {
		name := map[bool]string{false: "with records", true: "without"}[stripped]
		b.Run(name, func(b *testing.B) {
			m := many(b, w, w.single, 5000)
			if stripped {
				m.edit(func(p *psbt.Packet) {
					for i := range p.Inputs {
						drop(&p.Inputs[i], psbt.InBIP32Derivation)
					}
				})
			}
			p := m.packet()
			b.ResetTimer()
			for range b.N {
				Analyze(p, m.known)
			}
		})
	}
}
