package keystore

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"io"

	"coldsign/internal/erase"
	"coldsign/internal/locked"

	"golang.org/x/crypto/chacha20poly1305"
)

// wordsFile holds the BIP-39 entropy of a key, for backups as words: a nonce of 24
// bytes and XChaCha20-Poly1305 of the entropy, with the key that HKDF-SHA256 makes
// of the secret. Whoever opens the key can read it, and nobody else.
const wordsFile = "words.sealed"

// wordsPurpose separates the file's key from all others.
const wordsPurpose = "coldsign words v1"

// wordsCipher runs inside erase.
func wordsCipher(secret []byte) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, wordsPurpose, chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	return chacha20poly1305.NewX(key)
}

func sealWords(secret, entropy *locked.Buffer, random io.Reader) (sealed []byte, err error) {
	var nonce [chacha20poly1305.NonceSizeX]byte
	if _, err := io.ReadFull(random, nonce[:]); err != nil {
		return nil, fmt.Errorf("randomness: %w", err)
	}
	erase.Do(func() {
		var aead cipher.AEAD
		if aead, err = wordsCipher(secret.Bytes()); err == nil {
			sealed = aead.Seal(nonce[:], nonce[:], entropy.Bytes(), []byte(wordsPurpose))
		}
	})
	return sealed, err
}

// entropy decrypts the file; it runs inside erase.
func (s *Session) entropy(files map[string][]byte) ([]byte, error) {
	sealed, there := files[wordsFile]
	if !there {
		return nil, ErrNoWords
	}
	aead, err := wordsCipher(s.secret.Bytes())
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, damaged(wordsFile, "too short")
	}
	nonce, ciphertext := sealed[:aead.NonceSize()], sealed[aead.NonceSize():]
	entropy, err := aead.Open(nil, nonce, ciphertext, []byte(wordsPurpose))
	if err != nil {
		return nil, damaged(wordsFile, "it does not belong to this key, or was changed")
	}
	return entropy, nil
}
