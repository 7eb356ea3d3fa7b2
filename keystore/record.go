package keystore

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// RecordFile is the name of a key's record among its files.
const RecordFile = "key.json"

// recordVersion is the version of the record's form.
const recordVersion = 1

// Record is what is public about a key. Its JSON is key.json.
type Record struct {
	Version     int         `json:"version"`
	Name        string      `json:"name"`
	Network     string      `json:"network"`
	Fingerprint Fingerprint `json:"fingerprint"`        // of the master key
	Identity    string      `json:"identity,omitempty"` // of the master key; see IdentityOf. Empty in records of before
	Created     int64       `json:"created"`            // seconds since 1970
	Origin      Origin      `json:"origin"`
	Sources     []string    `json:"sources"`           // of randomness, or what was imported
	MadeBy      string      `json:"made_by,omitempty"` // where and when an imported key was made, as it was declared
	Secret      SecretKind  `json:"secret"`            // what the shares combine to
	Words       *Words      `json:"words"`             // null where the key did not come from words
	State       State       `json:"state"`
	History     []Event     `json:"history"`
	Quorum      int         `json:"quorum"`
	Operators   []Sealed    `json:"operators"`
	Accounts    []Account   `json:"accounts"`
	Backups     []Backup    `json:"backups"`
}

// Origin says how a key came here.
type Origin string

// The origins of a key.
const (
	Made     Origin = "generated"
	Imported Origin = "imported"
)

// SecretKind says what a key's shares combine to.
type SecretKind string

// The kinds of secrets.
const (
	SecretSeed SecretKind = "bip32-seed" // 16 to 64 bytes
	SecretNode SecretKind = "bip32-node" // key and chain code of an imported xprv
)

// Words says what is known about the words of a key.
type Words struct {
	Count      int    `json:"count"`
	Passphrase bool   `json:"passphrase"` // the seed needs a BIP-39 passphrase that is not kept
	File       string `json:"file"`
}

// Sealed is an operator and the file that their passphrase opens. The hash tells
// a damaged file from a wrong passphrase, nothing else: a file that opens is good.
type Sealed struct {
	Operator string `json:"operator"`
	File     string `json:"file"`
	SHA256   string `json:"sha256"`
}

// Backup is a backup that was made, and whether it was read back.
type Backup struct {
	Kind    string   `json:"kind"`  // bip39, slip39, codex32, files, sheet
	Share   string   `json:"share"` // which one of several
	Made    int64    `json:"made"`
	Checked int64    `json:"checked"` // 0: never
	By      []string `json:"by"`
}

// HasCheckedBackup reports whether any backup was read back.
func (r *Record) HasCheckedBackup() bool {
	return slices.ContainsFunc(r.Backups, func(b Backup) bool { return b.Checked != 0 })
}

// Fingerprint identifies a master key, as BIP-0032 says. Its text is hex.
type Fingerprint [4]byte

func (f Fingerprint) String() string { return hex.EncodeToString(f[:]) }

// MarshalText is String.
func (f Fingerprint) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads eight hex digits.
func (f *Fingerprint) UnmarshalText(text []byte) error {
	if len(text) != 2*len(f) {
		return errors.New("fingerprint is not of eight hex digits")
	}
	_, err := hex.Decode(f[:], text)
	return err
}

// JSON writes the record in its one form, which ParseRecord wants.
func (r *Record) JSON() ([]byte, error) {
	b, err := json.MarshalIndent(r, "", "  ")
	return append(b, '\n'), err
}

// ParseRecord reads a record. It accepts exactly what JSON writes: no unknown or
// repeated field, no other spelling. Errors are *DamagedError.
func ParseRecord(b []byte) (*Record, error) {
	r := new(Record)
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(r); err != nil {
		return nil, damaged(RecordFile, "%.120q", err.Error())
	}
	if err := r.check(); err != nil {
		return nil, damaged(RecordFile, "%v", err)
	}
	if again, err := r.JSON(); err != nil || !bytes.Equal(again, b) {
		return nil, damaged(RecordFile, "not in the form that this program writes")
	}
	return r, nil
}

// maxMadeBy bounds what is declared of an imported key, in bytes: a line of a terminal.
const maxMadeBy = 120

// CheckMadeBy says whether a declaration of where and when a key was made is one line
// of printable ASCII.
func CheckMadeBy(text string) error {
	if len(text) > maxMadeBy {
		return fmt.Errorf("where and when the key was made: more than %d characters", maxMadeBy)
	}
	for _, c := range []byte(text) {
		if c < ' ' || c > '~' {
			return errors.New("where and when the key was made: letters, digits and signs of one line, without accents")
		}
	}
	return nil
}
