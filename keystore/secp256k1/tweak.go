package secp256k1

// AddTweak replaces the key by key + tweak mod n: the child of BIP-0032.
func (w *Scratch) AddTweak(key, tweak *[32]byte) error {
	if !w.d.setKey(key) {
		return ErrKey
	}
	return w.addTo(tweak, key)
}

// TapTweak replaces the key by the key of its taproot output (BIP-0341,
// taproot_tweak_seckey): the key, negated where its point has an odd y, plus the
// tagged hash of its x and the merkle root. The root is 32 bytes, or empty where
// the output has no script path (BIP-0086).
func (w *Scratch) TapTweak(key *[32]byte, root []byte) error {
	if !w.d.setKey(key) {
		return ErrKey
	}
	p := w.baseMult(&w.d)
	w.d.negateIf(p.y.isOdd())
	x := p.x.bytes()
	tweak := w.taggedHash("TapTweak", x[:], root)
	return w.addTo(&tweak, key)
}

// addTo writes d + tweak to the key.
func (w *Scratch) addTo(tweak, key *[32]byte) error {
	if !w.e.setBytes(tweak) {
		return ErrTweak
	}
	w.e.add(&w.e, &w.d)
	if w.e.isZero() {
		return ErrTweak
	}
	w.e.putBytes(key)
	return nil
}
