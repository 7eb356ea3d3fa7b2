package signer

import (
	"strings"
	"testing"

	"github.com/btcsuite/btcd/txscript/v2"

	"coldsign/psbt"
)

func pay(script []byte, amounts ...int64) func(*builder) {
	return func(b *builder) {
		for _, sats := range amounts {
			b.addOutput(&destination{script: script, sats: sats})
		}
	}
}

var payeeBreaches = []breach{
	{rule: "payee-twice", what: "the same amount", breaks: pay(strangerScript(2), 10_000, 10_000), twin: func(b *builder) {
		pay(strangerScript(2), 10_000)(b)
		pay(strangerScript(3), 10_000)(b)
	}},
	{rule: "payee-twice", what: "another amount", severity: Note, breaks: pay(strangerScript(2), 10_000, 10_001), twin: pay(strangerScript(2), 10_000)},
	{rule: "payee-twice", what: "another wallet of ours", breaks: func(b *builder) {
		b.addOutput(&destination{wallet: b.w.multi, index: 1, sats: 10_000})
		b.addOutput(&destination{wallet: b.w.multi, index: 1, sats: 10_000})
	}, twin: func(b *builder) { // what comes back is paid to nobody
		b.addOutput(&destination{wallet: b.w.nested, index: 1, sats: 10_000})
		b.addOutput(&destination{wallet: b.w.nested, index: 1, sats: 10_000})
	}},
}

// TestPayeeTwiceSays names amounts and outputs, each equal amount once, in one short
// sentence for a thousand of them.
func TestPayeeTwiceSays(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.single)
	pay(strangerScript(2), 10_000, 20_000, 10_000, 30_000, 20_000)(b)
	f := finding(b.findings(), "payee-twice")
	if f == nil || f.Severity != Confirm ||
		!strings.Contains(f.Why, "Outputs 2, 4: 0.00010000 BTC (10,000 sat), 2 times to one address. Outputs 3, 6: 0.00020000 BTC (20,000 sat), 2 times to one address.") {
		t.Errorf("%+v", f)
	}
	b = newBuilder(t, w, w.single)
	for range 1000 {
		pay(strangerScript(2), 1000)(b)
	}
	if f := finding(b.findings(), "payee-twice"); f == nil || len(f.Outputs) != 1000 || len(f.Why) > 500 {
		t.Errorf("%+v", f)
	}
}

func anchorCoin() *coin {
	return &coin{script: []byte{txscript.OP_1, 2, 0x4e, 0x73}, sats: 240, sequence: sequenceFinal, noPrevTx: true}
}

// TestAnchorIsSpent: an anchor among our coins is nobody's who pays along, needs no
// proof of its amount, and is final with an empty witness.
func TestAnchorIsSpent(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.single)
	b.ins = append(b.ins, anchorCoin())
	if list := b.findings(); len(list) != 0 {
		t.Errorf("%v", ids(list))
	}
	if s := b.analyze().Inputs[2].Standing; s != Anybodys {
		t.Errorf("standing: %s", s)
	}
	signed, result, err := Sign(b.approved(), w.a)
	if err != nil || !result.Complete || result.Tx == nil {
		t.Fatalf("%+v, %v", result, err)
	}
	if in := result.Tx.TxIn[2]; len(in.Witness) != 0 || len(in.SignatureScript) != 0 {
		t.Errorf("%+v", in)
	}
	final, _ := psbt.Finalize(signed)
	if again, err := psbt.Parse(final.Bytes()); err != nil || !again.Input(2).IsFinal() {
		t.Errorf("the final packet: %v", err)
	}
	if _, err := psbt.Extract(final); err != nil {
		t.Error(err)
	}
	if a := Analyze(final, b.known); len(a.Inputs[2].Signatures.Bad) != 0 {
		t.Errorf("the final anchor: %v", a.Inputs[2].Signatures.Bad)
	}
}

// TestOnlyAnAnchor has nothing that a key here could sign.
func TestOnlyAnAnchor(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.single)
	b.ins, b.outs = []*coin{anchorCoin()}, b.outs[:1]
	b.outs[0].sats = 100
	f := finding(b.findings(), "nothing-to-sign")
	if f == nil || !strings.Contains(f.Why, "Input 0: pays to anchor, which anybody may spend without a signature.") {
		t.Errorf("%+v", f)
	}
}

// TestPayjoinReceiver: who gains by a transaction is not said to pay less than nothing.
func TestPayjoinReceiver(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.single)
	b.ins = append(b.ins, &coin{script: strangerScript(9), sats: 10_000_000, sequence: sequenceFinal})
	b.outs[1].sats = 10_500_000
	b.outs[0].sats = 9_490_000
	f := finding(b.findings(), "foreign-inputs")
	const want = "put in 0.10000000 BTC (10,000,000 sat) and get back 0.10500000 BTC (10,500,000 sat): they gain 0.00500000 BTC (500,000 sat)."
	if f == nil || !strings.HasSuffix(f.Why, want) {
		t.Errorf("%+v", f)
	}
}

// TestBIP326 explains long relative locks of taproot coins, and of no others.
func TestBIP326(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		wallet   *Wallet
		sequence uint32
		want     bool
	}{
		{w.taproot, 145, true},
		{w.taproot, 0xffff, true},
		{w.taproot, 144, false},
		{w.taproot, sequenceSeconds | 2*secondsPerDay/sequenceUnit, false},
		{w.single, 145, false},
	} {
		b := newBuilder(t, w, c.wallet)
		b.ins[0].sequence = c.sequence
		f := finding(b.findings(), "relative-lock")
		if f == nil || strings.Contains(f.Why, "may be BIP-326's") != c.want {
			t.Errorf("%s, sequence %d: %+v", c.wallet.Name, c.sequence, f)
		}
	}
}
