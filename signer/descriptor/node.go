package descriptor

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/binary"
	"errors"

	"github.com/btcsuite/btcd/btcec/v2"
)

// node is a public key and its chain code, the point at hand so that deriving
// many children of one node decompresses it once.
type node struct {
	point  btcec.JacobianPoint // affine
	pubKey [33]byte
	chain  [32]byte
}

func newNode(pubKey *btcec.PublicKey, chain []byte) *node {
	n := &node{}
	pubKey.AsJacobian(&n.point)
	copy(n.pubKey[:], pubKey.SerializeCompressed())
	copy(n.chain[:], chain)
	return n
}

// child is public child derivation, CKDpub of BIP-32.
func (n *node) child(index uint32) (*node, error) {
	if index&hardened != 0 {
		return nil, errHardened
	}
	mac := hmac.New(sha512.New, n.chain[:])
	mac.Write(n.pubKey[:])
	mac.Write(binary.BigEndian.AppendUint32(nil, index))
	sum := mac.Sum(nil)

	var tweak btcec.ModNScalar
	if overflow := tweak.SetByteSlice(sum[:32]); overflow {
		return nil, errInvalidChild
	}
	c := &node{}
	var offset btcec.JacobianPoint
	btcec.ScalarBaseMultNonConst(&tweak, &offset) // public data: the time it takes tells nothing
	btcec.AddNonConst(&n.point, &offset, &c.point)
	if c.point.Z.IsZero() {
		return nil, errInvalidChild
	}
	copy(c.pubKey[:], compressed(&c.point))
	copy(c.chain[:], sum[32:])
	return c, nil
}

// compressed makes a point other than infinity affine and returns its 33 bytes.
func compressed(p *btcec.JacobianPoint) []byte {
	p.ToAffine()
	key := make([]byte, 33)
	key[0] = 2
	if p.Y.IsOdd() {
		key[0] = 3
	}
	p.X.PutBytesUnchecked(key[1:])
	return key
}

var (
	errHardened     = errors.New("a hardened step below an extended public key cannot be derived")
	errInvalidChild = errors.New("no key at this index (probability below 2^-127)")
)
