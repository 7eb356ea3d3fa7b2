package drill

import (
	"bytes"
	"crypto/sha256"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/ecdsa"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// oneNonce is a signer of the worst kind: all its signatures have one nonce. Its key is
// drawn out of a word and guards nothing.
type oneNonce struct{ key, nonce btcec.ModNScalar }

var careless = newOneNonce("careless")

func newOneNonce(word string) (s oneNonce) {
	key, nonce := sha256.Sum256([]byte("drill key "+word)), sha256.Sum256([]byte("drill nonce "+word))
	s.key.SetBytes(&key)
	s.nonce.SetBytes(&nonce)
	return s
}

func (s *oneNonce) public() []byte {
	return btcec.PrivKeyFromScalar(&s.key).PubKey().SerializeCompressed()
}

// script is the P2WPKH script of its key.
func (s *oneNonce) script() []byte { return append([]byte{0x00, 20}, address.Hash160(s.public())...) }

// sign makes the final witness of an input that spends its script: BIP-143, all outputs.
func (s *oneNonce) sign(tx *wire.MsgTx, input int, sats int64) ([]byte, error) {
	coins := txscript.NewCannedPrevOutputFetcher(s.script(), sats)
	digest, err := txscript.CalcWitnessSigHash(s.script(), txscript.NewTxSigHashes(tx, coins), txscript.SigHashAll, tx, input, sats)
	if err != nil {
		return nil, err
	}
	var point btcec.JacobianPoint
	btcec.ScalarBaseMultNonConst(&s.nonce, &point)
	point.ToAffine()
	var r, e, sum btcec.ModNScalar
	r.SetByteSlice(point.X.Bytes()[:])
	e.SetByteSlice(digest)
	sum.Mul2(&r, &s.key).Add(&e)                                // e + r·key
	sum.Mul(new(btcec.ModNScalar).InverseValNonConst(&s.nonce)) // over the nonce
	if sum.IsOverHalfOrder() {
		sum.Negate()
	}
	signature := append(ecdsa.NewSignature(&r, &sum).Serialize(), byte(txscript.SigHashAll))
	var witness bytes.Buffer
	witness.WriteByte(2) // items
	for _, item := range [][]byte{signature, s.public()} {
		witness.WriteByte(byte(len(item))) // shorter than 253: one byte says so
		witness.Write(item)
	}
	return witness.Bytes(), nil
}
