// Package bip32 derives private keys as BIP-0032 says, on fixed arrays that may
// lie in locked memory and never pass through the heap. Public derivation, which
// hides nothing, is left to others.
package bip32

import (
	"crypto/sha256"
	"errors"

	//lint:ignore SA1019 the fingerprints of BIP-0032 are RIPEMD-160, good or bad
	"golang.org/x/crypto/ripemd160"
)

// Hardened is the first index of hardened children: 2^31, written h or '.
const Hardened = 1 << 31

var (
	// ErrSeed says that a seed is not of 128 to 512 bits.
	ErrSeed = errors.New("a BIP-32 seed has 16 to 64 bytes")
	// ErrInvalidChild says that an index has no key; the chance is below 2^-127.
	ErrInvalidChild = errors.New("this seed or index gives no valid key")
	// ErrDepth says that a path is longer than an extended key can tell.
	ErrDepth = errors.New("derivation deeper than 255 levels")
)

// Node is an extended private key. It holds no pointers: clearing it clears all.
type Node struct {
	Key, ChainCode [32]byte
	Public         [33]byte // compressed public key of Key
	Depth          byte
	Parent         [4]byte // fingerprint of the parent's public key
	Index          uint32
}

// Master derives the master node of a seed.
func (n *Node) Master(seed []byte) error { return new(Scratch).Master(n, seed) }

// Set makes n the master node of a key and a chain code.
func (n *Node) Set(key, chainCode *[32]byte) error {
	*n = Node{Key: *key, ChainCode: *chainCode}
	return n.setPublic(new(Scratch))
}

// Child derives the private child of parent at the index.
func (n *Node) Child(parent *Node, index uint32) error {
	return new(Scratch).Child(n, parent, index)
}

// ChildKey derives only Key and ChainCode of the child and clears the rest: all
// that a signature needs, without the multiplication for the public key.
func (n *Node) ChildKey(parent *Node, index uint32) error {
	return new(Scratch).ChildKey(n, parent, index)
}

// Fingerprint is the first four bytes of the public key's HASH160.
func (n *Node) Fingerprint() (f [4]byte) {
	inner := sha256.Sum256(n.Public[:])
	h := ripemd160.New()
	h.Write(inner[:])
	copy(f[:], h.Sum(nil))
	return f
}

func (n *Node) setPublic(w *Scratch) (err error) {
	if n.Public, err = w.PublicKey(&n.Key); err != nil {
		return ErrInvalidChild
	}
	return nil
}
