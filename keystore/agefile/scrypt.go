package agefile

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"

	"filippo.io/age"
	"golang.org/x/crypto/chacha20poly1305"
)

// The scrypt stanza: "-> scrypt SALT WORKFACTOR" and the wrapped file key.
const (
	stanzaType  = "scrypt"
	saltLabel   = "age-encryption.org/v1/scrypt"
	saltSize    = 16
	fileKeySize = 16
)

var errStanza = errors.New("malformed scrypt stanza")

// wrapping is the cipher that a passphrase, a salt and a work factor give. Its key
// is used once, so the nonce is zero.
func wrapping(passphrase, salt []byte, workFactor int) (cipher.AEAD, error) {
	key := scryptKey(passphrase, append([]byte(saltLabel), salt...), workFactor)
	defer clear(key[:])
	return chacha20poly1305.New(key[:])
}

var zeroNonce [chacha20poly1305.NonceSize]byte

// recipient wraps file keys; it implements age.RecipientWithLabels.
type recipient struct {
	passphrase []byte
	workFactor int
}

// Wrap makes the stanza.
func (r *recipient) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	salt := make([]byte, saltSize)
	rand.Read(salt)
	aead, err := wrapping(r.passphrase, salt, r.workFactor)
	if err != nil {
		return nil, err
	}
	arguments := []string{base64.RawStdEncoding.EncodeToString(salt), strconv.Itoa(r.workFactor)}
	return []*age.Stanza{{Type: stanzaType, Args: arguments, Body: aead.Seal(nil, zeroNonce[:], fileKey, nil)}}, nil
}

// WrapWithLabels answers with a label that no other recipient has: a file that
// opens with a passphrase opens with nothing else.
func (r *recipient) WrapWithLabels(fileKey []byte) (stanzas []*age.Stanza, labels []string, err error) {
	stanzas, err = r.Wrap(fileKey)
	return stanzas, []string{rand.Text()}, err
}

// identity is a passphrase that opens files; it implements age.Identity.
type identity []byte

// Unwrap finds the file key. Stanzas of other types are for others.
func (i identity) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	if len(stanzas) != 1 || stanzas[0].Type != stanzaType {
		return nil, fmt.Errorf("%w: not sealed with a passphrase alone", errStanza)
	}
	s := stanzas[0]
	if len(s.Args) != 2 || len(s.Body) != fileKeySize+chacha20poly1305.Overhead {
		return nil, errStanza
	}
	salt, err := base64.RawStdEncoding.Strict().DecodeString(s.Args[0])
	if err != nil || len(salt) != saltSize {
		return nil, errStanza
	}
	workFactor, err := strconv.Atoi(s.Args[1])
	if err != nil || strconv.Itoa(workFactor) != s.Args[1] || workFactor < 1 {
		return nil, errStanza
	}
	if workFactor > MaxWorkFactor {
		return nil, fmt.Errorf("scrypt work factor %d is above %d", workFactor, MaxWorkFactor)
	}
	aead, err := wrapping(i, salt, workFactor)
	if err != nil {
		return nil, err
	}
	fileKey, err := aead.Open(nil, zeroNonce[:], s.Body, nil)
	if err != nil {
		return nil, age.ErrIncorrectIdentity
	}
	return fileKey, nil
}
