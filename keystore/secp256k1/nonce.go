package secp256k1

import "crypto/sha256"

// nonces is the generator of RFC 6979, 3.2 b-h, over SHA-256: an HMAC_DRBG seeded
// with the key and the digest. It holds arrays and calls no crypto/hmac, which
// would leave copies of the key on the heap.
type nonces struct {
	k, v [32]byte
	used bool
}

// seed starts the generator. Extra data (3.6) is nil or 32 bytes.
func (g *nonces) seed(key, digest *scalar, extra []byte) {
	var data [96]byte
	k, d := key.bytes(), digest.bytes()
	copy(data[:32], k[:])
	copy(data[32:64], d[:])
	n := 64 + copy(data[64:], extra)

	*g = nonces{}
	for i := range g.v {
		g.v[i] = 1
	}
	g.update(0, data[:n])
	g.update(1, data[:n])
}

// update mixes a separator and data into the state: K = HMAC(K, V || sep || data),
// V = HMAC(K, V).
func (g *nonces) update(separator byte, data []byte) {
	var message [32 + 1 + 96]byte
	copy(message[:], g.v[:])
	message[32] = separator
	n := 33 + copy(message[33:], data)
	g.k = hmacSHA256(&g.k, message[:n])
	g.v = hmacSHA256(&g.k, g.v[:])
}

// next draws a nonce in 1..n-1. The loop ends at the first number but for a chance
// of 2^-128, so its length tells nothing.
func (g *nonces) next(nonce *scalar) {
	for {
		if g.used {
			g.update(0, nil)
		}
		g.used = true
		g.v = hmacSHA256(&g.k, g.v[:])
		if nonce.setKey(&g.v) {
			return
		}
	}
}

// hmacSHA256 is HMAC (RFC 2104) with a key of 32 bytes, for messages of up to 129.
func hmacSHA256(key *[32]byte, message []byte) [32]byte {
	var block [64 + 129]byte
	for i := range 64 {
		block[i] = 0x36
	}
	for i, b := range key {
		block[i] ^= b
	}
	inner := sha256.Sum256(block[:64+copy(block[64:], message)])
	for i := range 64 {
		block[i] ^= 0x36 ^ 0x5c
	}
	copy(block[64:], inner[:])
	return sha256.Sum256(block[:96])
}
