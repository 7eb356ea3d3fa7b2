package keystore

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"coldsign/internal/erase"
	"coldsign/internal/locked"
)

// Reseal seals an unlocked key anew: for other operators, with another quorum or
// with new passphrases. It returns the changed record and the files to write; those
// of operators who are no longer there are to be destroyed.
func (s *Session) Reseal(record *Record, operators []Operator, o SealOptions) (*Record, map[string][]byte, error) {
	if record.Fingerprint != s.fingerprint {
		return nil, nil, damaged(RecordFile, "it is of another key than the session")
	}
	changed := *record
	var files map[string][]byte
	err := s.reveal(func(*desk) (err error) {
		files, err = sealShares(&changed, s.secret, operators, o)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	files[RecordFile], err = changed.JSON()
	return &changed, files, err
}

// ChangePassphrase seals one operator's share with a new passphrase. It returns the
// changed record and two files, the operator's and key.json. The share stays, so
// the key opens whichever of the two is written first; write the operator's first.
func ChangePassphrase(record *Record, sealed map[string][]byte, operator string, from, to *locked.Buffer, workFactor int) (*Record, map[string][]byte, error) {
	i := slices.IndexFunc(record.Operators, func(s Sealed) bool { return s.Operator == operator })
	if i < 0 {
		return nil, nil, &QuorumError{0, 1}
	}
	if to.Len() == 0 {
		return nil, nil, errPassphrase
	}
	changed := *record
	changed.Operators = slices.Clone(record.Operators)
	entry := &changed.Operators[i]
	var file []byte
	var err error
	erase.Do(func() {
		share, failed := (&attempt{*entry, from}).open(sealed)
		if err = failed; err == nil {
			file, err = sealShare(share, to.Bytes(), workFactor)
		}
	})
	if err != nil {
		return nil, nil, err
	}
	sum := sha256.Sum256(file)
	entry.SHA256 = hex.EncodeToString(sum[:])
	files := map[string][]byte{entry.File: file}
	files[RecordFile], err = changed.JSON()
	return &changed, files, err
}
