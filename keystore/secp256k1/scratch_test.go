package secp256k1

// What the program calls on a Scratch of its own, for tests.

// SignECDSA is Scratch.SignECDSA.
func SignECDSA(key, digest *[32]byte) (Signature, error) { return new(Scratch).SignECDSA(key, digest) }

// SignSchnorr is Scratch.SignSchnorr.
func SignSchnorr(key *[32]byte, message []byte, aux *[32]byte) ([64]byte, error) {
	return new(Scratch).SignSchnorr(key, message, aux)
}

// AddTweak is Scratch.AddTweak.
func AddTweak(key, tweak *[32]byte) error { return new(Scratch).AddTweak(key, tweak) }

// TapTweak is Scratch.TapTweak.
func TapTweak(key *[32]byte, root []byte) error { return new(Scratch).TapTweak(key, root) }
