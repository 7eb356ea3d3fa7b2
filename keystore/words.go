package keystore

import (
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

func sealWords(secret, entropy *locked.Buffer, random io.Reader) (sealed []byte, err error) {
	var nonce [chacha20poly1305.NonceSizeX]byte
	if _, err := io.ReadFull(random, nonce[:]); err != nil {
		return nil, fmt.Errorf("randomness: %w", err)
	}
	erase.Do(func() {
		key, failed := hkdf.Key(sha256.New, secret.Bytes(), nil, wordsPurpose, chacha20poly1305.KeySize)
		if err = failed; err != nil {
			return
		}
		aead, failed := chacha20poly1305.NewX(key)
		if err = failed; err != nil {
			return
		}
		sealed = aead.Seal(nonce[:], nonce[:], entropy.Bytes(), []byte(wordsPurpose))
	})
	return sealed, err
}

// openWords decrypts the entropy into the arena.
func openWords(arena *locked.Arena, secret *locked.Buffer, sealed []byte) (entropy *locked.Buffer, err error) {
	if len(sealed) < chacha20poly1305.NonceSizeX {
		return nil, damaged(wordsFile, "too short")
	}
	erase.Do(func() {
		key, failed := hkdf.Key(sha256.New, secret.Bytes(), nil, wordsPurpose, chacha20poly1305.KeySize)
		if err = failed; err != nil {
			return
		}
		aead, failed := chacha20poly1305.NewX(key)
		if err = failed; err != nil {
			return
		}
		nonce, ciphertext := sealed[:aead.NonceSize()], sealed[aead.NonceSize():]
		plain, failed := aead.Open(nil, nonce, ciphertext, []byte(wordsPurpose))
		if failed != nil {
			err = damaged(wordsFile, "it does not belong to this key, or was changed")
			return
		}
		if entropy, err = arena.Alloc(len(plain)); err == nil {
			copy(entropy.Bytes(), plain)
		}
	})
	return entropy, err
}
