// Package bip32 derives private keys as BIP-0032 says, on fixed arrays that may
// lie in locked memory and never pass through the heap. Public derivation, which
// hides nothing, is left to others.
package bip32

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"errors"
	"fmt"

	"coldsign/keystore/secp256k1"

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
func (n *Node) Master(seed []byte) error {
	if len(seed) < 16 || len(seed) > 64 {
		return ErrSeed
	}
	*n = Node{}
	n.setBoth(hmacSHA512([]byte("Bitcoin seed"), seed))
	return n.setPublic()
}

// Set makes n the master node of a key and a chain code.
func (n *Node) Set(key, chainCode *[32]byte) error {
	*n = Node{Key: *key, ChainCode: *chainCode}
	return n.setPublic()
}

// Child derives the private child of parent at the index.
func (n *Node) Child(parent *Node, index uint32) error {
	if parent.Depth == 255 {
		return ErrDepth
	}
	if err := n.ChildKey(parent, index); err != nil {
		return err
	}
	n.Depth = parent.Depth + 1
	n.Parent = parent.Fingerprint()
	n.Index = index
	return n.setPublic()
}

// ChildKey derives only Key and ChainCode of the child and clears the rest: all
// that a signature needs, without the multiplication for the public key.
func (n *Node) ChildKey(parent *Node, index uint32) error {
	var data [37]byte
	if index >= Hardened {
		copy(data[1:], parent.Key[:])
	} else {
		copy(data[:], parent.Public[:])
	}
	binary.BigEndian.PutUint32(data[33:], index)
	child := Node{}
	child.setBoth(hmacSHA512(parent.ChainCode[:], data[:]))
	// The child is parse256(IL) + key: the left half is the tweak.
	tweak := child.Key
	child.Key = parent.Key
	if err := secp256k1.AddTweak(&child.Key, &tweak); err != nil {
		return fmt.Errorf("index %s: %w", Path{index}.step(0), ErrInvalidChild)
	}
	*n = child
	return nil
}

// Fingerprint is the first four bytes of the public key's HASH160.
func (n *Node) Fingerprint() (f [4]byte) {
	inner := sha256.Sum256(n.Public[:])
	h := ripemd160.New()
	h.Write(inner[:])
	copy(f[:], h.Sum(nil))
	return f
}

func (n *Node) setBoth(sum [64]byte) {
	copy(n.Key[:], sum[:32])
	copy(n.ChainCode[:], sum[32:])
}

func (n *Node) setPublic() (err error) {
	if n.Public, err = secp256k1.PublicKey(&n.Key); err != nil {
		return ErrInvalidChild
	}
	return nil
}

// hmacSHA512 is HMAC (RFC 2104) for keys and messages of up to 64 bytes, without
// the heap objects of crypto/hmac.
func hmacSHA512(key, message []byte) [64]byte {
	var block [128 + 64]byte
	copy(block[:128], key)
	for i := range 128 {
		block[i] ^= 0x36
	}
	inner := sha512.Sum512(block[:128+copy(block[128:], message)])
	for i := range 128 {
		block[i] ^= 0x36 ^ 0x5c
	}
	copy(block[128:], inner[:])
	return sha512.Sum512(block[:])
}
