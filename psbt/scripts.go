package psbt

import "bytes"

// The script templates that the standards name, recognised by their bytes.

const (
	opTrue          = 0x51
	op2             = 0x52
	op16            = 0x60
	opDup           = 0x76
	opEqual         = 0x87
	opEqualVerify   = 0x88
	opHash160       = 0xa9
	opCheckSig      = 0xac
	push20          = 0x14
	push32          = 0x20
	minProgramLen   = 2
	maxProgramLen   = 40
	witnessOverhead = 2 // version and push
)

// matchHash20 returns the 20-byte hash that stands between two parts of a
// script, or nil.
func matchHash20(script, before, after []byte) []byte {
	if len(script) != len(before)+shortHashLen+len(after) ||
		!bytes.HasPrefix(script, before) || !bytes.HasSuffix(script, after) {
		return nil
	}
	return script[len(before) : len(before)+shortHashLen]
}

var (
	p2pkhBefore  = []byte{opDup, opHash160, push20}
	p2pkhAfter   = []byte{opEqualVerify, opCheckSig}
	p2shBefore   = []byte{opHash160, push20}
	p2shAfter    = []byte{opEqual}
	p2wpkhBefore = []byte{0, push20}
)

// pubKeyHash returns the hash of a pay-to-pubkey-hash script, or nil.
func pubKeyHash(script []byte) []byte { return matchHash20(script, p2pkhBefore, p2pkhAfter) }

// scriptHash returns the hash of a pay-to-script-hash script, or nil.
func scriptHash(script []byte) []byte { return matchHash20(script, p2shBefore, p2shAfter) }

// witnessPubKeyHash returns the hash of a version 0 key program, or nil.
func witnessPubKeyHash(script []byte) []byte { return matchHash20(script, p2wpkhBefore, nil) }

// witnessScriptHash returns the hash of a version 0 script program, or nil.
func witnessScriptHash(script []byte) []byte {
	if len(script) != witnessOverhead+hashLen || script[0] != 0 || script[1] != push32 {
		return nil
	}
	return script[witnessOverhead:]
}

// taprootKey returns the output key of a version 1 program of 32 bytes, or nil.
func taprootKey(script []byte) []byte {
	if len(script) != witnessOverhead+xOnlyLen || script[0] != opTrue || script[1] != push32 {
		return nil
	}
	return script[witnessOverhead:]
}

// futureWitness says whether a script is a witness program of version 2 to 16.
func futureWitness(script []byte) bool {
	program := len(script) - witnessOverhead
	return program >= minProgramLen && program <= maxProgramLen &&
		script[0] >= op2 && script[0] <= op16 && int(script[1]) == program
}
