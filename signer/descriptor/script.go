package descriptor

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/txscript/v2"
)

// The output scripts, byte for byte.

func pubKeyHashScript(hash []byte) []byte {
	s := append(make([]byte, 0, 25), txscript.OP_DUP, txscript.OP_HASH160, 20)
	s = append(s, hash...)
	return append(s, txscript.OP_EQUALVERIFY, txscript.OP_CHECKSIG)
}

func scriptHashScript(hash []byte) []byte {
	s := append(make([]byte, 0, 23), txscript.OP_HASH160, 20)
	return append(append(s, hash...), txscript.OP_EQUAL)
}

// witnessScript is the output script of a witness program of 2 to 40 bytes.
func witnessScript(version byte, program []byte) []byte {
	op := byte(txscript.OP_0)
	if version > 0 {
		op = txscript.OP_1 + version - 1
	}
	s := append(make([]byte, 0, 2+len(program)), op, byte(len(program)))
	return append(s, program...)
}

func p2sh(redeem []byte) []byte { return scriptHashScript(address.Hash160(redeem)) }

func p2wpkh(pubKey []byte) []byte { return witnessScript(0, address.Hash160(pubKey)) }

func p2wsh(script []byte) []byte {
	hash := sha256.Sum256(script)
	return witnessScript(0, hash[:])
}

func pubKeyScript(key []byte) []byte {
	return append(appendPush(nil, key), txscript.OP_CHECKSIG)
}

// multiScript is k of n by OP_CHECKMULTISIG, the keys in the order given.
func multiScript(k int, keys [][]byte) []byte {
	s := make([]byte, 0, 5+34*len(keys))
	s = appendNumber(s, k)
	for _, key := range keys {
		s = appendPush(s, key)
	}
	s = appendNumber(s, len(keys))
	return append(s, txscript.OP_CHECKMULTISIG)
}

// multiAScript is k of n by OP_CHECKSIGADD on x-only keys (BIP-387).
func multiAScript(k int, keys [][]byte) []byte {
	s := make([]byte, 0, 5+34*len(keys))
	for i, key := range keys {
		s = appendPush(s, key)
		op := byte(txscript.OP_CHECKSIGADD)
		if i == 0 {
			op = txscript.OP_CHECKSIG
		}
		s = append(s, op)
	}
	s = appendNumber(s, k)
	return append(s, txscript.OP_NUMEQUAL)
}

// sorted returns the keys in the order of their bytes (BIP-67).
func sorted(keys [][]byte) [][]byte {
	keys = slices.Clone(keys)
	slices.SortFunc(keys, bytes.Compare)
	return keys
}

// appendPush appends data of up to 75 bytes with its length, which holds for
// every key and hash.
func appendPush(s, data []byte) []byte {
	return append(append(s, byte(len(data))), data...)
}

// appendNumber pushes a number of 0 to 32767 in its shortest form.
func appendNumber(s []byte, n int) []byte {
	switch {
	case n == 0:
		return append(s, txscript.OP_0)
	case n <= 16:
		return append(s, txscript.OP_1+byte(n)-1)
	case n <= 0x7f:
		return append(s, 1, byte(n))
	}
	return binary.LittleEndian.AppendUint16(append(s, 2), uint16(n))
}
