package message

import (
	"bytes"
	"fmt"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// tag is that of the message's hash (BIP-322, "Full").
var tag = []byte("BIP0322-signed-message")

// Hash is the tagged hash of a message, as it is and without its length.
func Hash(text []byte) [32]byte { return *chainhash.TaggedHash(tag, text) }

// ToSpend is the first virtual transaction of BIP-322: its one output has the
// script of the address that signs, and its input commits to the message.
func ToSpend(text, script []byte) *wire.MsgTx {
	hash := Hash(text)
	commitment := append([]byte{txscript.OP_0, txscript.OP_DATA_32}, hash[:]...)
	tx := wire.NewMsgTx(0)
	tx.AddTxIn(&wire.TxIn{PreviousOutPoint: wire.OutPoint{Index: wire.MaxPrevOutIndex}, SignatureScript: commitment})
	tx.AddTxOut(wire.NewTxOut(0, script))
	return tx
}

// ToSign is the second virtual transaction, unsigned and with the default fields:
// it spends the output of the first.
func ToSign(toSpend *wire.MsgTx) *wire.MsgTx {
	tx := wire.NewMsgTx(0)
	tx.AddTxIn(&wire.TxIn{PreviousOutPoint: wire.OutPoint{Hash: toSpend.TxHash()}})
	tx.AddTxOut(wire.NewTxOut(0, []byte{txscript.OP_RETURN}))
	return tx
}

// IsToSign says whether a transaction has the shape of ToSign, for any message: a
// single output that is worth nothing and can never be spent.
func IsToSign(tx *wire.MsgTx) bool {
	return len(tx.TxIn) > 0 && len(tx.TxOut) == 1 && tx.TxOut[0].Value == 0 &&
		bytes.Equal(tx.TxOut[0].PkScript, []byte{txscript.OP_RETURN})
}

// CheckForm asks that a transaction signs this message for this script and
// nothing else (BIP-322, "Verification Process"). Further inputs are coins whose
// control is proven with it. The error wraps ErrInvalid or ErrInconclusive.
func CheckForm(tx *wire.MsgTx, text, script []byte) error {
	if !IsToSign(tx) {
		return fmt.Errorf("%w: the transaction has not the one empty output of a message", ErrInvalid)
	}
	toSpend := ToSpend(text, script)
	if (tx.TxIn[0].PreviousOutPoint != wire.OutPoint{Hash: toSpend.TxHash()}) {
		return fmt.Errorf("%w: it is for another message or another address", ErrInvalid)
	}
	seen := make(map[wire.OutPoint]bool, len(tx.TxIn))
	for i, in := range tx.TxIn {
		if seen[in.PreviousOutPoint] {
			return fmt.Errorf("%w: input %d: the coin stands twice", ErrInvalid, i)
		}
		seen[in.PreviousOutPoint] = true
	}
	if tx.Version != 0 && tx.Version != 2 {
		return fmt.Errorf("%w: version %d of the transaction has no meaning yet", ErrInconclusive, tx.Version)
	}
	return nil
}
