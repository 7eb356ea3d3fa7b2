package message

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/ecdsa"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/psbt"
)

func TestCheckText(t *testing.T) {
	for text, says := range map[string]string{
		"":                             "",
		"I agree. 测试文本 \U0001f604 é":   "",
		"two\nlines":                   "U+000A",
		"\x1b[2J":                      "U+001B",
		"\x7f":                         "U+007F",
		"pay \u202eeno":                "direction",
		"pay \u2066one":                "direction",
		"a\u200bb":                     "does not show",
		"a\u00a0b":                     "does not show",
		"a\ufeff":                      "does not show",
		"a\u2028b":                     "does not show",
		"a\u3164b":                     "does not show",
		"a\u115fb":                     "does not show",
		"a\u034fb":                     "does not show",
		"a\ufe0fb":                     "does not show",
		"a\U000e0101b":                 "does not show",
		"a\u2800b":                     "does not show",
		"한글, ไทย, e\u0301, \u2801":     "",
		"\xc3":                         "no UTF-8",
		strings.Repeat("a", MaxText):   "",
		strings.Repeat("a", MaxText+1): "longer",
	} {
		if got := CheckText([]byte(text)); (got == "") != (says == "") || !strings.Contains(got, says) {
			t.Errorf("%.20q: %q, want %q", text, got, says)
		}
	}
}

var (
	testKey, testPub = btcec.PrivKeyFromBytes([]byte{7})
	text             = []byte("text")
)

// signedBy is a packet of a message that a key has signed, changed before.
func signedBy(t *testing.T, script []byte, sighash txscript.SigHashType, change func(tx *wire.MsgTx)) *psbt.Packet {
	t.Helper()
	toSpend := ToSpend(text, script)
	tx := ToSign(toSpend)
	if change != nil {
		change(tx)
	}
	p, err := psbt.Create(tx)
	if err != nil {
		t.Fatal(err)
	}
	coins := txscript.NewMultiPrevOutFetcher(nil)
	for i, in := range tx.TxIn {
		coin := wire.NewTxOut(int64(i)*1000, script)
		coins.AddPrevOut(in.PreviousOutPoint, coin)
		if err := p.SetWitnessUTXO(i, coin); err != nil {
			t.Fatal(err)
		}
	}
	hashes := txscript.NewTxSigHashes(tx, coins)
	for i := range tx.TxIn {
		var witness wire.TxWitness
		if txscript.IsPayToTaproot(script) {
			sig, err := txscript.RawTxInTaprootSignature(tx, hashes, i, int64(i)*1000, script, nil, sighash, testKey)
			if err != nil {
				t.Fatal(err)
			}
			witness = wire.TxWitness{sig}
		} else if witness, err = txscript.WitnessSignature(tx, hashes, i, int64(i)*1000, script, sighash, testKey, true); err != nil {
			t.Fatal(err)
		}
		var raw bytes.Buffer
		if err := psbtWitness(&raw, witness); err != nil {
			t.Fatal(err)
		}
		if err := p.Set(psbt.Place{Kind: psbt.InputMap, Index: i}, psbt.InFinalScriptWitness, nil, raw.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func psbtWitness(b *bytes.Buffer, witness wire.TxWitness) error {
	if err := wire.WriteVarInt(b, 0, uint64(len(witness))); err != nil {
		return err
	}
	for _, item := range witness {
		if err := wire.WriteVarBytes(b, 0, item); err != nil {
			return err
		}
	}
	return nil
}

// TestRequiredRules breaks each rule of "Verification Process" by one fault.
func TestRequiredRules(t *testing.T) {
	single := witnessPubKeyHash(testPub.SerializeCompressed())
	taproot := append([]byte{txscript.OP_1, 32}, schnorr.SerializePubKey(txscript.ComputeTaprootKeyNoScript(testPub))...)
	another := func(tx *wire.MsgTx) {
		tx.AddTxIn(&wire.TxIn{PreviousOutPoint: wire.OutPoint{Hash: [32]byte{1}, Index: 2}})
	}
	for _, c := range []struct {
		name    string
		script  []byte
		sighash txscript.SigHashType
		change  func(tx *wire.MsgTx)
		format  Format
		want    error
	}{
		{"right", single, txscript.SigHashAll, nil, Simple, nil},
		{"right, taproot", taproot, txscript.SigHashDefault, nil, Simple, nil},
		{"right, taproot with ALL", taproot, txscript.SigHashAll, nil, Full, nil},
		{"SINGLE", single, txscript.SigHashSingle, nil, Simple, ErrInvalid},
		{"ALL and ANYONECANPAY", single, txscript.SigHashAll | txscript.SigHashAnyOneCanPay, nil, Full, ErrInvalid},
		{"NONE, taproot", taproot, txscript.SigHashNone, nil, Simple, ErrInvalid},
		{"version 2", single, txscript.SigHashAll, func(tx *wire.MsgTx) { tx.Version = 2 }, Full, nil},
		{"version 1", single, txscript.SigHashAll, func(tx *wire.MsgTx) { tx.Version = 1 }, Full, ErrInconclusive},
		{"an output that pays", single, txscript.SigHashAll, func(tx *wire.MsgTx) { tx.TxOut[0].Value = 1 }, Full, ErrInvalid},
		{"another output script", single, txscript.SigHashAll, func(tx *wire.MsgTx) { tx.TxOut[0].PkScript = single }, Full, ErrInvalid},
		{"two outputs", single, txscript.SigHashAll, func(tx *wire.MsgTx) { tx.AddTxOut(tx.TxOut[0]) }, Full, ErrInvalid},
		{"another coin first", single, txscript.SigHashAll, func(tx *wire.MsgTx) { tx.TxIn[0].PreviousOutPoint.Index = 1 }, Full, ErrInvalid},
		{"a lock time that is not in the witness", single, txscript.SigHashAll, func(tx *wire.MsgTx) { tx.LockTime = 9 }, Simple, ErrInvalid},
		{"coins", single, txscript.SigHashAll, another, ProofOfFunds, nil},
		{"coins that nobody tells of", single, txscript.SigHashAll, another, Full, ErrInconclusive},
		{"one coin twice", single, txscript.SigHashAll, func(tx *wire.MsgTx) { another(tx); another(tx) }, ProofOfFunds, ErrInvalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			signature, err := Encode(signedBy(t, c.script, c.sighash, c.change), c.format)
			if err != nil {
				t.Fatal(err)
			}
			proof, err := Verify(text, c.script, signature)
			if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if err == nil && proof.Format != c.format {
				t.Error(proof.Format)
			}
		})
	}
}

// TestNestedSimple verifies a nested address whose redeem script the witness
// implies.
func TestNestedSimple(t *testing.T) {
	redeem := witnessPubKeyHash(testPub.SerializeCompressed())
	script := nestedPubKeyHash(testPub.SerializeCompressed())
	tx := ToSign(ToSpend(text, script))
	coins := txscript.NewCannedPrevOutputFetcher(script, 0)
	witness, err := txscript.WitnessSignature(tx, txscript.NewTxSigHashes(tx, coins), 0, 0, redeem, txscript.SigHashAll, testKey, true)
	if err != nil {
		t.Fatal(err)
	}
	p, _ := psbt.Create(tx)
	var raw bytes.Buffer
	if err := psbtWitness(&raw, witness); err != nil {
		t.Fatal(err)
	}
	if err := p.Set(psbt.Place{Kind: psbt.InputMap}, psbt.InFinalScriptWitness, nil, raw.Bytes()); err != nil {
		t.Fatal(err)
	}
	signature, err := Encode(p, Simple)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(text, script, signature); err != nil {
		t.Error(err)
	}
	if _, err := Verify(text, nestedPubKeyHash(testPub.SerializeUncompressed()), signature); !errors.Is(err, ErrInvalid) {
		t.Error(err)
	}
}

// TestLegacyEncodeRefuses what is no signature of the key.
func TestLegacyEncodeRefuses(t *testing.T) {
	pub := testPub.SerializeCompressed()
	hash := LegacyHash(text)
	der := ecdsa.Sign(testKey, hash[:]).Serialize()
	other := ecdsa.Sign(testKey, make([]byte, 32)).Serialize()
	for name, c := range map[string]struct{ script, der []byte }{
		"a script of another key":       {pubKeyHash(testPub.SerializeUncompressed()), der},
		"taproot":                       {append([]byte{txscript.OP_1, 32}, pub[1:]...), der},
		"no DER":                        {pubKeyHash(pub), der[1:]},
		"a signature of something else": {pubKeyHash(pub), other},
	} {
		if got, err := EncodeLegacy(text, c.script, pub, c.der); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}
