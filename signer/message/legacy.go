package message

import (
	"bytes"
	"encoding/base64"
	"fmt"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/ecdsa"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// legacyMagic begins what the older format signs, so that it is never a
// transaction.
const legacyMagic = "Bitcoin Signed Message:\n"

// LegacyHash is what the older format signs.
func LegacyHash(text []byte) [32]byte {
	var b bytes.Buffer
	_ = wire.WriteVarString(&b, 0, legacyMagic) // a Buffer does not fail
	_ = wire.WriteVarBytes(&b, 0, text)
	return chainhash.DoubleHashH(b.Bytes())
}

// The older signature: a header byte, R and S.
const (
	legacyLen     = 65
	recoveries    = 4  // keys that one signature may be of
	compactHeader = 27 // of the first key, uncompressed
)

// legacyForm is one row of the table of header bytes (BIP-137): the first of four,
// and the script of the address that it stands for.
type legacyForm struct {
	header     byte
	compressed bool
	script     func(key []byte) []byte
}

var legacyForms = [...]legacyForm{
	{27, false, pubKeyHash},
	{31, true, pubKeyHash},
	{35, true, nestedPubKeyHash},
	{39, true, witnessPubKeyHash},
}

func pubKeyHash(key []byte) []byte {
	script := append([]byte{txscript.OP_DUP, txscript.OP_HASH160, txscript.OP_DATA_20}, address.Hash160(key)...)
	return append(script, txscript.OP_EQUALVERIFY, txscript.OP_CHECKSIG)
}

func witnessPubKeyHash(key []byte) []byte {
	return append([]byte{txscript.OP_0, txscript.OP_DATA_20}, address.Hash160(key)...)
}

func nestedPubKeyHash(key []byte) []byte {
	script := append([]byte{txscript.OP_HASH160, txscript.OP_DATA_20}, address.Hash160(witnessPubKeyHash(key))...)
	return append(script, txscript.OP_EQUAL)
}

func legacyKind(header byte) *legacyForm {
	for i := range legacyForms {
		if f := &legacyForms[i]; header >= f.header && header < f.header+recoveries {
			return f
		}
	}
	return nil
}

// isLegacy tells the older format from a witness, which does not begin with as
// many items in so few bytes.
func isLegacy(raw []byte) bool { return len(raw) == legacyLen && legacyKind(raw[0]) != nil }

// legacyScript says whether an address can sign in the older format.
func legacyScript(script []byte) bool {
	return txscript.IsPayToPubKeyHash(script) || txscript.IsPayToScriptHash(script) || txscript.IsPayToWitnessPubKeyHash(script)
}

// recoverKey finds the key of an older signature.
func recoverKey(text, raw []byte) (*btcec.PublicKey, *legacyForm, error) {
	if len(raw) != legacyLen {
		return nil, nil, fmt.Errorf("%w: invalid signature length", ErrInvalid)
	}
	form := legacyKind(raw[0])
	if form == nil {
		return nil, nil, fmt.Errorf("%w: invalid signature parameter", ErrInvalid)
	}
	compact := bytes.Clone(raw)
	compact[0] = compactHeader + (raw[0]-compactHeader)%recoveries
	hash := LegacyHash(text)
	key, _, err := ecdsa.RecoverCompact(compact, hash[:])
	if err != nil {
		return nil, nil, fmt.Errorf("%w: no key has made it", ErrInvalid)
	}
	return key, form, nil
}

func (f *legacyForm) scriptOf(key *btcec.PublicKey) []byte {
	if f.compressed {
		return f.script(key.SerializeCompressed())
	}
	return f.script(key.SerializeUncompressed())
}

func verifyLegacy(text, script, raw []byte) error {
	key, form, err := recoverKey(text, raw)
	if err != nil {
		return err
	}
	if !bytes.Equal(form.scriptOf(key), script) {
		return fmt.Errorf("%w: it is for another message or another address", ErrInvalid)
	}
	return nil
}

// CanBeLegacy says whether a script is the address of a compressed key in the
// older format.
func CanBeLegacy(script, pubKey []byte) bool { return legacyFormOf(script, pubKey) != nil }

func legacyFormOf(script, pubKey []byte) *legacyForm {
	for i := range legacyForms {
		if f := &legacyForms[i]; f.compressed && bytes.Equal(f.script(pubKey), script) {
			return f
		}
	}
	return nil
}

// EncodeLegacy writes an ECDSA signature of LegacyHash, in DER, by a compressed key
// for the address with the given script.
func EncodeLegacy(text, script, pubKey, der []byte) (string, error) {
	form := legacyFormOf(script, pubKey)
	if form == nil {
		return "", fmt.Errorf("%w: the key has no such address", ErrInvalid)
	}
	sig, err := ecdsa.ParseDERSignature(der)
	if err != nil {
		return "", fmt.Errorf("%w: no DER", ErrInvalid)
	}
	r, s := sig.R(), sig.S()
	r32, s32 := r.Bytes(), s.Bytes()
	raw := append(append([]byte{0}, r32[:]...), s32[:]...)
	for id := range byte(recoveries) {
		raw[0] = form.header + id
		if verifyLegacy(text, script, raw) == nil {
			return base64.StdEncoding.EncodeToString(raw), nil
		}
	}
	return "", fmt.Errorf("%w: it is not the key's", ErrInvalid)
}
