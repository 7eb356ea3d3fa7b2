package signer

import (
	"bytes"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/txscript/v2"

	"coldsign/psbt"
)

// fields are what inputs and outputs of a packet have in common.
type fields interface {
	RedeemScript() ([]byte, bool)
	WitnessScript() ([]byte, bool)
	Derivations() []psbt.Derivation
	TapInternalKey() ([32]byte, bool)
	TapDerivations() []psbt.TapDerivation
}

// record is a derivation record of either kind: it claims that a key comes from
// a path of the master key with a fingerprint.
type record struct {
	key         []byte // 32 bytes of a taproot record, else 33 or 65
	tap         bool
	leaves      [][32]byte // of a taproot record: where the key stands
	fingerprint [4]byte
	path        []uint32
}

func recordsOf(f fields) []record {
	var out []record
	for _, d := range f.Derivations() {
		out = append(out, record{key: d.PubKey, fingerprint: d.Fingerprint, path: d.Path})
	}
	for _, d := range f.TapDerivations() {
		out = append(out, record{key: d.XOnly[:], tap: true, leaves: d.LeafHashes, fingerprint: d.Fingerprint, path: d.Path})
	}
	return out
}

// is says whether the record is for a public key of 33 bytes.
func (r *record) is(pubKey []byte) bool {
	if r.tap {
		pubKey = pubKey[1:]
	}
	return bytes.Equal(r.key, pubKey)
}

// unnamed says that the record leaves the fingerprint open.
func (r *record) unnamed() bool { return r.fingerprint == [4]byte{} }

// heldBy says whether a script holds the record's key; known is false when not
// enough of the script is known to say no.
func (r *record) heldBy(t *ScriptType, script []byte, s *scripts) (held, known bool) {
	if t.Algorithm == Schnorr {
		return s.holdsTap(r.xOnly())
	}
	code := t.code(script, s)
	if code == nil {
		nested := paysToNested(script, r.key)
		return nested, nested || t.Algorithm == NoAlgorithm
	}
	return s.holdsCode(code, r.key), true
}

func (r *record) xOnly() []byte {
	if len(r.key) == 33 {
		return r.key[1:]
	}
	return r.key
}

func hash160(b []byte) []byte { return address.Hash160(b) }

// paysToNested says whether a script pays to a key's own sh(wpkh()): a redeem script that
// a packet leaves out, and that the key alone tells.
func paysToNested(script, key []byte) bool {
	return len(key) == 33 && commitsToRedeem(script, append([]byte{txscript.OP_0, 20}, hash160(key)...))
}
