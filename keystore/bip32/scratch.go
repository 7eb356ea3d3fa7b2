package bip32

import (
	"crypto/sha512"
	"encoding/binary"
	"fmt"

	"coldsign/keystore/secp256k1"
)

// Scratch is the room in which nodes are derived, so that it can lie in locked
// memory, as the nodes can: it holds no pointers, and the zero value is ready. It
// serves one derivation at a time; whoever owns it clears it. The functions of
// Node have one of their own on the stack.
type Scratch struct {
	secp256k1.Scratch
	block [128 + 64]byte // of HMAC: the padded key, and the message
	sum   [64]byte
}

// Master derives the master node of a seed into n.
func (w *Scratch) Master(n *Node, seed []byte) error {
	if len(seed) < 16 || len(seed) > 64 {
		return ErrSeed
	}
	*n = Node{}
	w.hmac([]byte("Bitcoin seed"), copy(w.block[128:], seed))
	copy(n.Key[:], w.sum[:32])
	copy(n.ChainCode[:], w.sum[32:])
	return n.setPublic(w)
}

// Child derives the private child of parent at the index into n, another node.
func (w *Scratch) Child(n, parent *Node, index uint32) error {
	if parent.Depth == 255 {
		return ErrDepth
	}
	if err := w.ChildKey(n, parent, index); err != nil {
		return err
	}
	n.Depth = parent.Depth + 1
	n.Parent = parent.Fingerprint()
	n.Index = index
	return n.setPublic(w)
}

// ChildKey derives only Key and ChainCode of the child and clears the rest of n,
// which is another node than the parent.
func (w *Scratch) ChildKey(n, parent *Node, index uint32) error {
	data := w.block[128:][:37]
	if index >= Hardened {
		data[0] = 0
		copy(data[1:], parent.Key[:])
	} else {
		copy(data, parent.Public[:])
	}
	binary.BigEndian.PutUint32(data[33:], index)
	w.hmac(parent.ChainCode[:], len(data))
	*n = Node{}
	copy(n.Key[:], parent.Key[:])
	copy(n.ChainCode[:], w.sum[32:])
	// The child is parse256(IL) + key: the left half is the tweak.
	if err := w.AddTweak(&n.Key, (*[32]byte)(w.sum[:])); err != nil {
		*n = Node{}
		return fmt.Errorf("index %s: %w", Path{index}.step(0), ErrInvalidChild)
	}
	return nil
}

// hmac is HMAC-SHA-512 (RFC 2104) of the message of n bytes that stands in the
// block, under a key of up to 128, without the heap objects of crypto/hmac.
func (w *Scratch) hmac(key []byte, n int) {
	w.pad(key, 0x36)
	w.sum = sha512.Sum512(w.block[:128+n])
	w.pad(key, 0x5c)
	copy(w.block[128:], w.sum[:])
	w.sum = sha512.Sum512(w.block[:])
}

// pad writes the key into the block, padded and masked.
func (w *Scratch) pad(key []byte, mask byte) {
	for i := range 128 {
		w.block[i] = mask
	}
	for i, b := range key {
		w.block[i] ^= b
	}
}
