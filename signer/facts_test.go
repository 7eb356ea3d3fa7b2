package signer

import (
	"bytes"
	"slices"
	"testing"

	"github.com/btcsuite/btcd/txscript/v2"

	"coldsign/internal/parallel"
	"coldsign/psbt"
)

func TestScriptTypes(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.single)
	hash := bytes.Repeat([]byte{3}, 20)
	future := append([]byte{txscript.OP_16, 20}, hash...)
	for name, c := range map[string]struct{ script, redeem []byte }{
		"p2pkh":           {script: b.at(w.legacy, 0, 0).ScriptPubKey},
		"p2sh-p2wpkh":     {b.at(w.nested, 0, 0).ScriptPubKey, b.at(w.nested, 0, 0).RedeemScript},
		"p2sh-p2wsh":      {b.at(w.multiNested, 0, 0).ScriptPubKey, b.at(w.multiNested, 0, 0).RedeemScript},
		"p2sh":            {b.at(w.multiLegacy, 0, 0).ScriptPubKey, b.at(w.multiLegacy, 0, 0).RedeemScript},
		"p2wpkh":          {script: b.at(w.single, 0, 0).ScriptPubKey},
		"p2wsh":           {script: b.at(w.multi, 0, 0).ScriptPubKey},
		"p2tr":            {script: b.at(w.taproot, 0, 0).ScriptPubKey},
		"p2pk":            {script: append(append([]byte{33}, key(b, w.a, 1)...), txscript.OP_CHECKSIG)},
		"p2ms":            {script: b.at(w.multi, 0, 0).WitnessScript},
		"op_return":       {script: opReturn(hash)},
		"p2a":             {script: []byte{txscript.OP_1, 2, 0x4e, 0x73}},
		"witness-unknown": {script: future},
		"nonstandard":     {script: []byte{txscript.OP_TRUE}},
	} {
		if got := typeOf(c.script, c.redeem).Name; got != name {
			t.Errorf("%s taken for %s", name, got)
		}
	}
	if got := len(scriptTypes); got != 13 {
		t.Errorf("%d rows, 13 tested", got)
	}
	if typeOf(nil, nil).Algorithm != NoAlgorithm {
		t.Error("a missing script takes signatures")
	}
}

// TestProofs asks how well each amount is known.
func TestProofs(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		what   string
		wallet *Wallet
		change func(*coin)
		want   Proof
	}{
		{"previous transaction", w.single, func(*coin) {}, Proven},
		{"previous transaction alone", w.single, func(c *coin) { c.noWitness = true }, Proven},
		{"of taproot", w.taproot, func(*coin) {}, Proven},
		{"witness UTXO", w.single, func(c *coin) { c.noPrevTx = true }, Claimed},
		{"of a script hash", w.multiNested, func(c *coin) { c.noPrevTx = true }, Claimed},
		{"of taproot", w.taproot, func(c *coin) { c.noPrevTx = true }, Committed},
		{"nothing", w.single, func(c *coin) { c.noPrevTx, c.noWitness = true, true }, Missing},
	} {
		b := newBuilder(t, w, c.wallet)
		c.change(b.ins[0])
		if got := b.analyze().Inputs[0].Coin.Proof; got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

// TestPrevTxOnce decodes a previous transaction once that several inputs share.
func TestPrevTxOnce(t *testing.T) {
	w := newWorld(t)
	b := many(t, w, w.single, 5)
	b.edit(func(p *psbt.Packet) {
		shared, _ := p.Inputs[0].Get(psbt.InNonWitnessUTXO)
		for i := range p.Inputs {
			set(&p.Inputs[i], psbt.InNonWitnessUTXO, nil, shared)
		}
	})
	if txs := readPrevTxs(b.packet(), parallel.Each); len(txs) != 1 {
		t.Errorf("%d previous transactions decoded", len(txs))
	}
}

// TestPushes shows all of an OP_RETURN, whatever it holds.
func TestPushes(t *testing.T) {
	for _, c := range []struct {
		script []byte
		want   []string
	}{
		{[]byte{txscript.OP_RETURN}, []string{}},
		{opReturn([]byte("hi")), []string{`"hi" = 6869`}},
		{append(opReturn([]byte("hi")), 2, 'y', 'o'), []string{`"hi" = 6869`, `"yo" = 796f`}},
		{append(opReturn([]byte("hi")), txscript.OP_5, txscript.OP_CHECKSIG), []string{`"hi" = 6869`, "5", "OP_CHECKSIG"}},
		{append(opReturn([]byte("hi")), 5, 'c', 'u', 't'), []string{`"hi" = 6869`, "not a whole push: 05637574"}},
		{[]byte{txscript.OP_RETURN, txscript.OP_PUSHDATA1}, []string{"not a whole push: 4c"}},
		{[]byte{txscript.OP_RETURN, txscript.OP_0}, []string{"0"}},
		{opReturn([]byte("\u202e\n\x1b")), []string{`"\u202e\n\x1b" = e280ae0a1b`}},
	} {
		if got := pushes(c.script); !slices.Equal(got, c.want) {
			t.Errorf("%x: %q, want %q", c.script, got, c.want)
		}
	}
}

// TestOwnerByAnyRecord finds a wallet by a cosigner's record when ours is left out,
// and by the script alone.
func TestOwnerByAnyRecord(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.multi)
	b.ins[1].noRecords = true
	b.edit(func(p *psbt.Packet) {
		var kept psbt.Map
		named := w.b.Fingerprint()
		for _, pair := range p.Inputs[0] {
			if pair.Type != psbt.InBIP32Derivation || bytes.HasPrefix(pair.Value, named[:]) {
				kept = append(kept, pair)
			}
		}
		p.Inputs[0] = kept
	})
	a := b.analyze()
	if o := a.Inputs[0].Owner; o == nil || o.Wallet != w.multi || a.Inputs[0].Standing != Signable {
		t.Errorf("owner %v, %s", o, a.Inputs[0].Standing)
	}
	if o := a.Inputs[1].Owner; o == nil || o.Wallet != w.multi || a.Inputs[1].Standing != Signable {
		t.Errorf("without a record: owner %v, %s", o, a.Inputs[1].Standing)
	}
}

// TestExplicitAll takes a taproot signature of hash type ALL where the input says
// nothing: it covers what DEFAULT covers.
func TestExplicitAll(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.taproot)
	sighashField(0, sighashAll)(b)
	signed, _, err := Sign(b.approved(), w.a)
	if err != nil {
		t.Fatal(err)
	}
	sig, _ := signed.Input(0).TapKeySig()
	if len(sig) != 65 || sig[64] != byte(sighashAll) {
		t.Fatalf("signature %x", sig)
	}
	drop(&signed.Inputs[0], psbt.InSighashType)
	in := &Analyze(signed, b.known).Inputs[0]
	if len(in.Signatures.Valid) != 1 || len(in.Signatures.Mismatched)+len(in.Signatures.Bad) != 0 {
		t.Errorf("%+v", in.Signatures)
	}
}

// TestFinalForeignInput judges a nested segwit coin by the redeem script that its
// final scriptSig shows.
func TestFinalForeignInput(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.nested)
	b.known.Keys = nil
	b.known.Wallets = nil
	b.ins[0].noPrevTx = true
	b.edit(func(p *psbt.Packet) {
		redeem, _ := p.Inputs[0].Get(psbt.InRedeemScript)
		drop(&p.Inputs[0], psbt.InRedeemScript)
		drop(&p.Inputs[0], psbt.InBIP32Derivation)
		set(&p.Inputs[0], psbt.InFinalScriptSig, nil, append([]byte{byte(len(redeem))}, redeem...))
	})
	in := &b.analyze().Inputs[0]
	if in.Type.Name != "p2sh-p2wpkh" || !in.Signatures.Final {
		t.Errorf("%s, final %v", in.Type.Name, in.Signatures.Final)
	}
}

// TestSigners names the keys that the transaction waits for.
func TestSigners(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.multi)
	b.known.Keys = append(b.known.Keys, own(t, "b", w.b))
	want := [][4]byte{w.a.Fingerprint(), w.b.Fingerprint()}
	got := b.analyze().Signers()
	slices.SortFunc(got, func(x, y [4]byte) int { return bytes.Compare(x[:], y[:]) })
	slices.SortFunc(want, func(x, y [4]byte) int { return bytes.Compare(x[:], y[:]) })
	if !slices.Equal(got, want) {
		t.Errorf("%x, want %x", got, want)
	}
}
