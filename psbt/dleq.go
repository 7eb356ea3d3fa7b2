package psbt

import (
	"bytes"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
)

var tagDLEQChallenge = []byte("BIP0374/challenge")

// verifyDLEQ verifies that the share is the scan key times the private key of
// a public key (BIP-374, VerifyProof). It returns "" or the reason.
//
//	R1 = s*G - e*A, R2 = s*B - e*C, e = H(A, B, C, G, R1, R2)
func verifyDLEQ(key *btcec.PublicKey, scan, share, proof []byte) string {
	scanKey, err := btcec.ParsePubKey(scan)
	if err != nil {
		return "its scan key is not on the curve"
	}
	shareKey, err := btcec.ParsePubKey(share)
	if err != nil {
		return "its share is not on the curve"
	}
	const wrong = "the proof does not hold"
	if len(proof) != 64 {
		return wrong
	}
	var e, s btcec.ModNScalar
	e.SetByteSlice(proof[:32])
	if overflow := s.SetByteSlice(proof[32:]); overflow {
		return wrong
	}
	e.Negate()
	r1 := combination(&s, btcec.Generator(), &e, key)
	r2 := combination(&s, scanKey, &e, shareKey)
	if r1 == nil || r2 == nil {
		return wrong
	}
	challenge := chainhash.TaggedHash(tagDLEQChallenge,
		key.SerializeCompressed(), scan, share, btcec.Generator().SerializeCompressed(),
		r1.SerializeCompressed(), r2.SerializeCompressed())
	if !bytes.Equal(challenge[:], proof[:32]) {
		return wrong
	}
	return ""
}

// combination is a*P + b*Q, or nil for the point at infinity.
func combination(a *btcec.ModNScalar, p *btcec.PublicKey, b *btcec.ModNScalar, q *btcec.PublicKey) *btcec.PublicKey {
	var point, left, right btcec.JacobianPoint
	p.AsJacobian(&point)
	btcec.ScalarMultNonConst(a, &point, &left)
	q.AsJacobian(&point)
	btcec.ScalarMultNonConst(b, &point, &right)
	btcec.AddNonConst(&left, &right, &left)
	return publicKeyOf(&left)
}

// multiply is k*P, or nil for the point at infinity.
func multiply(p *btcec.PublicKey, k *btcec.ModNScalar) *btcec.PublicKey {
	var point, product btcec.JacobianPoint
	p.AsJacobian(&point)
	btcec.ScalarMultNonConst(k, &point, &product)
	return publicKeyOf(&product)
}

// addPoint adds a compressed key to a sum; false when it is not on the curve.
func addPoint(sum *btcec.JacobianPoint, compressed []byte) bool {
	key, err := btcec.ParsePubKey(compressed)
	if err != nil {
		return false
	}
	var point btcec.JacobianPoint
	key.AsJacobian(&point)
	btcec.AddNonConst(sum, &point, sum)
	return true
}

// publicKeyOf turns a point into a key, the point at infinity into nil.
func publicKeyOf(point *btcec.JacobianPoint) *btcec.PublicKey {
	if point.X.IsZero() && point.Y.IsZero() || point.Z.IsZero() {
		return nil
	}
	affine := *point
	affine.ToAffine()
	return btcec.NewPublicKey(&affine.X, &affine.Y)
}

// scalarOf reads a hash as a scalar, reduced by the group order.
func scalarOf(hash *chainhash.Hash) *btcec.ModNScalar {
	var k btcec.ModNScalar
	k.SetByteSlice(hash[:])
	return &k
}
