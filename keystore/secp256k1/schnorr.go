package secp256k1

import "crypto/sha256"

// SignSchnorr signs a message (in Bitcoin: a digest of 32 bytes) as BIP-0340 says.
// Auxiliary data nil means 32 zero bytes, which makes the signature repeatable.
func (w *Scratch) SignSchnorr(key *[32]byte, message []byte, aux *[32]byte) (signature [64]byte, err error) {
	d, k, e := &w.d, &w.k, &w.e
	if !d.setKey(key) {
		return signature, ErrKey
	}
	p := w.baseMult(d)
	d.negateIf(p.y.isOdd())
	px := p.x.bytes()

	if aux == nil {
		aux = new([32]byte)
	}
	d.putBytes(&w.masked)
	for i, b := range w.taggedHash("BIP0340/aux", aux[:]) {
		w.masked[i] ^= b
	}
	nonce := w.taggedHash("BIP0340/nonce", w.masked[:], px[:], message)
	k.setBytes(&nonce)
	if k.isZero() {
		return signature, ErrKey // as the BIP says; nobody will see it
	}
	r := w.baseMult(k)
	k.negateIf(r.y.isOdd())
	rx := r.x.bytes()

	challenge := w.taggedHash("BIP0340/challenge", rx[:], px[:], message)
	e.setBytes(&challenge)
	e.mul(e, d)
	e.add(e, k)
	s := e.bytes()
	copy(signature[:32], rx[:])
	copy(signature[32:], s[:])
	return signature, nil
}

// taggedHash is the tagged hash of BIP-0340. What signing hashes fits the block,
// so nothing goes to the heap.
func (w *Scratch) taggedHash(tag string, parts ...[]byte) [32]byte {
	name := sha256.Sum256([]byte(tag))
	data := append(w.block[:0], name[:]...)
	data = append(data, name[:]...)
	for _, part := range parts {
		data = append(data, part...)
	}
	return sha256.Sum256(data)
}
