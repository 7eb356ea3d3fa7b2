// Package agefile seals short secrets as standard age files under a passphrase.
// The age library takes a passphrase as a string, and the scrypt library makes
// another: copies in ordinary memory for the second or so that this takes. Here it
// stays where it lies. The container is age's library's, the scrypt stanza and its
// key are made here (age-encryption.org/v1, RFC 7914).
package agefile

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

const (
	// WorkFactor is age's own default: scrypt with N = 2^18, about a second.
	WorkFactor = 18
	// MaxWorkFactor bounds what a file can make this machine spend: 1 GiB.
	MaxWorkFactor = 20
)

var (
	// ErrPassphrase says that a file does not open with this passphrase.
	ErrPassphrase = errors.New("wrong passphrase")
	// ErrEmpty says that there is no passphrase. There is no default.
	ErrEmpty = errors.New("a passphrase that is empty")
)

// Seal makes an age file. The work factor is log2 of scrypt's N.
func Seal(plain, passphrase []byte, workFactor int) ([]byte, error) {
	if len(passphrase) == 0 {
		return nil, ErrEmpty
	}
	if workFactor < 1 || workFactor > MaxWorkFactor {
		return nil, fmt.Errorf("scrypt work factor %d is not between 1 and %d", workFactor, MaxWorkFactor)
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, &recipient{passphrase, workFactor})
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	return sealed.Bytes(), err
}

// Open opens an age file that holds at most max bytes; more are not read. A wrong
// passphrase is ErrPassphrase. The caller wipes what it gets.
func Open(sealed, passphrase []byte, max int64) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), identity(passphrase))
	var noMatch *age.NoIdentityMatchError
	if errors.As(err, &noMatch) {
		return nil, ErrPassphrase
	}
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(r, max))
}
