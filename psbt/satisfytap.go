package psbt

import (
	"coldsign/internal/miniscript"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// satisfyTaproot finds the witness of a taproot coin: the key path when it is
// signed, else the smallest of the leaves that can be satisfied.
func (s *spend) satisfyTaproot() (wire.TxWitness, string, error) {
	outputKey := taprootKey(s.coin.PkScript)
	if sig, ok := s.in.TapKeySig(); ok {
		if reason := s.verifySchnorr(outputKey, sig, nil); reason != "" {
			return nil, "p2tr", errorAt(s.in.place(), "TAP_KEY_SIG", "%s", reason)
		}
		return wire.TxWitness{sig}, "p2tr key path", nil
	}
	var best wire.TxWitness
	missing := error(errorAt(s.in.place(), "TAP_KEY_SIG", "missing, and there is no TAP_LEAF_SCRIPT"))
	for _, leaf := range s.in.TapLeafScripts() {
		witness, err := s.satisfyLeaf(outputKey, leaf)
		if err != nil {
			missing = err
		} else if best == nil || witness.SerializeSize() < best.SerializeSize() {
			best = witness
		}
	}
	if best == nil {
		return nil, "p2tr", missing
	}
	return best, "p2tr script path", nil
}

// satisfyLeaf finds the witness for one leaf. A single key and multi_a are
// expressions of BIP-379 like any other.
func (s *spend) satisfyLeaf(outputKey []byte, leaf TapLeafScript) (wire.TxWitness, error) {
	block, err := txscript.ParseControlBlock(leaf.ControlBlock)
	if err != nil || txscript.VerifyTaprootLeafCommitment(block, outputKey, leaf.Script) != nil {
		return nil, errorAt(s.in.place(), "TAP_LEAF_SCRIPT", "is not a leaf of the coin's script")
	}
	if leaf.Version != byte(txscript.BaseLeafVersion) {
		return nil, errorAt(s.in.place(), "TAP_LEAF_SCRIPT", "is of leaf version 0x%02x, which has no meaning yet", leaf.Version)
	}
	sigs, err := s.collectLeaf(txscript.NewBaseTapLeaf(leaf.Script))
	if err != nil {
		return nil, err
	}
	expression, err := miniscript.Decode(leaf.Script, miniscript.Tapscript, s.keyOfHash)
	if err != nil {
		return nil, errorAt(s.in.place(), "TAP_LEAF_SCRIPT", "its script is of no kind that can be finished")
	}
	stack, err := expression.Satisfy(s.available(func(pubkey []byte) ([]byte, bool) {
		sig, ok := sigs[string(pubkey)]
		return sig, ok
	}))
	if err != nil {
		return nil, s.unsatisfied(err)
	}
	return append(stack, leaf.Script, leaf.ControlBlock), nil
}

// collectLeaf verifies the signatures for a leaf and keeps them by x-only key.
func (s *spend) collectLeaf(leaf txscript.TapLeaf) (map[string][]byte, error) {
	hash := leaf.TapHash()
	if s.tapSigs == nil {
		s.tapSigs = make(map[[hashLen]byte][]TapScriptSig)
		for _, sig := range s.in.TapScriptSigs() {
			s.tapSigs[sig.LeafHash] = append(s.tapSigs[sig.LeafHash], sig)
		}
	}
	sigs := make(map[string][]byte)
	for _, sig := range s.tapSigs[hash] {
		if reason := s.verifySchnorr(sig.XOnly[:], sig.Signature, &leaf); reason != "" {
			return nil, errorAt(s.in.place(), "TAP_SCRIPT_SIG", "the signature of %x %s", sig.XOnly, reason)
		}
		sigs[string(sig.XOnly[:])] = sig.Signature
	}
	return sigs, nil
}
