package miniscript

import (
	"bytes"
	"crypto/sha256"

	"github.com/btcsuite/btcd/txscript/v2"
	//lint:ignore SA1019 script knows RIPEMD-160, good or bad
	"golang.org/x/crypto/ripemd160"
)

// Hash is a hash whose preimage of 32 bytes is asked for.
type Hash struct {
	Kind  HashKind
	Value []byte // 32 bytes for SHA256 and HASH256, 20 for RIPEMD160 and HASH160
}

// HashKind is a hash function, by its opcode.
type HashKind byte

// The hash functions of miniscript.
const (
	SHA256    HashKind = txscript.OP_SHA256
	HASH256   HashKind = txscript.OP_HASH256
	RIPEMD160 HashKind = txscript.OP_RIPEMD160
	HASH160   HashKind = txscript.OP_HASH160
)

// preimageSize is the only length of a preimage that miniscript accepts.
const preimageSize = 32

// sum returns the hash of data.
func (k HashKind) sum(data []byte) []byte {
	first := sha256.Sum256(data)
	switch k {
	case SHA256:
		return first[:]
	case HASH256:
		second := sha256.Sum256(first[:])
		return second[:]
	case HASH160:
		data = first[:]
	}
	h := ripemd160.New()
	h.Write(data) // never fails
	return h.Sum(nil)
}

// opens reports whether data is a preimage that the script accepts.
func (h Hash) opens(data []byte) bool {
	return len(data) == preimageSize && bytes.Equal(h.Kind.sum(data), h.Value)
}
