package keystore

import (
	"errors"
	"fmt"
)

// What may keep a key locked. A program that reports them need not tell more than
// they say: none names an operator.
var (
	// ErrWrongPassphrase says that not all passphrases given are right.
	ErrWrongPassphrase = errors.New("wrong passphrase")
	// ErrSuspended says that the key is suspended or destroyed.
	ErrSuspended = errors.New("key is suspended")
	// ErrDamaged is what every *DamagedError is.
	ErrDamaged = errors.New("sealed key is damaged")
)

// QuorumError says that too few operators gave a passphrase.
type QuorumError struct{ Have, Want int }

func (e *QuorumError) Error() string {
	return fmt.Sprintf("passphrases of %d operators given, %d are needed", e.Have, e.Want)
}

// Is makes every QuorumError an ErrQuorum.
func (e *QuorumError) Is(target error) bool { return target == ErrQuorum }

// ErrQuorum is what every *QuorumError is.
var ErrQuorum = errors.New("not enough operators")

// DamagedError says which file of a sealed key cannot be right, and why.
type DamagedError struct {
	File   string
	Reason string
}

func (e *DamagedError) Error() string { return e.File + ": " + e.Reason }

// Is makes every DamagedError an ErrDamaged.
func (e *DamagedError) Is(target error) bool { return target == ErrDamaged }

func damaged(file, format string, args ...any) error {
	return &DamagedError{file, fmt.Sprintf(format, args...)}
}

// What ends a session.
var (
	// ErrClosed says that a session is over.
	ErrClosed = errors.New("session is closed: the key is locked again")
	// ErrExpired says that a session has reached its time; it is closed.
	ErrExpired = errors.New("session has reached its time limit: the key is locked again")
	// ErrSpent says that a session has made all its signatures.
	ErrSpent = errors.New("session has reached its number of signatures")
)
