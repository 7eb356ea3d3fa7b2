package signer

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/ecdsa"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
	"github.com/btcsuite/btcd/txscript/v2"

	"coldsign/psbt"
)

// slot is one place of an input where a signature may stand.
type slot struct {
	key         []byte // 33 bytes; the output key of a taproot key path
	path        []uint32
	fingerprint [4]byte
	ours        bool
	leaf        *tapLeaf // of a leaf's signature
	tweak       []byte   // of a key path: the merkle root, empty without one; nil elsewhere
	signed      bool
}

// slotsOf lists where the keys of an owned input may sign, in the order of the
// descriptor's keys, the key path of a taproot output first.
func (b *book) slotsOf(in *Input) []slot {
	o := in.Owner.Script
	keys := b.byWallet[in.Owner.Wallet]
	at := func(i int) slot {
		k := &o.Keys[i]
		return slot{key: k.PubKey, path: k.Path, fingerprint: keys[k.Key].key.Fingerprint, ours: keys[k.Key].holding == held}
	}
	var slots []slot
	if o.Taproot == nil {
		for i := range o.Keys {
			slots = append(slots, at(i))
		}
		return slots
	}
	for i := range o.Keys {
		if bytes.Equal(o.Keys[i].PubKey[1:], o.Taproot.InternalKey[:]) {
			s := at(i)
			s.key = append([]byte{2}, o.Taproot.OutputKey[:]...)
			s.tweak = append([]byte{}, o.Taproot.MerkleRoot...)
			slots = append(slots, s)
		}
	}
	for l := range o.Taproot.Leaves {
		for _, i := range o.Taproot.Leaves[l].Keys {
			s := at(i)
			s.leaf = &in.scripts.leaves[l]
			slots = append(slots, s)
		}
	}
	return slots
}

// given is a signature that the packet has.
type given struct {
	key       []byte // 33 or 65 bytes; nil: of the taproot key path
	leafHash  *[32]byte
	signature []byte // without its hash type
	sighash   uint32
}

func givenSignatures(in psbt.Input) []given {
	var out []given
	for _, s := range in.PartialSigs() {
		if n := len(s.Signature) - 1; n >= 0 {
			out = append(out, given{key: s.PubKey, signature: s.Signature[:n], sighash: uint32(s.Signature[n])})
		}
	}
	if sig, ok := in.TapKeySig(); ok {
		g := given{}
		g.signature, g.sighash = splitSchnorr(sig)
		out = append(out, g)
	}
	for _, s := range in.TapScriptSigs() {
		g := given{key: append([]byte{2}, s.XOnly[:]...), leafHash: &s.LeafHash}
		g.signature, g.sighash = splitSchnorr(s.Signature)
		out = append(out, g)
	}
	return out
}

// splitSchnorr separates a BIP-340 signature from its hash type, DEFAULT when
// there is none (BIP-341).
func splitSchnorr(sig []byte) ([]byte, uint32) {
	if len(sig) == schnorr.SignatureSize+1 {
		return sig[:schnorr.SignatureSize], uint32(sig[schnorr.SignatureSize])
	}
	return sig, sighashDefault
}

func (g *given) name() string {
	if g.key == nil {
		return "the signature of the key path"
	}
	return fmt.Sprintf("the signature of key %x", g.key)
}

// judgeSignatures verifies every signature that an input has.
func (d *digests) judgeSignatures(i int, in *Input, view psbt.Input) {
	if in.Type.Algorithm == NoAlgorithm {
		return // a missing coin too: nothing can be said
	}
	names := in.claimedNames()
	for _, g := range givenSignatures(view) {
		in.Signatures.AnyoneCanPay = in.Signatures.AnyoneCanPay || g.sighash&sighashAnyoneCanPay != 0
		if !in.Sighash.agrees(g.sighash, in.Type.Algorithm) {
			in.Signatures.Mismatched = append(in.Signatures.Mismatched,
				fmt.Sprintf("%s is %s, the input says %s", g.name(), sighashName(g.sighash), sighashName(in.Sighash.Value)))
		}
		key, leaf, err := in.signerOf(&g)
		if err == nil && key == nil {
			continue // nothing says what it should sign
		}
		var digest [32]byte
		if err == nil {
			digest, err = d.verify(i, in, leaf, &g, key)
		}
		if err != nil {
			in.Signatures.Bad = append(in.Signatures.Bad, g.name()+": "+err.Error())
			continue
		}
		in.accept(&g, names)
		if n, ok := nonceOf(g.signature, digest, key); ok {
			in.nonces = append(in.nonces, nonceUse{n, in.nameOf(key)})
		}
	}
}

// letsOthersPay says whether an element of a final script is a signature to whose
// transaction others may add inputs.
func (a Algorithm) letsOthersPay(item []byte) bool {
	n := len(item) - 1
	if n < 0 || uint32(item[n])&sighashAnyoneCanPay == 0 {
		return false
	}
	if a == Schnorr {
		return n == schnorr.SignatureSize
	}
	_, err := ecdsa.ParseDERSignature(item[:n])
	return err == nil
}

// agrees says whether a signature of a hash type is what the input asks for. Where
// it does not say, DEFAULT and ALL of taproot cover the same.
func (s Sighash) agrees(sighash uint32, a Algorithm) bool {
	return sighash == s.Value || !s.Stated && a == Schnorr && sighash == sighashAll
}

// signerOf finds the key and the leaf that a signature is for: nil without error
// when the script behind a hash is not known, so that nothing can be said.
func (in *Input) signerOf(g *given) (key []byte, leaf *tapLeaf, err error) {
	schnorrSig := g.key == nil || g.leafHash != nil
	if (in.Type.Algorithm == Schnorr) != schnorrSig {
		return nil, nil, errors.New("not of the kind that a " + in.Type.Name + " script takes")
	}
	if g.key == nil {
		return append([]byte{2}, in.Coin.Script[2:]...), nil, nil
	}
	if g.leafHash == nil {
		r := record{key: g.key}
		held, known := r.heldBy(in.Type, in.Coin.Script, &in.scripts)
		if !held && (known || in.Owner != nil) {
			return nil, nil, errNotInScript
		}
		if !held {
			return nil, nil, nil
		}
		return g.key, nil, nil
	}
	if leaf := in.scripts.leaf(*g.leafHash); leaf != nil {
		if !leaf.holds(g.key[1:]) {
			return nil, nil, errNotInScript
		}
		return g.key, leaf, nil
	}
	if in.Owner != nil {
		return nil, nil, errors.New("the coin has no such leaf")
	}
	return nil, nil, nil
}

var (
	errNotInScript = errors.New("the key is not in the script")
	errNotVerified = errors.New("it does not verify")
)

// verify checks one signature against the input's digest, which it returns.
func (d *digests) verify(i int, in *Input, leaf *tapLeaf, g *given, key []byte) ([32]byte, error) {
	digest, err := d.of(i, in, leaf, g.sighash)
	if err != nil {
		return digest, err
	}
	return digest, in.Type.Algorithm.verify(g.signature, digest, key)
}

// verify checks a signature of 64 bytes (BIP-340) or in DER, by a key of 33 or 65
// bytes.
func (a Algorithm) verify(signature []byte, digest [32]byte, key []byte) error {
	pubKey, err := btcec.ParsePubKey(key)
	if err != nil {
		return errors.New("the key is no public key")
	}
	if a == Schnorr {
		sig, err := schnorr.ParseSignature(signature)
		if err != nil || !sig.Verify(digest[:], pubKey) {
			return errNotVerified
		}
		return nil
	}
	sig, err := ecdsa.ParseDERSignature(signature)
	if err != nil {
		return errors.New("it is not in DER form")
	}
	if s := sig.S(); s.IsOverHalfOrder() {
		return errors.New("its S is high, which nodes do not relay")
	}
	if !sig.Verify(digest[:], pubKey) {
		return errNotVerified
	}
	return nil
}

// accept records a signature that verifies. names are those of a coin that is no
// registered wallet's.
func (in *Input) accept(g *given, names claimedNames) {
	signed := Signed{PubKey: g.key, leaf: g.leafHash}
	for s := range in.slots {
		slot := &in.slots[s]
		if slot.takes(g) {
			slot.signed = true
			signed.Fingerprint = slot.fingerprint
		}
	}
	if in.Owner == nil {
		key := g.key
		if key == nil { // a signature of the key path is named by the internal key
			key = append([]byte{2}, in.scripts.internal...)
		}
		signed.Fingerprint = names.of(key)
	}
	in.Signatures.Valid = append(in.Signatures.Valid, signed)
}

// takes says whether a signature is the one of this slot.
func (s *slot) takes(g *given) bool {
	switch {
	case g.key == nil:
		return s.tweak != nil
	case g.leafHash != nil:
		return s.leaf != nil && s.leaf.hash == *g.leafHash && bytes.Equal(s.key[1:], g.key[1:])
	}
	return s.leaf == nil && s.tweak == nil && bytes.Equal(s.key, g.key)
}

// claimedNames are the fingerprints that the packet gives to keys, the first for each;
// of a coin that is no registered wallet's, nothing better is known.
type claimedNames map[string][4]byte

func (in *Input) claimedNames() claimedNames {
	if in.Owner != nil {
		return nil
	}
	names := make(claimedNames, len(in.Claims))
	for i := range in.Claims {
		key := string(in.Claims[i].Key)
		if _, named := names[key]; !named {
			names[key] = in.Claims[i].Fingerprint
		}
	}
	return names
}

// of is a key's fingerprint by a record, of either kind, or its own without one.
func (names claimedNames) of(key []byte) [4]byte {
	for _, known := range [][]byte{key, key[1:]} {
		if name, ok := names[string(known)]; ok {
			return name
		}
	}
	return [4]byte(hash160(key))
}

// sighashName writes a hash type as BIP-143 names it.
func sighashName(t uint32) string {
	names := map[uint32]string{sighashDefault: "DEFAULT", sighashAll: "ALL",
		uint32(txscript.SigHashNone): "NONE", uint32(txscript.SigHashSingle): "SINGLE"}
	base, known := names[t&^sighashAnyoneCanPay]
	switch {
	case !known || t == sighashAnyoneCanPay:
		return fmt.Sprintf("0x%02x", t)
	case t&sighashAnyoneCanPay != 0:
		return base + "|ANYONECANPAY"
	}
	return base
}
