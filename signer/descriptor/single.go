package descriptor

import (
	"github.com/btcsuite/btcd/address/v2"
)

// A signature at its largest: ECDSA in DER with its hash type where the signer
// did not grind for a low R, BIP-340 with a hash type.
const (
	maxECDSA   = 72
	maxSchnorr = 65
)

// The sizes of public keys, in scripts and in leaves (BIP-340).
const (
	compressedKey = 33
	xOnlyKey      = 32
)

// pk is pk(KEY): the key and OP_CHECKSIG (BIP-381).
type pk struct {
	slot int
	leaf bool // the key is x-only
}

func parsePK(p *parser, in context) (expr, error) {
	slot, err := p.key(in.forms())
	return pk{slot, in == inLeaf}, err
}

func (e pk) appendText(b []byte, key func(int) string) []byte {
	return append(append(append(b, "pk("...), key(e.slot)...), ')')
}

func (e pk) fill(s *Script, keys [][]byte) ([]byte, error) {
	s.Threshold, s.stack = 1, e.satisfied(signatureSize(e.leaf), 0)
	return pubKeyScript(inContext(keys[e.slot], e.leaf)), nil
}

func (e pk) satisfied(signature, _ int) stack { return stack{1, 1 + signature} }

// pkh is pkh(KEY): the key's hash, the key shown when it is spent (BIP-381).
type pkh struct {
	slot int
	leaf bool
}

func parsePKH(p *parser, in context) (expr, error) {
	slot, err := p.key(in.forms())
	return pkh{slot, in == inLeaf}, err
}

func (e pkh) appendText(b []byte, key func(int) string) []byte {
	return append(append(append(b, "pkh("...), key(e.slot)...), ')')
}

func (e pkh) fill(s *Script, keys [][]byte) ([]byte, error) {
	key := inContext(keys[e.slot], e.leaf)
	s.Threshold, s.stack = 1, e.satisfied(signatureSize(e.leaf), len(key))
	return pubKeyHashScript(address.Hash160(key)), nil
}

func (e pkh) satisfied(signature, key int) stack { return stack{2, 1 + signature + 1 + key} }

// wpkh is wpkh(KEY): witness version 0 of a key's hash (BIP-382).
type wpkh struct{ slot int }

func parseWPKH(p *parser, _ context) (expr, error) {
	slot, err := p.key(compressedOnly)
	return wpkh{slot}, err
}

func (e wpkh) appendText(b []byte, key func(int) string) []byte {
	return append(append(append(b, "wpkh("...), key(e.slot)...), ')')
}

func (e wpkh) fill(s *Script, keys [][]byte) ([]byte, error) {
	s.Threshold, s.stack = 1, stack{}
	s.MaxSatisfaction.Witness = e.witness(maxECDSA)
	return p2wpkh(keys[e.slot]), nil
}

// witness is the size of what spends the output, with a signature of a size.
func (e wpkh) witness(signature int) int {
	return stack{2, 1 + signature + 1 + compressedKey}.witnessSize()
}

// inContext is the key as a script of the context holds it.
func inContext(key []byte, leaf bool) []byte {
	if leaf {
		return key[1:]
	}
	return key
}

func signatureSize(leaf bool) int {
	if leaf {
		return maxSchnorr
	}
	return maxECDSA
}
