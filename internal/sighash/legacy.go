// Package sighash computes what signatures from before segwit sign.
//
// Such a digest covers the whole transaction, with the scripts of all other
// inputs empty, so n inputs cost n times the transaction (BIP-143, "Motivation").
// What the digests of two inputs have in common is all that is before the first:
// Legacy keeps the state of the hash there. The usual type, ALL, costs half of the
// bytes and none of the copies that txscript makes; the others are txscript's.
package sighash

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// inputSize is an input with an empty script: outpoint, length, sequence.
const (
	outPointSize = 32 + 4
	inputSize    = outPointSize + 1 + 4
)

// Legacy is a transaction whose digests are asked for. It may be used by many
// goroutines, as long as nobody changes the transaction.
type Legacy struct {
	tx     *wire.MsgTx
	inputs []byte        // all, with empty scripts
	tail   []byte        // outputs, lock time
	before []hash.Cloner // by input: the hash of what is in front of it
}

// NewLegacy prepares the digests of a transaction.
func NewLegacy(tx *wire.MsgTx) *Legacy {
	l := &Legacy{tx: tx, inputs: make([]byte, 0, len(tx.TxIn)*inputSize), before: make([]hash.Cloner, len(tx.TxIn))}
	for _, in := range tx.TxIn {
		l.inputs = append(l.inputs, in.PreviousOutPoint.Hash[:]...)
		l.inputs = binary.LittleEndian.AppendUint32(l.inputs, in.PreviousOutPoint.Index)
		l.inputs = append(l.inputs, 0)
		l.inputs = binary.LittleEndian.AppendUint32(l.inputs, in.Sequence)
	}
	l.tail = appendCompactSize(l.tail, len(tx.TxOut))
	for _, out := range tx.TxOut {
		l.tail = binary.LittleEndian.AppendUint64(l.tail, uint64(out.Value))
		l.tail = appendCompactSize(l.tail, len(out.PkScript))
		l.tail = append(l.tail, out.PkScript...)
	}
	l.tail = binary.LittleEndian.AppendUint32(l.tail, tx.LockTime)

	h := sha256.New()
	h.Write(appendCompactSize(binary.LittleEndian.AppendUint32(nil, uint32(tx.Version)), len(tx.TxIn)))
	for i := range tx.TxIn {
		l.before[i] = clone(h)
		h.Write(l.inputs[i*inputSize : (i+1)*inputSize])
	}
	return l
}

// Digest is what a signature of a hash type signs for input i, whose script code
// is code. The errors are those of scripts that do not parse.
func (l *Legacy) Digest(code []byte, sighash uint32, i int) ([]byte, error) {
	if sighash != uint32(txscript.SigHashAll) || !coversItself(code) {
		return txscript.CalcSignatureHash(code, txscript.SigHashType(sighash), l.tx, i)
	}
	at := i * inputSize
	h := clone(l.before[i])
	h.Write(l.inputs[at : at+outPointSize])
	h.Write(appendCompactSize(nil, len(code)))
	h.Write(code)
	h.Write(l.inputs[at+outPointSize+1:]) // this one's sequence and the inputs behind it
	h.Write(l.tail)
	h.Write(binary.LittleEndian.AppendUint32(nil, sighash))
	once := h.Sum(nil)
	twice := sha256.Sum256(once)
	return twice[:], nil
}

// coversItself says that the code is hashed as it is: it parses, and has no
// OP_CODESEPARATOR, which is taken out before.
func coversItself(code []byte) bool {
	const version = 0
	tokens := txscript.MakeScriptTokenizer(version, code)
	for tokens.Next() {
		if tokens.Opcode() == txscript.OP_CODESEPARATOR {
			return false
		}
	}
	return tokens.Err() == nil
}

// clone copies a state of SHA-256, which crypto/sha256 promises to allow.
func clone(h any) hash.Cloner {
	c, err := h.(hash.Cloner).Clone()
	if err != nil {
		panic(err) // only wrapped hashes fail, and this is none
	}
	return c
}

// appendCompactSize appends a length as transactions have it.
func appendCompactSize(b []byte, n int) []byte {
	switch {
	case n < 0xfd:
		return append(b, byte(n))
	case n <= 0xffff:
		return binary.LittleEndian.AppendUint16(append(b, 0xfd), uint16(n))
	}
	return binary.LittleEndian.AppendUint32(append(b, 0xfe), uint32(n))
}
