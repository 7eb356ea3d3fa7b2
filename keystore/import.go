package keystore

import (
	"errors"
	"fmt"

	"coldsign/keystore/bip39"
	"coldsign/keystore/codex32"
	"coldsign/keystore/seedqr"
	"coldsign/keystore/slip39"
)

// ImportMnemonic takes a key from BIP-39 words and their optional passphrase. The
// words are kept, the passphrase is not.
func ImportMnemonic(spec Spec, words, passphrase []byte) (*Material, error) {
	return build(spec, Imported, func(b *builder) error {
		b.record.Sources = []string{"mnemonic"}
		entropy, err := bip39.AppendEntropy(nil, words)
		if err != nil {
			return err
		}
		return b.fromEntropy(entropy, passphrase)
	})
}

// ImportSeedQR takes a key from the payload of a SeedQR or CompactSeedQR.
func ImportSeedQR(spec Spec, payload, passphrase []byte) (*Material, error) {
	return build(spec, Imported, func(b *builder) error {
		b.record.Sources = []string{"seedqr"}
		entropy, err := seedqr.Decode(payload)
		if err != nil {
			return err
		}
		return b.fromEntropy(entropy, passphrase)
	})
}

// ImportSLIP39 takes a key from enough shares of its seed, each a mnemonic.
func ImportSLIP39(spec Spec, mnemonics [][]byte, passphrase []byte) (*Material, error) {
	return build(spec, Imported, func(b *builder) error {
		b.record.Sources = []string{"slip39"}
		seed, err := combineSLIP39(mnemonics, passphrase)
		if err != nil {
			return err
		}
		return b.fromSeed(seed)
	})
}

// ImportCodex32 takes a key from its codex32 secret, or from enough shares of it.
func ImportCodex32(spec Spec, strings [][]byte) (*Material, error) {
	return build(spec, Imported, func(b *builder) error {
		b.record.Sources = []string{"codex32"}
		seed, err := combineCodex32(strings)
		if err != nil {
			return err
		}
		return b.fromSeed(seed)
	})
}

var errNotMaster = errors.New("extended private key is not a master key: accounts of it cannot be derived")

// ImportXPrv takes a key from its master xprv or tprv, which must be of the network.
func ImportXPrv(spec Spec, xprv []byte) (*Material, error) {
	return build(spec, Imported, func(b *builder) error {
		b.record.Sources = []string{"xprv"}
		b.record.Secret = SecretNode
		n := &b.desk.leaf
		versions, err := n.ParseXPrv(xprv)
		if err != nil {
			return err
		}
		if versions != b.network.versions {
			return fmt.Errorf("extended private key is of another network than %s", b.record.Network)
		}
		if n.Depth != 0 {
			return errNotMaster
		}
		if err := b.alloc(len(n.Key) + len(n.ChainCode)); err != nil {
			return err
		}
		copy(b.secret.Bytes()[copy(b.secret.Bytes(), n.Key[:]):], n.ChainCode[:])
		return b.describe()
	})
}

func combineSLIP39(mnemonics [][]byte, passphrase []byte) ([]byte, error) {
	shares, err := parseEach(mnemonics, slip39.Parse)
	if err != nil {
		return nil, err
	}
	return slip39.Combine(shares, passphrase)
}

func combineCodex32(strings [][]byte) ([]byte, error) {
	shares, err := parseEach(strings, codex32.Parse)
	if err != nil {
		return nil, err
	}
	return codex32.Combine(shares)
}

// parseEach says which of several shares is wrong.
func parseEach[S any](texts [][]byte, parse func([]byte) (S, error)) (shares []S, err error) {
	for i, text := range texts {
		s, err := parse(text)
		if err != nil {
			return nil, fmt.Errorf("share %d: %w", i+1, err)
		}
		shares = append(shares, s)
	}
	return shares, nil
}
