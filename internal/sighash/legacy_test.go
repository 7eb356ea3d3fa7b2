package sighash

import (
	"bytes"
	"testing"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
	"pgregory.net/rapid"
)

// drawTx is any transaction, also with more inputs than fit one byte of length.
func drawTx(t *rapid.T) *wire.MsgTx {
	tx := wire.NewMsgTx(rapid.Int32().Draw(t, "version"))
	script := rapid.SliceOfN(rapid.Byte(), 0, 300)
	for range rapid.OneOf(rapid.IntRange(1, 5), rapid.IntRange(250, 260)).Draw(t, "inputs") {
		in := &wire.TxIn{Sequence: rapid.Uint32().Draw(t, "sequence"), SignatureScript: []byte{1, 2}}
		in.PreviousOutPoint.Index = rapid.Uint32().Draw(t, "index")
		in.PreviousOutPoint.Hash[0] = rapid.Byte().Draw(t, "txid")
		tx.AddTxIn(in)
	}
	for range rapid.OneOf(rapid.IntRange(0, 3), rapid.IntRange(252, 254)).Draw(t, "outputs") {
		tx.AddTxOut(wire.NewTxOut(rapid.Int64().Draw(t, "sats"), script.Draw(t, "script")))
	}
	tx.LockTime = rapid.Uint32().Draw(t, "lock time")
	return tx
}

// drawCode is a script with code separators and long pushes, and sometimes a push of nothing that is there.
func drawCode(t *rapid.T) []byte {
	b := txscript.NewScriptBuilder()
	for range rapid.IntRange(0, 8).Draw(t, "parts") {
		if rapid.Bool().Draw(t, "push") {
			b.AddData(rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "data"))
			continue
		}
		b.AddOp(rapid.SampledFrom([]byte{txscript.OP_CHECKSIG, txscript.OP_DUP, txscript.OP_CODESEPARATOR}).Draw(t, "op"))
	}
	code, err := b.Script()
	if err != nil {
		t.Fatal(err)
	}
	if rapid.IntRange(0, 9).Draw(t, "cut") == 0 {
		code = append(code, txscript.OP_PUSHDATA2) // does not parse
	}
	return code
}

// TestDigestIsTxscripts compares with txscript, for every hash type.
func TestDigestIsTxscripts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tx, code := drawTx(t), drawCode(t)
		l := NewLegacy(tx)
		sighash := rapid.OneOf(rapid.Just(uint32(txscript.SigHashAll)), rapid.Uint32Range(0, 255)).Draw(t, "sighash")
		i := rapid.IntRange(0, len(tx.TxIn)-1).Draw(t, "input")
		want, wantErr := txscript.CalcSignatureHash(code, txscript.SigHashType(sighash), tx, i)
		for range 2 { // a digest does not change the next one
			got, err := l.Digest(code, sighash, i)
			if !bytes.Equal(got, want) || (err == nil) != (wantErr == nil) {
				t.Fatalf("sighash %#x of input %d: %x, %v; want %x, %v", sighash, i, got, err, want, wantErr)
			}
		}
	})
}

// BenchmarkDigest500 is one digest of a transaction of 500 inputs, beside txscript's.
func BenchmarkDigest500(b *testing.B) {
	tx := wire.NewMsgTx(2)
	for i := range 500 {
		tx.AddTxIn(&wire.TxIn{PreviousOutPoint: wire.OutPoint{Index: uint32(i)}})
	}
	tx.AddTxOut(wire.NewTxOut(1, make([]byte, 25)))
	code := bytes.Repeat([]byte{txscript.OP_DUP}, 25)
	b.Run("legacy", func(b *testing.B) {
		l := NewLegacy(tx)
		for i := 0; b.Loop(); i++ {
			if _, err := l.Digest(code, 1, i%500); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("txscript", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if _, err := txscript.CalcSignatureHash(code, 1, tx, i%500); err != nil {
				b.Fatal(err)
			}
		}
	})
}
