package signer

import (
	"bytes"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/txscript/v2"

	"coldsign/signer/descriptor"
)

// Algorithm is how signatures of a script type are made.
type Algorithm string

const (
	NoAlgorithm Algorithm = ""
	ECDSA       Algorithm = "ecdsa"   // RFC 6979, DER
	Schnorr     Algorithm = "schnorr" // BIP-340
)

// Proof is how well an amount is known.
type Proof int

const (
	Missing   Proof = iota // nobody states it
	Claimed                // by a witness UTXO alone
	Committed              // by the coin's own signature, which covers the amounts of all inputs (BIP-341)
	Proven                 // by the hash of the previous transaction
)

var proofNames = [...]string{Missing: "missing", Claimed: "claimed", Committed: "committed", Proven: "proven"}

func (p Proof) String() string { return proofNames[p] }

// MarshalText writes the proof's word.
func (p Proof) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// ScriptType is one row of the table of script types. Nobody else switches on
// the kind of a script.
type ScriptType struct {
	Name      string
	Algorithm Algorithm
	Alone     Proof // of the amount, when a witness UTXO states it and no previous transaction does
	Segwit    bool  // false: its digest covers no amount, so the previous transaction is needed
	SingleKey bool

	is     func(script, redeem []byte) bool
	code   func(script []byte, s *scripts) []byte // the script that signatures cover and that holds the keys; nil: not known
	digest digest                                 // what signatures sign
	spend  descriptor.Satisfaction                // of a usual spender, for coins whose script is not known here
}

func itself(script []byte, _ *scripts) []byte { return script }
func redeemed(_ []byte, s *scripts) []byte    { return s.redeem }
func witnessed(_ []byte, s *scripts) []byte   { return s.witness }
func unspendable(_ []byte, _ *scripts) []byte { return nil }
func bare(is func([]byte) bool) func(s, _ []byte) bool {
	return func(s, _ []byte) bool { return is(s) }
}
func nested(is func([]byte) bool) func(s, redeem []byte) bool {
	return func(s, redeem []byte) bool { return txscript.IsPayToScriptHash(s) && is(redeem) }
}

// multisig2of3 is what foreign script hashes are taken for when sizes are
// estimated: two signatures of 72 bytes, three keys.
const multisig2of3 = 1 + 2*73 + 2 + 105

// scriptTypes are tried in order; the last fits every script. A redeem script is
// the one that the script commits to, or nil.
var scriptTypes = [...]ScriptType{
	{"p2pkh", ECDSA, Claimed, false, true, bare(txscript.IsPayToPubKeyHash),
		itself, legacyDigest, descriptor.Satisfaction{ScriptSig: 107}},
	{"p2sh-p2wpkh", ECDSA, Claimed, true, true, nested(txscript.IsPayToWitnessPubKeyHash),
		redeemed, segwitDigest, descriptor.Satisfaction{ScriptSig: 23, Witness: 108}},
	{"p2sh-p2wsh", ECDSA, Claimed, true, false, nested(txscript.IsPayToWitnessScriptHash),
		witnessed, segwitDigest, descriptor.Satisfaction{ScriptSig: 35, Witness: multisig2of3}},
	{"p2sh", ECDSA, Claimed, false, false, bare(txscript.IsPayToScriptHash),
		redeemed, legacyDigest, descriptor.Satisfaction{ScriptSig: multisig2of3}},
	{"p2wpkh", ECDSA, Claimed, true, true, bare(txscript.IsPayToWitnessPubKeyHash),
		itself, segwitDigest, descriptor.Satisfaction{Witness: 108}},
	{"p2wsh", ECDSA, Claimed, true, false, bare(txscript.IsPayToWitnessScriptHash),
		witnessed, segwitDigest, descriptor.Satisfaction{Witness: multisig2of3}},
	{"p2tr", Schnorr, Committed, true, false, bare(txscript.IsPayToTaproot),
		unspendable, taprootDigest, descriptor.Satisfaction{Witness: 66}},
	{"p2pk", ECDSA, Claimed, false, true, bare(txscript.IsPayToPubKey),
		itself, legacyDigest, descriptor.Satisfaction{ScriptSig: 73}},
	{"p2ms", ECDSA, Claimed, false, false, bare(isMultisig),
		itself, legacyDigest, descriptor.Satisfaction{ScriptSig: 1 + 2*73}},
	{"op_return", NoAlgorithm, Claimed, false, false, bare(isOpReturn),
		unspendable, noDigest, descriptor.Satisfaction{}},
	{"p2a", NoAlgorithm, Claimed, true, false, bare(isPayToAnchor),
		unspendable, noDigest, descriptor.Satisfaction{}},
	{"witness-unknown", NoAlgorithm, Claimed, true, false, bare(isFutureWitness),
		unspendable, noDigest, descriptor.Satisfaction{}},
	{"nonstandard", NoAlgorithm, Claimed, false, false, bare(func([]byte) bool { return true }),
		unspendable, noDigest, descriptor.Satisfaction{}},
}

func isMultisig(script []byte) bool {
	ok, err := txscript.IsMultisigScript(script)
	return ok && err == nil
}

func isOpReturn(script []byte) bool { return len(script) > 0 && script[0] == txscript.OP_RETURN }

// isPayToAnchor recognises the script that anybody may spend to raise a fee:
// witness version 1 with the two bytes 4e73.
func isPayToAnchor(script []byte) bool {
	return bytes.Equal(script, []byte{txscript.OP_1, 2, 0x4e, 0x73})
}

// isFutureWitness recognises the witness programs without a meaning yet.
func isFutureWitness(script []byte) bool {
	version, _, err := txscript.ExtractWitnessProgramInfo(script)
	return err == nil && version > 0
}

// typeOf finds the type of a script; redeem is the redeem script that it commits
// to, or nil.
func typeOf(script, redeem []byte) *ScriptType {
	i := 0
	for !scriptTypes[i].is(script, redeem) {
		i++
	}
	return &scriptTypes[i]
}

// commitsToRedeem says whether a script is the P2SH script of a redeem script.
func commitsToRedeem(script, redeem []byte) bool {
	return txscript.IsPayToScriptHash(script) && bytes.Equal(address.Hash160(redeem), script[2:22])
}
