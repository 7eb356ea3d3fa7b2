package signer

import (
	"bytes"
	"os"
	"testing"

	"pgregory.net/rapid"

	"coldsign/psbt"
)

// rounds runs a property: 300 times, or 10,000 times in the long check.
func rounds(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	n := 300
	if testing.Short() {
		n = 100
	}
	if os.Getenv("COLDSIGN_LONG") != "" {
		n = 10_000
	}
	for range n / 100 {
		rapid.Check(t, property) // 100 rounds
	}
}

// embellish adds what is true and harmless: coins, payments, addresses of our own,
// lock times, versions.
func (b *builder) embellish(t *rapid.T, wallet *Wallet) {
	for n := rapid.IntRange(0, 3).Draw(t, "more"); n > 0; n-- {
		sats := rapid.Int64Range(20_000, 5_000_000).Draw(t, "sats")
		b.ins = append(b.ins, &coin{wallet: wallet, branch: rapid.IntRange(0, 1).Draw(t, "branch"),
			index: rapid.Uint32Range(10, 150).Draw(t, "index"), sats: sats, sequence: sequenceFinal})
		to := &destination{script: strangerScript(rapid.Byte().Draw(t, "payee")), sats: sats}
		if rapid.Bool().Draw(t, "own") {
			to = &destination{wallet: wallet, index: rapid.Uint32Range(0, 150).Draw(t, "to"), sats: sats}
		}
		b.outs = append(b.outs, to)
	}
	if rapid.Bool().Draw(t, "version 2") {
		version2(0)(b)
	}
}

// TestTruth finds nothing to acknowledge in true transactions, signs them, twice to
// the same bytes, and adds nothing but signatures.
func TestTruth(t *testing.T) {
	w := newWorld(t)
	wallets := newBuilder(t, w, w.single).known.Wallets
	rounds(t, func(rt *rapid.T) {
		wallet := rapid.SampledFrom(wallets).Draw(rt, "wallet")
		b := newBuilder(t, w, wallet)
		b.embellish(rt, wallet)
		p := b.packet()
		a := Analyze(p, b.known)
		r := NewReview(a, Check(a, b.limits), b.limits)
		if r.Verdict() != string(Ready) {
			rt.Fatalf("a false alarm\n%s", r.Text())
		}
		approval, refusal := r.Approve(r.ID(), nil)
		if refusal != nil {
			rt.Fatal(refusal)
		}
		signed, result, err := Sign(approval, w.a)
		if err != nil {
			rt.Fatal(err)
		}
		if again, _, err := Sign(approval, w.a); err != nil || !bytes.Equal(again.Bytes(), signed.Bytes()) {
			rt.Fatalf("signed again: other bytes, %v", err)
		}
		if result.Added < len(b.ins) {
			rt.Fatalf("%d signatures for %d inputs", result.Added, len(b.ins))
		}
		for i := range signed.Inputs {
			for _, f := range signatureTypes {
				drop(&signed.Inputs[i], f)
			}
		}
		if !bytes.Equal(signed.Bytes(), p.Bytes()) {
			rt.Fatal("signing changed more than signatures")
		}
	})
}

// TestLie tells one lie of a random rule among what is true and harmless.
func TestLie(t *testing.T) {
	w := newWorld(t)
	var lies []breach
	for _, c := range breaches {
		if !c.alone {
			lies = append(lies, c)
		}
	}
	rounds(t, func(rt *rapid.T) {
		lie := rapid.SampledFrom(lies).Draw(rt, "lie")
		wallet := w.single
		if lie.wallet != nil {
			wallet = lie.wallet(w)
		}
		b := newBuilder(t, w, wallet)
		lie.breaks(b)
		b.embellish(rt, wallet)
		found := finding(b.findings(), lie.rule)
		w.single.Checked = true
		if found == nil {
			rt.Fatalf("%s, %s: not found", lie.rule, lie.what)
		}
	})
}

// TestOneByte changes one byte of a reviewed packet: it does not parse, or it is
// refused, or its review has another id, which the approval is not for.
func TestOneByte(t *testing.T) {
	w := newWorld(t)
	for _, wallet := range []*Wallet{w.single, w.multi, w.tree, w.legacy} {
		b := newBuilder(t, w, wallet)
		raw := b.packet().Bytes()
		r := b.review()
		parsed := 0
		rapid.Check(t, func(rt *rapid.T) {
			bent := bytes.Clone(raw)
			bent[rapid.IntRange(0, len(raw)-1).Draw(rt, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
			p, err := psbt.Parse(bent)
			if err != nil {
				return
			}
			parsed++
			a := Analyze(p, b.known)
			other := NewReview(a, Check(a, b.limits), b.limits)
			if other.ID() == r.ID() {
				rt.Fatal("the same id")
			}
			if approval, refusal := other.Approve(r.ID(), other.rulesOf(Confirm)); approval != nil || refusal == nil {
				rt.Fatal("approved by the id of another review")
			}
		})
		if parsed == 0 {
			t.Error("no bent packet parsed: nothing was tested")
		}
	}
}
