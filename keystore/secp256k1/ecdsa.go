package secp256k1

import "encoding/binary"

// Signature is an ECDSA signature.
type Signature struct{ R, S [32]byte }

// SignECDSA signs a digest as Bitcoin Core does: nonces of RFC 6979, S in the
// lower half, and R below 2^255, so that the encoding has at most 70 bytes. The
// first nonce is that of the RFC; while R is too high, another is drawn with 1, 2,
// 3, … as extra data, a little-endian counter in 32 bytes. Two tries on average;
// their number depends on nonces that are thrown away.
func (w *Scratch) SignECDSA(key, digest *[32]byte) (Signature, error) {
	var extra [32]byte
	for count := uint32(0); ; count++ {
		data := extra[:]
		if count == 0 {
			data = nil
		}
		binary.LittleEndian.PutUint32(extra[:], count)
		signature, ok, err := w.signOnce(key, digest, data, true)
		if ok || err != nil {
			return signature, err
		}
	}
}

// signOnce signs with the first nonce that key, digest and extra data give.
func (w *Scratch) signOnce(key, digest *[32]byte, extra []byte, lowR bool) (signature Signature, ok bool, err error) {
	if !w.d.setKey(key) {
		return signature, false, ErrKey
	}
	w.e.setBytes(digest)
	w.nonces.seed(&w.d, &w.e, extra)
	w.nonces.next(&w.k)
	signature, ok = w.signWith(&w.d, &w.e, &w.k, lowR)
	return signature, ok, nil
}

// signWith signs e with the key d and the nonce k. It answers false where another
// nonce is needed: with lowR where R is high, before the rest of the work, and
// where R or S is zero, which nobody will see.
func (w *Scratch) signWith(d, e, k *scalar, lowR bool) (signature Signature, ok bool) {
	p := w.baseMult(k)
	x := p.x.bytes()
	var r scalar
	r.setBytes(&x)
	signature.R = r.bytes()
	if lowR && signature.R[0] >= 0x80 {
		return signature, false
	}
	// s = (e + r·d)/k
	s := &w.s
	s.mul(&r, d)
	s.add(s, e)
	w.inverse.inverse(k)
	s.mul(s, &w.inverse)
	s.negateIf(s.isHigh())
	signature.S = s.bytes()
	return signature, !r.isZero() && !s.isZero()
}

// DER is the signature in the strict encoding of BIP-0066, without a hash type.
func (s Signature) DER() []byte {
	out := make([]byte, 2, 72)
	out[0] = 0x30
	for _, number := range [][]byte{s.R[:], s.S[:]} {
		for len(number) > 1 && number[0] == 0 {
			number = number[1:]
		}
		length := len(number)
		pad := number[0] >= 0x80 // the sign bit of an ASN.1 integer
		if pad {
			length++
		}
		out = append(out, 0x02, byte(length))
		if pad {
			out = append(out, 0)
		}
		out = append(out, number...)
	}
	out[1] = byte(len(out) - 2)
	return out
}
