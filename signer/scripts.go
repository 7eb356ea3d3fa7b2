package signer

import (
	"bytes"
	"crypto/sha256"

	"github.com/btcsuite/btcd/txscript/v2"

	"coldsign/signer/descriptor"
)

// scripts is what is known for certain of the scripts behind a script's hashes:
// each is committed to by the script, or it is not here.
type scripts struct {
	redeem   []byte
	witness  []byte
	internal []byte // x-only internal key of a taproot output
	keyOnly  bool   // a taproot output without a script tree
	leaves   []tapLeaf
}

// tapLeaf is one leaf of a taproot output.
type tapLeaf struct {
	script  []byte
	version byte
	hash    [32]byte
}

// holdsTap says whether a taproot output holds an x-only key; known is false when
// a part of it that is not known might.
func (s *scripts) holdsTap(xOnly []byte) (held, known bool) {
	if bytes.Equal(s.internal, xOnly) {
		return true, true
	}
	for _, l := range s.leaves {
		if holdsKey(l.script, xOnly) {
			return true, true
		}
	}
	return false, s.keyOnly
}

// ownedScripts are those of a registered wallet's script, all known.
func ownedScripts(o *descriptor.Script) scripts {
	s := scripts{redeem: o.RedeemScript, witness: o.WitnessScript}
	if t := o.Taproot; t != nil {
		s.internal, s.keyOnly = t.InternalKey[:], t.MerkleRoot == nil
		for _, l := range t.Leaves {
			s.leaves = append(s.leaves, tapLeaf{l.Script, l.Version, l.Hash})
		}
	}
	return s
}

// committed checks the redeem and the witness script of a packet against the
// script that they claim to stand behind, and returns those that do.
func committed(script []byte, f fields) (s scripts, mismatches []string) {
	redeem, hasRedeem := f.RedeemScript()
	witness, hasWitness := f.WitnessScript()
	hash := sha256.Sum256(witness)
	program := append([]byte{txscript.OP_0, 32}, hash[:]...)

	switch {
	case hasRedeem && !txscript.IsPayToScriptHash(script):
		mismatches = append(mismatches, "a redeem script where none belongs")
	case hasRedeem && !commitsToRedeem(script, redeem):
		mismatches = append(mismatches, "a redeem script of another hash")
	case hasRedeem:
		s.redeem = redeem
	case hasWitness && commitsToRedeem(script, program):
		s.redeem = program // left out, but there is only one that it can be
	}
	behind := script
	if s.redeem != nil {
		behind = s.redeem
	}
	switch {
	case !hasWitness:
	case txscript.IsPayToScriptHash(script) && s.redeem == nil:
		mismatches = append(mismatches, "a witness script of another hash")
	case !txscript.IsPayToWitnessScriptHash(behind):
		mismatches = append(mismatches, "a witness script where none belongs")
	case !bytes.Equal(behind, program):
		mismatches = append(mismatches, "a witness script of another hash")
	default:
		s.witness = witness
	}
	return s, mismatches
}
