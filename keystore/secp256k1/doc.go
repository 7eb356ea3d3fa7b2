// Package secp256k1 computes with private keys: public keys, ECDSA (RFC 6979,
// with low R as Bitcoin Core makes it), BIP-0340, and the tweaks of BIP-0032 and
// BIP-0341. What it does with a key or nonce takes no branch, reads no table
// entry and runs no loop that depends on the secret, so its time tells nothing.
//
// Keys come and go as pointers to 32 bytes, which may lie in locked memory, and so
// may the Scratch in which they are worked with. Callers run all of it inside
// coldsign/internal/erase, which wipes what passes through the stack. Nothing here verifies: public arithmetic is
// left to libraries whose speed may depend on what they see.
package secp256k1

import "errors"

var (
	// ErrKey says that a private key is zero or not below the group's order.
	ErrKey = errors.New("private key is not in the range 1 to n-1")
	// ErrTweak says that a tweak is not below the order or leads to the key zero.
	// No honest hash does so but with a chance of 2^-127.
	ErrTweak = errors.New("tweak leads to no valid private key")
)

// PublicKey returns the compressed public key of a private one.
func (w *Scratch) PublicKey(key *[32]byte) (public [33]byte, err error) {
	if !w.d.setKey(key) {
		return public, ErrKey
	}
	p := w.baseMult(&w.d)
	return p.compressed(), nil
}

// compressed is the point in the 33 bytes of SEC 1, 2.3.3.
func (q *affine) compressed() (b [33]byte) {
	b[0] = 2 + byte(q.y.isOdd())
	x := q.x.bytes()
	copy(b[1:], x[:])
	return b
}
