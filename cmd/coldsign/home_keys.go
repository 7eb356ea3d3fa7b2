package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"coldsign/internal/fault"
	"coldsign/keystore"
	"coldsign/signer"
)

// keyFolder is the folder of a key: its record and its operators' files.
func (h *home) keyFolder(name string) string { return filepath.Join(h.dir, keysFolder, name) }

// keys reads the records of all keys, in the order of their names.
func (h *home) keys() ([]*keystore.Record, error) {
	names, err := h.store.List(filepath.Join(h.dir, keysFolder))
	if err != nil {
		return nil, err
	}
	var records []*keystore.Record
	for _, name := range names {
		record, err := h.keyNamed(name)
		if err != nil {
			return nil, err
		}
		records = append(records, record)
	}
	return records, nil
}

// keyNamed reads one key's record.
func (h *home) keyNamed(name string) (*keystore.Record, error) {
	if err := checkName("key", name); err != nil {
		return nil, err
	}
	path := filepath.Join(h.keyFolder(name), keystore.RecordFile)
	data, err := h.store.ReadFile(path, maxRecord)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Failed, "no key "+name).WithHint("'coldsign key list' shows those held here")
	}
	if err != nil {
		return nil, fault.Path(path, err)
	}
	record, err := keystore.ParseRecord(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Dir(path), err)
	}
	if record.Name != name {
		return nil, fmt.Errorf("%s: holds the key %q", path, record.Name)
	}
	return record, nil
}

// sealedFiles reads the files that a key's record names.
func (h *home) sealedFiles(record *keystore.Record) (map[string][]byte, error) {
	names := []string{}
	for _, operator := range record.Operators {
		names = append(names, operator.File)
	}
	if record.Words != nil {
		names = append(names, record.Words.File)
	}
	files := map[string][]byte{}
	for _, name := range names {
		data, err := h.store.ReadFile(filepath.Join(h.keyFolder(record.Name), name), maxRecord)
		if errors.Is(err, fs.ErrNotExist) {
			continue // another operator's file may be kept elsewhere; unlocking says which it misses
		}
		if err != nil {
			return nil, fault.Path(filepath.Join(h.keyFolder(record.Name), name), err)
		}
		files[name] = data
	}
	return files, nil
}

// ownKeys are the public records as the signer wants them. A destroyed key
// stays in it: a claim of its fingerprint is still a claim on us.
func (h *home) ownKeys() ([]signer.OwnKey, error) {
	records, err := h.keys()
	if err != nil {
		return nil, err
	}
	var own []signer.OwnKey
	for _, record := range records {
		key := signer.OwnKey{Name: record.Name, Fingerprint: record.Fingerprint, Network: record.Network, BackupChecked: record.HasCheckedBackup(),
			Imported: record.Origin == keystore.Imported, MadeBy: record.MadeBy}
		for _, a := range record.Accounts {
			key.Accounts = append(key.Accounts, signer.Account{Path: a.Path, XPub: a.XPub})
		}
		own = append(own, key)
	}
	return own, nil
}
