package keystore

import (
	"crypto/subtle"
	"errors"
	"io"
	"strings"

	"coldsign/internal/erase"
	"coldsign/internal/locked"
	"coldsign/keystore/bip39"
	"coldsign/keystore/bip85"
	"coldsign/keystore/codex32"
	"coldsign/keystore/slip39"
)

var (
	// ErrNoWords says that a key did not come from words, or its file of them is
	// not given.
	ErrNoWords = errors.New("this key has no words: back it up as shares")
	// ErrNoSeed says that a key was imported as an xprv, which has no seed.
	ErrNoSeed = errors.New("this key has no seed, it was imported as an xprv: back up its files")
	// ErrOtherSecret says that a backup was read well and is of something else.
	ErrOtherSecret = errors.New("the backup is not of this key")
)

// Mnemonic decrypts the key's words into locked memory of the caller.
func (s *Session) Mnemonic(into *locked.Arena, sealed map[string][]byte) (words *locked.Buffer, err error) {
	err = s.reveal(func(*desk) error {
		entropy, err := s.entropy(sealed)
		if err != nil {
			return err
		}
		text, err := bip39.AppendMnemonic(nil, entropy)
		if err != nil {
			return damaged(wordsFile, "%v", err)
		}
		words, err = keepIn(into, text)
		return err
	})
	return words, err
}

// SLIP39 splits the seed into shares for holders, one mnemonic each, in the order
// of the plan's groups. The passphrase may be empty.
func (s *Session) SLIP39(into *locked.Arena, plan slip39.Plan, passphrase []byte, random io.Reader) (shares []*locked.Buffer, err error) {
	err = s.reveal(func(*desk) error {
		seed, err := s.seed()
		if err != nil {
			return err
		}
		groups, err := slip39.Split(seed, passphrase, plan, random)
		if err != nil {
			return err
		}
		for _, members := range groups {
			for _, m := range members {
				if shares, err = appendIn(shares, into, m.Append(nil)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return shares, err
}

// Codex32 splits the seed into codex32 shares, or with threshold 0 writes it whole.
// The identifier is made of the fingerprint, as BIP-0093 proposes.
func (s *Session) Codex32(into *locked.Arena, threshold, count int, random io.Reader) (texts []*locked.Buffer, err error) {
	err = s.reveal(func(*desk) error {
		seed, err := s.seed()
		if err != nil {
			return err
		}
		var shares []codex32.Share
		if threshold == 0 {
			shares = make([]codex32.Share, 1)
			shares[0], err = codex32.Encode(seed, s.codex32ID())
		} else {
			shares, err = codex32.Split(seed, s.codex32ID(), threshold, count, random)
		}
		if err != nil {
			return err
		}
		for _, share := range shares {
			if texts, err = appendIn(texts, into, share.Append(nil)); err != nil {
				return err
			}
		}
		return nil
	})
	return texts, err
}

// codex32ID is the first 20 bits of the fingerprint.
func (s *Session) codex32ID() string {
	const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	bits := uint32(s.fingerprint[0])<<12 | uint32(s.fingerprint[1])<<4 | uint32(s.fingerprint[2])>>4
	var id strings.Builder
	for shift := 15; shift >= 0; shift -= 5 {
		id.WriteByte(alphabet[bits>>shift&31])
	}
	return id.String()
}

// ChildMnemonic derives the BIP-0085 mnemonic of so many words.
func (s *Session) ChildMnemonic(into *locked.Arena, words int, index uint32) (text *locked.Buffer, err error) {
	err = s.reveal(func(d *desk) error {
		if err := s.nodes.derive(nil, d); err != nil {
			return err
		}
		mnemonic, err := bip85.AppendMnemonic(nil, &d.node, words, index)
		if err != nil {
			return err
		}
		text, err = keepIn(into, mnemonic)
		return err
	})
	return text, err
}

// CheckMnemonic reads a backup of words back: nil when they are the key's, and, for
// a key that needs a BIP-39 passphrase, when that leads to its seed.
func (s *Session) CheckMnemonic(words, passphrase []byte) error {
	return s.check(func() ([]byte, error) {
		if _, err := bip39.AppendEntropy(nil, words); err != nil {
			return nil, err
		}
		var seed [64]byte
		err := bip39.Seed(&seed, words, passphrase)
		return seed[:], err
	})
}

// CheckSLIP39 reads a backup of shares back; there must be enough of them.
func (s *Session) CheckSLIP39(mnemonics [][]byte, passphrase []byte) error {
	return s.check(func() ([]byte, error) { return combineSLIP39(mnemonics, passphrase) })
}

// CheckCodex32 reads a backup of codex32 strings back; there must be enough of them.
func (s *Session) CheckCodex32(texts [][]byte) error {
	return s.check(func() ([]byte, error) { return combineCodex32(texts) })
}

func (s *Session) check(read func() ([]byte, error)) error {
	return s.reveal(func(*desk) error {
		seed, err := s.seed()
		if err != nil {
			return err
		}
		got, err := read()
		if err != nil {
			return err
		}
		if subtle.ConstantTimeCompare(got, seed) != 1 {
			return ErrOtherSecret
		}
		return nil
	})
}

// reveal is use for work with more than single keys, and collects afterwards.
func (s *Session) reveal(work func(*desk) error) error {
	defer erase.Collect()
	return s.use(work)
}

// seed is the seed itself, in locked memory.
func (s *Session) seed() ([]byte, error) {
	if s.kind != SecretSeed {
		return nil, ErrNoSeed
	}
	return s.secret.Bytes(), nil
}

func keepIn(arena *locked.Arena, secret []byte) (*locked.Buffer, error) {
	b, err := arena.Alloc(len(secret))
	if err == nil {
		copy(b.Bytes(), secret)
	}
	return b, err
}

func appendIn(list []*locked.Buffer, arena *locked.Arena, secret []byte) ([]*locked.Buffer, error) {
	b, err := keepIn(arena, secret)
	return append(list, b), err
}
