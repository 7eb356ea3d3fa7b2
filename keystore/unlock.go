package keystore

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"coldsign/internal/erase"
	"coldsign/internal/locked"
	"coldsign/keystore/bip32"
	"coldsign/keystore/slip39"
)

// Unlock opens a key with the passphrases of its operators, each of whom must have
// given the right one and as many as its quorum asks for. With a single operator
// the name may be empty. Sealed are the key's files by name.
//
// Every passphrase is tried before the answer, and the answer names nobody. Errors
// are ErrSuspended, ErrQuorum, ErrWrongPassphrase, ErrDamaged, or that there is no
// locked memory.
func Unlock(record *Record, sealed map[string][]byte, operators []Operator, limits Limits) (*Session, error) {
	if record.State == Suspended || record.State == Destroyed {
		return nil, ErrSuspended
	}
	named, err := record.match(operators)
	if err != nil {
		return nil, err
	}
	s, err := newSession(record, limits)
	if err != nil {
		return nil, err
	}
	erase.Do(func() { err = s.open(record, sealed, named) })
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// attempt is an operator's entry in the record and the passphrase given for it.
type attempt struct {
	Sealed
	passphrase *locked.Buffer
}

// match finds the operators in the record. An unknown or repeated name counts for
// nobody.
func (r *Record) match(operators []Operator) (found []attempt, err error) {
	for _, entry := range r.Operators {
		for _, op := range operators {
			alone := op.Name == "" && len(r.Operators) == 1
			if op.Name == entry.Operator || alone {
				found = append(found, attempt{entry, op.Passphrase})
				break
			}
		}
	}
	if len(found) < r.Quorum {
		return nil, &QuorumError{len(found), r.Quorum}
	}
	return found, nil
}

// open decrypts the attempt's share. A file that does not open and is not as it was
// sealed is damaged, whatever the passphrase. It runs inside erase.Do.
func (a *attempt) open(sealed map[string][]byte) (slip39.Share, error) {
	file, there := sealed[a.File]
	if !there {
		return slip39.Share{}, damaged(a.File, "it is missing")
	}
	share, err := openShare(file, a.passphrase.Bytes())
	if err == nil {
		return share, nil
	}
	sum := sha256.Sum256(file)
	switch intact := hex.EncodeToString(sum[:]) == a.SHA256; {
	case errors.Is(err, ErrWrongPassphrase) && intact:
		return share, ErrWrongPassphrase
	case errors.Is(err, ErrWrongPassphrase):
		return share, damaged(a.File, "it was changed since it was sealed")
	}
	return share, damaged(a.File, "%v", err)
}

// open decrypts the shares, combines them, and keeps the secret and the accounts.
// It runs inside erase.Do.
func (s *Session) open(record *Record, sealed map[string][]byte, attempts []attempt) error {
	var shares []slip39.Share
	wrong := false
	for _, a := range attempts {
		share, err := a.open(sealed)
		if err != nil && err != ErrWrongPassphrase {
			return err
		}
		wrong = wrong || err != nil
		shares = append(shares, share)
	}
	if wrong {
		return ErrWrongPassphrase
	}
	if shares[0].Threshold == 1 {
		shares = shares[:1] // copies of one
	}
	secret, err := slip39.Combine(shares, nil)
	if err != nil {
		return damaged("operators' files", "%v", err)
	}
	return s.keep(record, secret)
}

// keep takes the secret over and derives the record's accounts from it again: a
// record with another key's fingerprint or xpub is not believed.
func (s *Session) keep(record *Record, secret []byte) (err error) {
	d := <-s.desks
	defer func() {
		*d = desk{}
		s.desks <- d
	}()
	master := &d.node
	if record.Secret == SecretNode {
		if len(secret) != 64 {
			return damaged(RecordFile, "the secret is no master key with its chain code")
		}
		err = master.Set((*[32]byte)(secret), (*[32]byte)(secret[32:]))
	} else {
		err = d.Master(master, secret)
	}
	if err != nil {
		return damaged("operators' files", "%v", err)
	}
	if master.Fingerprint() != record.Fingerprint {
		return damaged(RecordFile, "the sealed key is another one than %s", record.Fingerprint)
	}
	if s.secret, err = s.arena.Alloc(len(secret)); err != nil {
		return err
	}
	copy(s.secret.Bytes(), secret)
	if err := s.nodes.add(bip32.Path{}, master); err != nil {
		return err
	}
	for _, account := range record.Accounts {
		if err := s.nodes.derive(account.Path, d); err != nil {
			return err
		}
		if !bytes.Equal([]byte(d.node.XPub(s.versions)), []byte(account.XPub)) {
			return damaged(RecordFile, "account %s is not of this key", account.Path)
		}
	}
	return nil
}
