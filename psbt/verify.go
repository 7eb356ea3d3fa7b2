package psbt

import (
	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/ecdsa"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
	"github.com/btcsuite/btcd/txscript/v2"
)

const wrongSignature = "does not verify"

// collect verifies all partial signatures of the input and keeps them by
// public key. One that is wrong is an error: somebody made it so.
func (s *spend) collect() error {
	s.sigs = make(map[string][]byte)
	for pair := range s.in.fields().All(InPartialSig) {
		if reason := s.verifyECDSA(pair.KeyData, pair.Value); reason != "" {
			return errorAt(s.in.place(), "PARTIAL_SIG", "the signature of %x %s", pair.KeyData, reason)
		}
		s.sigs[string(pair.KeyData)] = pair.Value
	}
	return nil
}

// verifyECDSA verifies a signature with its sighash byte. It returns "" or the
// reason.
func (s *spend) verifyECDSA(pubkey, sig []byte) string {
	if checkECDSASig(sig) != "" {
		return wrongSignature
	}
	end := len(sig) - 1
	if reason := s.checkSighash(uint32(sig[end])); reason != "" {
		return reason
	}
	digest, err := s.digest(txscript.SigHashType(sig[end]))
	if err != nil {
		return wrongSignature
	}
	if s.isVerified(digest, sig[:end], pubkey) {
		return ""
	}
	key, err := btcec.ParsePubKey(pubkey)
	if err != nil {
		return wrongSignature
	}
	parsed, err := ecdsa.ParseDERSignature(sig[:end])
	if err != nil || !parsed.Verify(digest, key) {
		return wrongSignature
	}
	return ""
}

// verifySchnorr verifies a signature of 64 or 65 bytes for a leaf, or for the
// key path when leaf is nil.
func (s *spend) verifySchnorr(xonly, sig []byte, leaf *txscript.TapLeaf) string {
	if checkSchnorrSig(sig) != "" {
		return wrongSignature
	}
	sighash := txscript.SigHashDefault
	if len(sig) > schnorrSigLen {
		sighash = txscript.SigHashType(sig[schnorrSigLen])
	}
	if reason := s.checkSighash(uint32(sighash)); reason != "" {
		return reason
	}
	digest, err := s.tapDigest(sighash, leaf)
	if err != nil {
		return wrongSignature
	}
	if s.isVerified(digest, sig, xonly) {
		return ""
	}
	key, err := schnorr.ParsePubKey(xonly)
	if err != nil {
		return wrongSignature
	}
	parsed, err := schnorr.ParseSignature(sig[:schnorrSigLen])
	if err != nil || !parsed.Verify(digest, key) {
		return wrongSignature
	}
	return ""
}

// isVerified says whether the caller has verified a signature already.
func (s *spend) isVerified(digest, sig, key []byte) bool {
	return s.verified != nil && s.verified.Exists([32]byte(digest), sig, key)
}

// checkSighash asks that a signature is of the type that SIGHASH_TYPE states,
// as BIP-174 demands of finalizers.
func (s *spend) checkSighash(sighash uint32) string {
	if stated, ok := s.in.SighashType(); ok && stated != sighash {
		return "is of another sighash type than SIGHASH_TYPE states"
	}
	return ""
}
