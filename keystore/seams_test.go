package keystore

import (
	"coldsign/internal/erase"
	"coldsign/keystore/bip39"
)

// ImportSeed takes a key from its BIP-32 seed, which tests have and people never see.
func ImportSeed(spec Spec, seed []byte, source string) (*Material, error) {
	return build(spec, Imported, func(b *builder) error {
		b.record.Sources = []string{source}
		return b.fromSeed(seed)
	})
}

// words are a key's words, nil when it has none.
func (m *Material) words() (words []byte, err error) {
	if m.entropy == nil {
		return nil, nil
	}
	erase.Do(func() { words, err = bip39.AppendMnemonic(nil, m.entropy.Bytes()) })
	return words, err
}
