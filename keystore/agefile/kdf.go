package agefile

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"

	//lint:ignore SA1019 scrypt is defined over the core alone
	"golang.org/x/crypto/salsa20/salsa"
)

// The parameters of scrypt (RFC 7914) that age fixes: r = 8, so a block has 1,024
// bytes, and one lane (p = 1).
const (
	scryptR   = 8
	pieceSize = 64
	blockSize = 2 * scryptR * pieceSize
)

// scryptKey is scrypt of 32 bytes, N = 2^workFactor. The library's takes a copy of
// the passphrase, which stays on the heap while it works; here only the padded
// blocks of HMAC are copies, cleared before the work begins.
func scryptKey(passphrase, salt []byte, workFactor int) (key [32]byte) {
	var blocks [2][blockSize]byte
	defer clear(blocks[:])
	x, y := &blocks[0], &blocks[1]
	pbkdf2(x[:], passphrase, salt)
	table := make([]byte, blockSize<<workFactor)
	for at := 0; at < len(table); at += blockSize {
		copy(table[at:], x[:])
		mixBlock(y, x)
		x, y = y, x
	}
	mask := uint32(1)<<workFactor - 1
	for range 1 << workFactor {
		at := int(binary.LittleEndian.Uint32(x[blockSize-pieceSize:])&mask) * blockSize
		subtle.XORBytes(x[:], x[:], table[at:at+blockSize])
		mixBlock(y, x)
		x, y = y, x
	}
	pbkdf2(key[:], passphrase, x[:])
	return key
}

// mixBlock is scryptBlockMix: even pieces of the result go to its first half.
func mixBlock(out, in *[blockSize]byte) {
	piece := [pieceSize]byte(in[blockSize-pieceSize:])
	for i := range 2 * scryptR {
		subtle.XORBytes(piece[:], piece[:], in[i*pieceSize:][:pieceSize])
		salsa.Core208(&piece, &piece)
		copy(out[(i/2+i%2*scryptR)*pieceSize:], piece[:])
	}
}

// pbkdf2 is PBKDF2-HMAC-SHA-256 (RFC 8018) with one iteration.
func pbkdf2(out, passphrase, salt []byte) {
	var inner, outer [sha256.BlockSize]byte
	defer func() { clear(inner[:]); clear(outer[:]) }()
	if len(passphrase) > len(inner) {
		sum := sha256.Sum256(passphrase)
		passphrase = sum[:]
	}
	for i := range inner {
		inner[i], outer[i] = 0x36, 0x5c
	}
	for i, b := range passphrase {
		inner[i] ^= b
		outer[i] ^= b
	}
	for n := uint32(1); len(out) > 0; n++ {
		h := sha256.New()
		h.Write(inner[:])
		h.Write(salt)
		h.Write(binary.BigEndian.AppendUint32(nil, n))
		sum := h.Sum(nil)
		h.Reset()
		h.Write(outer[:])
		h.Write(sum)
		out = out[copy(out, h.Sum(nil)):]
	}
}
