package secp256k1

// Scratch is the room in which the computations of this package keep what they
// know of a secret, so that it can lie in locked memory: it holds no pointers, and
// the zero value is ready. It serves one computation at a time; whoever owns it
// clears it. What is left to the stack are words on their way between registers,
// the points and products of the arithmetic, and the states of hashes.
type Scratch struct {
	d, e, k    scalar // key, digest or challenge, nonce
	s, inverse scalar // what becomes a signature's s, and 1/k
	multiplier scalar // in the digits of the table
	masked     [32]byte
	block      [64 + 3*32]byte // to be hashed
	nonces     nonces
}

// PublicKey is Scratch.PublicKey, in a Scratch of its own on the stack, which the
// caller's erasing wrapper wipes.
func PublicKey(key *[32]byte) ([33]byte, error) { return new(Scratch).PublicKey(key) }
