package descriptor

import (
	"crypto/pbkdf2"
	"crypto/sha512"
)

// bip39Seed is the seed of a mnemonic in ASCII (BIP-39).
func bip39Seed(mnemonic, passphrase string) []byte {
	seed, err := pbkdf2.Key(sha512.New, mnemonic, []byte("mnemonic"+passphrase), 2048, 64)
	if err != nil {
		panic(err)
	}
	return seed
}
