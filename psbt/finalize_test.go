package psbt_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"coldsign/internal/miniscript"
	"coldsign/psbt"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// Three keys that everybody knows.
var testKeys = func() (keys []*btcec.PrivateKey) {
	for i := range byte(3) {
		key, _ := btcec.PrivKeyFromBytes(repeat(i+1, 32))
		keys = append(keys, key)
	}
	return keys
}()

func public(i int) []byte { return testKeys[i].PubKey().SerializeCompressed() }

func push(data []byte) []byte { return append([]byte{byte(len(data))}, data...) }

func multisig(required int, keys ...[]byte) []byte {
	script := []byte{byte(0x50 + required)}
	for _, key := range keys {
		script = append(script, push(key)...)
	}
	return append(script, byte(0x50+len(keys)), 0xae)
}

func p2sh(redeem []byte) []byte {
	return concat([]byte{0xa9, 20}, address.Hash160(redeem), []byte{0x87})
}
func p2wsh(script []byte) []byte { return concat([]byte{0, 32}, sum256(script)) }
func p2pkh(key []byte) []byte {
	return concat([]byte{0x76, 0xa9, 20}, address.Hash160(key), []byte{0x88, 0xac})
}
func p2wpkh(key []byte) []byte { return concat([]byte{0, 20}, address.Hash160(key)) }

// coinKind is a kind of coin and how it is signed.
type coinKind struct {
	kind            string // what Finalize calls it
	coin            []byte
	redeem, witness []byte
	signs           []byte // the script that signatures commit to
	segwit          bool
	keys            []int    // who signs
	pubkeys         [][]byte // how their keys stand in the script; nil: compressed
	sequence        uint32
	preimage        []byte
}

// coinKinds are the rows of the finalizer, each in all the layers that it may
// stand in.
func coinKinds() []coinKind {
	uncompressed := testKeys[0].PubKey().SerializeUncompressed()
	twoOfThree := multisig(2, public(0), public(1), public(2))
	secret := repeat(0xab, 32)
	locked := concat([]byte{0x82, 1, 32, 0x88, 0xa8, 32}, sum256(secret), []byte{0x88, 33}, public(0), []byte{0xad, 0x55, 0xb2}) // and_v(and_v(v:sha256,v:pk),older(5))
	p2pk := append(push(public(0)), 0xac)
	return []coinKind{
		{kind: "p2pk", coin: p2pk, keys: []int{0}},
		{kind: "p2pk", coin: append(push(uncompressed), 0xac), keys: []int{0}, pubkeys: [][]byte{uncompressed}},
		{kind: "p2pkh", coin: p2pkh(public(0)), keys: []int{0}},
		{kind: "p2pkh", coin: p2pkh(uncompressed), keys: []int{0}, pubkeys: [][]byte{uncompressed}},
		{kind: "multisig", coin: multisig(1, public(0), public(1)), keys: []int{1}},
		{kind: "p2sh p2pk", coin: p2sh(p2pk), redeem: p2pk, keys: []int{0}},
		{kind: "p2sh multisig", coin: p2sh(twoOfThree), redeem: twoOfThree, keys: []int{2, 0}},
		{kind: "p2wpkh", coin: p2wpkh(public(0)), signs: p2pkh(public(0)), segwit: true, keys: []int{0}},
		{kind: "p2sh-p2wpkh", coin: p2sh(p2wpkh(public(0))), redeem: p2wpkh(public(0)), signs: p2pkh(public(0)), segwit: true, keys: []int{0}},
		{kind: "p2wsh p2pk", coin: p2wsh(p2pk), witness: p2pk, segwit: true, keys: []int{0}},
		{kind: "p2wsh p2pkh", coin: p2wsh(p2pkh(public(0))), witness: p2pkh(public(0)), segwit: true, keys: []int{0}},
		{kind: "p2wsh multisig", coin: p2wsh(twoOfThree), witness: twoOfThree, segwit: true, keys: []int{0, 1, 2}},
		{kind: "p2sh-p2wsh multisig", coin: p2sh(p2wsh(twoOfThree)), redeem: p2wsh(twoOfThree), witness: twoOfThree, segwit: true, keys: []int{1, 2}},
		{kind: "p2wsh miniscript", coin: p2wsh(locked), witness: locked, segwit: true, keys: []int{0}, sequence: 5, preimage: secret},
	}
}

// packet makes a packet that spends the coin, signed.
func (c coinKind) packet(t testing.TB) *psbt.Packet {
	t.Helper()
	prev := wire.NewMsgTx(2)
	prev.AddTxIn(wire.NewTxIn(&wire.OutPoint{Index: 1}, nil, nil))
	prev.AddTxOut(wire.NewTxOut(100_000, c.coin))
	hash := prev.TxHash()
	tx := wire.NewMsgTx(2)
	tx.AddTxIn(wire.NewTxIn(wire.NewOutPoint(&hash, 0), nil, nil))
	tx.TxIn[0].Sequence = c.sequence
	tx.AddTxOut(wire.NewTxOut(99_000, p2wpkh(public(2))))
	p, err := psbt.Create(tx)
	if err != nil {
		t.Fatal(err)
	}
	at := psbt.Place{Kind: psbt.InputMap}
	set(t, p, at, psbt.InNonWitnessUTXO, nil, serialize(t, prev))
	signs := c.coin
	if c.redeem != nil {
		set(t, p, at, psbt.InRedeemScript, nil, c.redeem)
		signs = c.redeem
	}
	if c.witness != nil {
		set(t, p, at, psbt.InWitnessScript, nil, c.witness)
		signs = c.witness
	}
	if c.signs != nil {
		signs = c.signs
	}
	if c.preimage != nil {
		set(t, p, at, psbt.InSHA256, sum256(c.preimage), c.preimage)
	}
	for i, k := range c.keys {
		key := public(k)
		if c.pubkeys != nil {
			key = c.pubkeys[i]
		}
		if err := p.AddPartialSig(0, key, ecdsaSign(t, tx, 0, prev.TxOut[0], signs, c.segwit, testKeys[k])); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// Every kind of coin is finished from its signatures, and the script engine
// accepts it.
func TestFinalizeEveryKind(t *testing.T) {
	for _, c := range coinKinds() {
		t.Run(c.kind, func(t *testing.T) {
			p := c.packet(t)
			const unknown = 0x70
			set(t, p, psbt.Place{Kind: psbt.InputMap}, unknown, []byte("key"), []byte("value"))
			before := p.Bytes()
			final, results := psbt.Finalize(p)
			if _, ok := final.Inputs[0].Find(unknown, []byte("key")); !ok {
				t.Error("lost a field that it does not know")
			}
			if !bytes.Equal(p.Bytes(), before) {
				t.Error("the packet given was changed")
			}
			if r := results[0]; r.Err != nil || r.Script != c.kind {
				t.Fatalf("%q: %v", r.Script, r.Err)
			}
			for _, pair := range final.Inputs[0] {
				if !slices.Contains([]uint64{psbt.InNonWitnessUTXO, psbt.InFinalScriptSig, psbt.InFinalScriptWitness, unknown}, pair.Type) {
					t.Errorf("kept a field of type %#x", pair.Type)
				}
			}
			if _, err := psbt.Extract(mustParse(t, final.Bytes())); err != nil {
				t.Error(err)
			}
			again, results := psbt.Finalize(final)
			if results[0].Err != nil || !bytes.Equal(again.Bytes(), final.Bytes()) {
				t.Error("a final input was changed")
			}
		})
	}
}

// What is missing or wrong is told, and the input stays as it was.
func TestFinalizeRefusals(t *testing.T) {
	kinds := make(map[string]coinKind)
	for _, c := range coinKinds() {
		kinds[c.kind] = c
	}
	replace := func(p *psbt.Packet, fieldType uint64, change func(value []byte) []byte) {
		for i := range p.Inputs[0] {
			if pair := &p.Inputs[0][i]; pair.Type == fieldType {
				pair.Value = change(bytes.Clone(pair.Value))
			}
		}
	}
	remove := func(p *psbt.Packet, fieldType uint64) {
		p.Inputs[0] = slices.DeleteFunc(p.Inputs[0], func(pair psbt.Pair) bool { return pair.Type == fieldType })
	}
	flip := func(at int) func([]byte) []byte {
		return func(b []byte) []byte { b[at] ^= 1; return b }
	}
	cases := []struct {
		name, kind    string
		change        func(p *psbt.Packet)
		field, reason string
	}{
		{"no coin", "p2wpkh", func(p *psbt.Packet) { remove(p, psbt.InNonWitnessUTXO) }, "WITNESS_UTXO", "missing"},
		{"another previous transaction", "p2wpkh", func(p *psbt.Packet) { replace(p, psbt.InNonWitnessUTXO, flip(0)) }, "NON_WITNESS_UTXO", "not the transaction of the outpoint"},
		{"another witness UTXO", "p2wpkh", func(p *psbt.Packet) {
			set(t, p, psbt.Place{Kind: psbt.InputMap}, psbt.InWitnessUTXO, nil, concat(le64(100_001), push(p2wpkh(public(0)))))
		}, "WITNESS_UTXO", "not the output of NON_WITNESS_UTXO"},
		{"no redeem script", "p2sh multisig", func(p *psbt.Packet) { remove(p, psbt.InRedeemScript) }, "REDEEM_SCRIPT", "missing"},
		{"another redeem script", "p2sh multisig", func(p *psbt.Packet) { replace(p, psbt.InRedeemScript, flip(9)) }, "REDEEM_SCRIPT", "not the script of the coin"},
		{"no witness script", "p2wsh multisig", func(p *psbt.Packet) { remove(p, psbt.InWitnessScript) }, "WITNESS_SCRIPT", "missing"},
		{"another witness script", "p2sh-p2wsh multisig", func(p *psbt.Packet) { replace(p, psbt.InWitnessScript, flip(9)) }, "WITNESS_SCRIPT", "not the script of the coin"},
		{"no signature", "p2pkh", func(p *psbt.Packet) { remove(p, psbt.InPartialSig) }, "PARTIAL_SIG", "0 of 1"},
		{"too few signatures", "p2sh-p2wsh multisig", func(p *psbt.Packet) { p.Inputs[0] = slices.Delete(p.Inputs[0], 1, 2) }, "PARTIAL_SIG", "1 of 2"},
		{"a wrong signature", "p2pkh", func(p *psbt.Packet) { replace(p, psbt.InPartialSig, flip(12)) }, "PARTIAL_SIG", "does not verify"},
		{"a wrong signature that is not needed", "p2wsh multisig", func(p *psbt.Packet) { p.Inputs[0][3].Value = flip(12)(bytes.Clone(p.Inputs[0][3].Value)) }, "PARTIAL_SIG", "does not verify"},
		{"a sighash type unlike the one stated", "p2wpkh", func(p *psbt.Packet) {
			set(t, p, psbt.Place{Kind: psbt.InputMap}, psbt.InSighashType, nil, le32(2))
		}, "PARTIAL_SIG", "another sighash type"},
		{"no preimage", "p2wsh miniscript", func(p *psbt.Packet) { remove(p, psbt.InSHA256) }, "", "1 preimages"},
		{"an unknown script", "p2pk", func(p *psbt.Packet) {
			remove(p, psbt.InNonWitnessUTXO)
			remove(p, psbt.InPartialSig)
			set(t, p, psbt.Place{Kind: psbt.InputMap}, psbt.InWitnessUTXO, nil, concat(le64(1), push([]byte{0x51, 0x52})))
		}, "", "of no kind"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := kinds[c.kind].packet(t)
			c.change(p)
			before := p.Bytes()
			final, results := psbt.Finalize(p)
			var e *psbt.Error
			if !errors.As(results[0].Err, &e) || e.Place != "input 0" || e.Field != c.field || !strings.Contains(e.Reason, c.reason) {
				t.Fatalf("%v\nwant %s: %s", results[0].Err, c.field, c.reason)
			}
			if !bytes.Equal(final.Bytes(), before) {
				t.Error("the input was changed")
			}
			if _, err := psbt.Extract(final); err == nil || !strings.Contains(err.Error(), "input 0: is not final") {
				t.Errorf("extracted: %v", err)
			}
		})
	}
	p := kinds["p2wsh miniscript"].packet(t)
	remove(p, psbt.InSHA256)
	_, results := psbt.Finalize(p)
	var lacks *miniscript.Unsatisfied
	if !errors.As(results[0].Err, &lacks) || len(lacks.Hashes) != 1 {
		t.Errorf("what is missing is not told as data: %v", results[0].Err)
	}
}

// Taproot: both forms of the key path's signature, and wrong ones.
func TestFinalizeTaproot(t *testing.T) {
	output := txscript.ComputeTaprootKeyNoScript(testKeys[0].PubKey())
	c := coinKind{coin: concat([]byte{0x51, 32}, schnorr.SerializePubKey(output))}
	tweaked := txscript.TweakTaprootPrivKey(*testKeys[0], nil)
	sign := func(p *psbt.Packet, sighash txscript.SigHashType) []byte {
		tx := p.Tx()
		fetch := txscript.NewCannedPrevOutputFetcher(c.coin, 100_000)
		digest, err := txscript.CalcTaprootSignatureHash(txscript.NewTxSigHashes(tx, fetch), sighash, tx, 0, fetch)
		if err != nil {
			t.Fatal(err)
		}
		sig, err := schnorr.Sign(tweaked, digest)
		if err != nil {
			t.Fatal(err)
		}
		if raw := sig.Serialize(); sighash != txscript.SigHashDefault {
			return append(raw, byte(sighash))
		} else {
			return raw
		}
	}
	for _, sighash := range []txscript.SigHashType{txscript.SigHashDefault, txscript.SigHashAll} {
		p := c.packet(t)
		if err := p.SetTapKeySig(0, sign(p, sighash)); err != nil {
			t.Fatal(err)
		}
		final, results := psbt.Finalize(p)
		if results[0].Err != nil || results[0].Script != "p2tr key path" {
			t.Fatal(results)
		}
		if _, err := psbt.Extract(final); err != nil {
			t.Error(err)
		}
		wrong := c.packet(t)
		sig := sign(wrong, sighash)
		sig[40] ^= 1
		if err := wrong.SetTapKeySig(0, sig); err != nil {
			t.Fatal(err)
		}
		if _, results := psbt.Finalize(wrong); results[0].Err == nil || !strings.Contains(results[0].Err.Error(), "TAP_KEY_SIG: does not verify") {
			t.Error(results[0].Err)
		}
	}
}
