package secp256k1

// AddTweak replaces the key by key + tweak mod n: the child of BIP-0032.
func AddTweak(key, tweak *[32]byte) error {
	var d, t scalar
	if !d.setKey(key) {
		return ErrKey
	}
	return d.addTo(&t, tweak, key)
}

// TapTweak replaces the key by the key of its taproot output (BIP-0341,
// taproot_tweak_seckey): the key, negated where its point has an odd y, plus the
// tagged hash of its x and the merkle root. The root is 32 bytes, or empty where
// the output has no script path (BIP-0086).
func TapTweak(key *[32]byte, root []byte) error {
	var d, t scalar
	if !d.setKey(key) {
		return ErrKey
	}
	p := baseMult(&d)
	d.negateIf(p.y.isOdd())
	x := p.x.bytes()
	tweak := taggedHash("TapTweak", x[:], root)
	return d.addTo(&t, &tweak, key)
}

// addTo writes r + tweak to out, by way of t.
func (r *scalar) addTo(t *scalar, tweak, out *[32]byte) error {
	if !t.setBytes(tweak) {
		return ErrTweak
	}
	t.add(t, r)
	if t.isZero() {
		return ErrTweak
	}
	*out = t.bytes()
	return nil
}
