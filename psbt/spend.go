package psbt

import (
	"bytes"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// context is the kind of digest that the signatures of a spend are for.
type context uint8

const (
	legacy    context = 1 << iota // before segwit
	witnessV0                     // BIP-143
	taproot                       // BIP-341
	anchor                        // none: anybody may spend it
)

// A spend is one input with the layers of its coin's script peeled off: what
// is left to satisfy is script, in context.
type spend struct {
	*coins
	in      Input
	coin    *wire.TxOut
	name    string // the layers, like "p2sh-p2wsh"
	context context
	script  []byte                        // for witness key hashes the p2pkh script that BIP-143 signs
	redeem  []byte                        // to be shown in the scriptSig; nil: none
	witness []byte                        // to be shown in the witness; nil: none
	sigs    map[string][]byte             // verified, by public key
	keys    map[[shortHashLen]byte][]byte // public keys by hash; nil: not made yet

	tapSigs   map[[hashLen]byte][]TapScriptSig // by leaf; nil: not made yet
	preimages mapIndex                         // nil: not made yet
}

// payToAnchor is the script that anybody may spend to raise a fee: witness version 1
// with the two bytes 4e73.
var payToAnchor = []byte{txscript.OP_1, 2, 0x4e, 0x73}

// open peels the layers of input i. Each script must be the one that the layer
// above commits to.
func (c *coins) open(i int) (*spend, error) {
	in := c.p.Input(i)
	if c.errs[i] != nil {
		return nil, c.errs[i]
	}
	s := &spend{coins: c, in: in, coin: c.spent[i], context: legacy, script: c.spent[i].PkScript}
	if hash := scriptHash(s.script); hash != nil {
		redeem, ok := in.RedeemScript()
		if !ok || !bytes.Equal(hash160Sum(redeem), hash) {
			return nil, errorAt(in.place(), "REDEEM_SCRIPT", "%s", missingOr(ok, "is not the script of the coin"))
		}
		s.name, s.script, s.redeem = "p2sh", redeem, redeem
	}
	if hash := witnessPubKeyHash(s.script); hash != nil {
		s.context, s.name = witnessV0, join(s.name, "p2wpkh")
		s.script = append(append(bytes.Clone(p2pkhBefore), hash...), p2pkhAfter...)
		return s, nil
	}
	if hash := witnessScriptHash(s.script); hash != nil {
		witness, ok := in.WitnessScript()
		if !ok || !bytes.Equal(sha256Sum(witness), hash) {
			return nil, errorAt(in.place(), "WITNESS_SCRIPT", "%s", missingOr(ok, "is not the script of the coin"))
		}
		s.context, s.name, s.script, s.witness = witnessV0, join(s.name, "p2wsh"), witness, witness
		return s, nil
	}
	if s.redeem == nil && bytes.Equal(s.script, payToAnchor) {
		s.context, s.name = anchor, "p2a"
		return s, nil
	}
	if s.redeem == nil && taprootKey(s.script) != nil {
		s.context, s.name = taproot, "p2tr"
		if !c.whole {
			return nil, errorAt(in.place(), "TAP_KEY_SIG", "cannot be verified while the coin of another input is not known")
		}
	}
	return s, nil
}

func missingOr(present bool, reason string) string {
	if !present {
		return "missing"
	}
	return reason
}

// join puts a dash between the names of two layers.
func join(outer, inner string) string {
	if outer == "" {
		return inner
	}
	return outer + "-" + inner
}

// digest is what a signature of the given sighash type signs, outside taproot.
func (s *spend) digest(sighash txscript.SigHashType) ([]byte, error) {
	if s.context == witnessV0 {
		return txscript.CalcWitnessSigHash(s.script, s.hashes, sighash, s.tx, s.in.i, s.coin.Value)
	}
	return s.legacy().Digest(s.script, uint32(sighash), s.in.i)
}

// tapDigest is what a signature signs in taproot: for a leaf, or for the key
// path when leaf is nil.
func (s *spend) tapDigest(sighash txscript.SigHashType, leaf *txscript.TapLeaf) ([]byte, error) {
	if leaf == nil {
		return txscript.CalcTaprootSignatureHash(s.hashes, sighash, s.tx, s.in.i, s.coins)
	}
	return txscript.CalcTapscriptSignaturehash(s.hashes, sighash, s.tx, s.in.i, s.coins, *leaf)
}
