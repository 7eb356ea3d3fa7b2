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

	keys pushed                // of the code or of all leaves; nil: not collected yet
	byID map[[32]byte]*tapLeaf // leaves by their hash; nil: not yet
}

// tapLeaf is one leaf of a taproot output.
type tapLeaf struct {
	script  []byte
	version byte
	hash    [32]byte
	keys    pushed // nil: not collected yet
}

// holds says whether the leaf pushes an x-only key or its hash.
func (l *tapLeaf) holds(xOnly []byte) bool {
	if l.keys == nil {
		l.keys = pushedBy(l.script)
	}
	return l.keys.holds(xOnly)
}

// leaf finds the leaf of a hash, nil when it is not known.
func (s *scripts) leaf(hash [32]byte) *tapLeaf {
	if s.byID == nil {
		s.byID = make(map[[32]byte]*tapLeaf, len(s.leaves))
		for i := range s.leaves {
			s.byID[s.leaves[i].hash] = &s.leaves[i]
		}
	}
	return s.byID[hash]
}

// holdsCode says whether the code that signatures cover pushes a key or its hash.
func (s *scripts) holdsCode(code, key []byte) bool {
	if s.keys == nil {
		s.keys = pushedBy(code)
	}
	return s.keys.holds(key)
}

// holdsTap says whether a taproot output holds an x-only key; known is false when
// a part of it that is not known might.
func (s *scripts) holdsTap(xOnly []byte) (held, known bool) {
	if bytes.Equal(s.internal, xOnly) {
		return true, true
	}
	if s.keys == nil {
		all := make([][]byte, len(s.leaves))
		for i := range s.leaves {
			all[i] = s.leaves[i].script
		}
		s.keys = pushedBy(all...)
	}
	if s.keys.holds(xOnly) {
		return true, true
	}
	return false, s.keyOnly
}

// ownedScripts are those of a registered wallet's script, all known.
func ownedScripts(o *descriptor.Script) scripts {
	s := scripts{redeem: o.RedeemScript, witness: o.WitnessScript}
	if t := o.Taproot; t != nil {
		s.internal, s.keyOnly = t.InternalKey[:], t.MerkleRoot == nil
		for _, l := range t.Leaves {
			s.leaves = append(s.leaves, tapLeaf{script: l.Script, version: l.Version, hash: l.Hash})
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
