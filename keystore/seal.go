package keystore

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"coldsign/internal/erase"
	"coldsign/internal/locked"
	"coldsign/keystore/agefile"
	"coldsign/keystore/slip39"
)

const (
	// WorkFactor is what opening an operator's file costs: about a second.
	WorkFactor = agefile.WorkFactor
	// maxSealedFile bounds what is decrypted: a share has 59 words at most.
	maxSealedFile = 1024
	// maxOperators is the number of members of a SLIP-0039 group.
	maxOperators = 16
)

// DefaultOperator is the name of the operator of a key that one person opens.
const DefaultOperator = "owner"

// Operator is a person who opens a key, and their passphrase in locked memory.
type Operator struct {
	Name       string
	Passphrase *locked.Buffer
}

// SealOptions say how a key is sealed.
type SealOptions struct {
	Quorum     int       // operators who are needed
	WorkFactor int       // of scrypt, log2; WorkFactor unless in tests
	Random     io.Reader // for the shares; age takes its own from the kernel
}

// errPassphrase says that an operator has no passphrase. There is no default.
var errPassphrase = errors.New("an operator needs a passphrase that is not empty")

func operatorFile(operator string) string { return operator + ".age" }

// Seal seals a key for its operators. It returns the record, now inactive, and the
// files to be kept with it, by name; key.json, the record's own, is among them.
func (m *Material) Seal(operators []Operator, o SealOptions) (*Record, map[string][]byte, error) {
	record := m.record
	files, err := sealShares(&record, m.secret, operators, o)
	if err != nil {
		return nil, nil, err
	}
	if m.entropy != nil {
		if files[wordsFile], err = sealWords(m.secret, m.entropy, o.Random); err != nil {
			return nil, nil, err
		}
	}
	by := make([]string, len(operators))
	for i, op := range operators {
		by[i] = op.Name
	}
	if err := record.Change(Event{State: Inactive, At: record.Created, By: by}); err != nil {
		return nil, nil, err
	}
	files[RecordFile], err = record.JSON()
	return &record, files, err
}

// sealShares splits the secret for the operators, makes their files, and enters
// them into the record.
func sealShares(record *Record, secret *locked.Buffer, operators []Operator, o SealOptions) (map[string][]byte, error) {
	record.Quorum = o.Quorum
	record.Operators = make([]Sealed, len(operators))
	for i, op := range operators {
		if op.Passphrase.Len() == 0 {
			return nil, errPassphrase
		}
		// The hash is known later; check wants one.
		record.Operators[i] = Sealed{op.Name, operatorFile(op.Name), hex.EncodeToString(make([]byte, 32))}
	}
	if err := record.checkOperators(); err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	var err error
	erase.Do(func() {
		var shares []slip39.Share
		if shares, err = split(secret.Bytes(), len(operators), o); err != nil {
			return
		}
		for i, op := range operators {
			var sealed []byte
			if sealed, err = sealShare(shares[i], op.Passphrase.Bytes(), o.WorkFactor); err != nil {
				return
			}
			files[operatorFile(op.Name)] = sealed
			hash := sha256.Sum256(sealed)
			record.Operators[i].SHA256 = hex.EncodeToString(hash[:])
		}
	})
	if err == nil && !stillThere(secret, operators) {
		return nil, ErrClosed
	}
	return files, err
}

// stillThere tells whether locked memory held the secrets to the end. When a
// signal has it wiped, slices read as zeros, and what was sealed of them must
// not be written.
func stillThere(secret *locked.Buffer, operators []Operator) bool {
	for _, op := range operators {
		if op.Passphrase.Len() == 0 {
			return false
		}
	}
	return secret.Len() > 0
}

// split makes one share for each operator. The standard gives a group with
// threshold one a single share, of which everybody then has a copy.
func split(secret []byte, n int, o SealOptions) ([]slip39.Share, error) {
	group := slip39.Group{Threshold: o.Quorum, Count: n}
	if o.Quorum == 1 {
		group.Count = 1
	}
	groups, err := slip39.Split(secret, nil, slip39.Plan{GroupThreshold: 1, Groups: []slip39.Group{group}}, o.Random)
	if err != nil {
		return nil, err
	}
	shares := groups[0]
	for len(shares) < n {
		shares = append(shares, shares[0])
	}
	return shares, nil
}

// sealShare makes an operator's file: an age file that holds the share's words.
func sealShare(share slip39.Share, passphrase []byte, workFactor int) ([]byte, error) {
	return agefile.Seal(append(share.Append(nil), '\n'), passphrase, workFactor)
}

// openShare opens an operator's file. A wrong passphrase is ErrWrongPassphrase.
func openShare(sealed, passphrase []byte) (slip39.Share, error) {
	text, err := agefile.Open(sealed, passphrase, maxSealedFile)
	if errors.Is(err, agefile.ErrPassphrase) {
		return slip39.Share{}, ErrWrongPassphrase
	}
	if err != nil {
		return slip39.Share{}, err
	}
	return slip39.Parse(text)
}
