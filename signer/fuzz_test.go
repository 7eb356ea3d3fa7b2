package signer

import (
	"encoding/json"
	"testing"

	"coldsign/psbt"
)

// FuzzReview takes any packet that parses through the line: nothing panics, the
// JSON is JSON, the id is the id of these bytes, and what is refused is not
// approved.
func FuzzReview(f *testing.F) {
	w := newWorld(f)
	for _, c := range breaches {
		b := newBuilder(f, w, w.single)
		if c.wallet != nil {
			b = newBuilder(f, w, c.wallet(w))
		}
		c.breaks(b)
		f.Add(b.packet().Bytes())
		w.single.Checked = true
	}
	known := newBuilder(f, w, w.single).known
	limits := DefaultLimits()
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := psbt.Parse(raw)
		if err != nil {
			return
		}
		a := Analyze(p, known)
		r := NewReview(a, Check(a, limits), limits)
		out, err := r.JSON()
		if err != nil || !json.Valid(out) {
			t.Fatalf("no JSON: %v", err)
		}
		for i := range a.Outputs {
			if o := a.Outputs[i].Owner; o != nil && string(o.Script.ScriptPubKey) != string(a.Outputs[i].Script) {
				t.Fatalf("output %d is not its owner's", i)
			}
		}
		approval, refusal := r.Approve(r.ID(), r.rulesOf(Confirm))
		if (approval == nil) != (r.Verdict() == string(Refused)) || (refusal == nil) == (approval == nil) {
			t.Fatalf("verdict %s, approval %v", r.Verdict(), approval)
		}
		if approval == nil {
			return
		}
		signed, _, err := Sign(approval, w.a)
		if err == nil && len(signed.Inputs) != len(p.Inputs) {
			t.Fatal("another number of inputs")
		}
	})
}
