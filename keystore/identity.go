package keystore

import (
	"crypto/sha256"
	"encoding/hex"

	"coldsign/keystore/bip32"
)

// A fingerprint is four bytes: a second key with the same one takes seconds to make, a
// twin of a given one hours. What has to name one key and no other is its identity.

// identityOf is the SHA-256 of a master key's public key and chain code, in hexadecimal.
// Nothing can be derived from it.
func identityOf(n *bip32.Node) string {
	var both [65]byte
	copy(both[:], n.Public[:])
	copy(both[33:], n.ChainCode[:])
	sum := sha256.Sum256(both[:])
	clear(both[:])
	return hex.EncodeToString(sum[:])
}

// IsTwin says that two keys have one fingerprint and are not the same: as far as their
// records know. The same seed on another network is the same key.
func (r *Record) IsTwin(other *Record) bool {
	return r.Fingerprint == other.Fingerprint && r.Identity != "" && other.Identity != "" && r.Identity != other.Identity
}
