package secp256k1

import "crypto/sha256"

// nonces is the generator of RFC 6979, 3.2 b-h, over SHA-256: an HMAC_DRBG seeded
// with the key and the digest. It holds arrays and calls no crypto/hmac, which
// would leave copies of the key on the heap.
type nonces struct {
	k, v  [32]byte
	used  bool
	block [64 + maxMessage]byte // of HMAC: the padded key, and the message
}

// maxMessage is the longest: V, a separator, key, digest and extra data.
const maxMessage = 32 + 1 + 3*32

// seed starts the generator. Extra data (3.6) is nil or 32 bytes.
func (g *nonces) seed(key, digest *scalar, extra []byte) {
	*g = nonces{}
	for i := range g.v {
		g.v[i] = 1
	}
	for separator := range byte(2) {
		key.putBytes((*[32]byte)(g.block[64+33:]))
		digest.putBytes((*[32]byte)(g.block[64+65:]))
		g.update(separator, 64+copy(g.block[64+97:], extra))
	}
}

// update mixes a separator, and data of n bytes that stand in the block, into the
// state: K = HMAC(K, V || separator || data), V = HMAC(K, V).
func (g *nonces) update(separator byte, n int) {
	copy(g.block[64:], g.v[:])
	g.block[64+32] = separator
	g.k = g.hmac(33 + n)
	g.step()
}

// step is V = HMAC(K, V).
func (g *nonces) step() {
	copy(g.block[64:], g.v[:])
	g.v = g.hmac(32)
}

// next draws a nonce in 1..n-1. The loop ends at the first number but for a chance
// of 2^-128, so its length tells nothing.
func (g *nonces) next(nonce *scalar) {
	for {
		if g.used {
			g.update(0, 0)
		}
		g.used = true
		g.step()
		if nonce.setKey(&g.v) {
			return
		}
	}
}

// hmac is HMAC (RFC 2104) under K of a message of n bytes that stands in the block.
func (g *nonces) hmac(n int) [32]byte {
	g.pad(0x36)
	inner := sha256.Sum256(g.block[:64+n])
	g.pad(0x5c)
	copy(g.block[64:], inner[:])
	return sha256.Sum256(g.block[:96])
}

// pad writes K into the block, padded and masked.
func (g *nonces) pad(mask byte) {
	for i := range 64 {
		g.block[i] = mask
	}
	for i, b := range g.k {
		g.block[i] ^= b
	}
}
