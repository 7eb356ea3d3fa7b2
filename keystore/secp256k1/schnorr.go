package secp256k1

import "crypto/sha256"

// SignSchnorr signs a message (in Bitcoin: a digest of 32 bytes) as BIP-0340 says.
// Auxiliary data nil means 32 zero bytes, which makes the signature repeatable.
func SignSchnorr(key *[32]byte, message []byte, aux *[32]byte) (signature [64]byte, err error) {
	var d, k, e scalar
	if !d.setKey(key) {
		return signature, ErrKey
	}
	p := baseMult(&d)
	d.negateIf(p.y.isOdd())
	px := p.x.bytes()

	if aux == nil {
		aux = new([32]byte)
	}
	t := taggedHash("BIP0340/aux", aux[:])
	for i, b := range d.bytes() {
		t[i] ^= b
	}
	nonce := taggedHash("BIP0340/nonce", t[:], px[:], message)
	k.setBytes(&nonce)
	if k.isZero() {
		return signature, ErrKey // as the BIP says; nobody will see it
	}
	r := baseMult(&k)
	k.negateIf(r.y.isOdd())
	rx := r.x.bytes()

	challenge := taggedHash("BIP0340/challenge", rx[:], px[:], message)
	e.setBytes(&challenge)
	e.mul(&e, &d)
	e.add(&e, &k)
	s := e.bytes()
	copy(signature[:32], rx[:])
	copy(signature[32:], s[:])
	return signature, nil
}

// taggedHash is the tagged hash of BIP-0340. What signing hashes fits the array,
// so nothing goes to the heap.
func taggedHash(tag string, parts ...[]byte) [32]byte {
	var array [64 + 32 + 32 + 32]byte
	name := sha256.Sum256([]byte(tag))
	data := append(array[:0], name[:]...)
	data = append(data, name[:]...)
	for _, part := range parts {
		data = append(data, part...)
	}
	return sha256.Sum256(data)
}
