package signer

import (
	"bytes"
	"errors"
	"fmt"

	"coldsign/signer/descriptor"
)

// Keys holds the private keys of one seed and signs digests with them. Paths are
// from the master key. It is called from many goroutines at once.
type Keys interface {
	// Fingerprint is the master key's.
	Fingerprint() [4]byte
	// PublicKey derives a public key of 33 bytes.
	PublicKey(path []uint32) ([]byte, error)
	// SignECDSA makes a signature in DER without hash type: RFC 6979, S and R low,
	// as Bitcoin Core makes them.
	SignECDSA(path []uint32, digest [32]byte) ([]byte, error)
	// SignSchnorr makes a BIP-340 signature without auxiliary randomness. A nil
	// tweak signs with the key itself, as leaves want it; an empty one tweaks it
	// without a merkle root (BIP-86), and 32 bytes are the root (BIP-341).
	SignSchnorr(path []uint32, tweak []byte, digest [32]byte) ([64]byte, error)
}

// keyring finds keys by fingerprint.
type keyring map[[4]byte]Keys

func newKeyring(keys []Keys) (keyring, error) {
	ring := keyring{}
	for _, k := range keys {
		f := k.Fingerprint()
		if ring[f] != nil {
			return nil, fmt.Errorf("two keys have the fingerprint %s", fingerprintText(f))
		}
		ring[f] = k
	}
	return ring, nil
}

func (ring keyring) has(s *slot) bool { return ring[s.fingerprint] != nil }

// errOtherSeed says that what a wallet calls our key is not the seed's.
var errOtherSeed = errors.New("the seed derives another key")

// prove derives every key of a wallet that goes by the fingerprint of a key at
// hand and compares it with what is registered: the account's public key, and one
// child of it, which no other chain code gives. The script is any of the wallet's.
func (ring keyring) prove(keys []bookKey, script *descriptor.Script) error {
	for _, k := range keys {
		seed := ring[k.key.Fingerprint]
		if seed == nil {
			continue
		}
		if k.key.XPub != nil {
			if err := sameAt(seed, k.key.OriginPath, k.pubKey); err != nil {
				return fmt.Errorf("wallet %s: key %s: %w", name(k.wallet.Name), fingerprintText(k.key.Fingerprint), err)
			}
		}
		child, ok := keyOf(script, k.slot)
		if !ok {
			continue
		}
		if err := sameAt(seed, child.Path, child.PubKey); err != nil {
			return fmt.Errorf("wallet %s: key %s: %w", name(k.wallet.Name), fingerprintText(k.key.Fingerprint), err)
		}
	}
	return nil
}

// sameAt compares what the seed derives with a public key.
func sameAt(seed Keys, path []uint32, pubKey []byte) error {
	derived, err := seed.PublicKey(path)
	if err != nil {
		return fmt.Errorf("path %s: %w", pathText(path), err)
	}
	if !bytes.Equal(derived, pubKey) {
		return fmt.Errorf("path %s: %w", pathText(path), errOtherSeed)
	}
	return nil
}
