package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"coldsign/internal/fault"
	"coldsign/internal/locked"
	"coldsign/internal/sheet"
	"coldsign/keystore"
)

// backupFiles copies the sealed files: encrypted as they are, they need no
// passphrase now, and their operators' later.
func (p *program) backupFiles(h *home, record *keystore.Record, f backupFlags) error {
	if f.out == "" {
		return fault.New(fault.Usage, "--kind files needs --out FOLDER")
	}
	files, err := h.sealedFiles(record)
	if err != nil {
		return err
	}
	if files[keystore.RecordFile], err = record.JSON(); err != nil {
		return err
	}
	if err := outsideHomes(f.out); err != nil {
		return err
	}
	if err := h.store.CreateFolder(f.out, files); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return existsFailure(f.out)
		}
		return fault.Path(f.out, err)
	}
	return p.backedUp(h, record, kindFiles, []string{filepath.Base(f.out)}, []string{})
}

// checkFiles reads copied files back: they must open with the operators'
// passphrases and lead to the key.
func (p *program) checkFiles(h *home, record *keystore.Record, folder string, passphrases []string) ([]string, error) {
	files := map[string][]byte{}
	names, err := h.store.List(folder)
	if err != nil {
		return nil, fault.Path(folder, err)
	}
	for _, name := range names {
		if files[name], err = h.store.ReadFile(filepath.Join(folder, name), maxRecord); err != nil {
			return nil, fault.Path(filepath.Join(folder, name), err)
		}
	}
	copied, err := keystore.ParseRecord(files[keystore.RecordFile])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	if copied.Fingerprint != record.Fingerprint {
		return nil, fault.New(fault.Refused, fmt.Sprintf("%s: holds the key %s, not %s", folder, copied.Fingerprint, record.Fingerprint))
	}
	s, err := p.openSecrets()
	if err != nil {
		return nil, err
	}
	defer s.Close()
	operators, err := s.proveOpens(h, copied, files, passphrases)
	if err != nil {
		return nil, err
	}
	var by []string
	for _, o := range operators {
		by = append(by, record.Name+"/"+o.Name)
	}
	return by, nil
}

// backupSheet writes a page to print: the words in a grid, the same as a QR
// code, and what tells which key it is.
func (p *program) backupSheet(h *home, record *keystore.Record, f backupFlags) error {
	if f.out == "" {
		return fault.New(fault.Usage, "--kind sheet needs --out FILE.html")
	}
	request := backupRequest{h: h, record: record, count: 1}
	return p.withTexts(request, backupKinds[0], f.passphrases, func(texts []*locked.Buffer, by []string) error {
		if err := sheet.With(record, texts[0], func(page *locked.Buffer) error { return writeSecret(f.out, page) }); err != nil {
			return err
		}
		return p.backedUp(h, record, kindSheet, []string{filepath.Base(f.out)}, by)
	})
}

// reseal seals an unlocked key for other operators and writes the whole folder anew.
func (h *home) reseal(record *keystore.Record, session *keystore.Session, operators []keystore.Operator, quorum int) (*keystore.Record, error) {
	changed, files, err := session.Reseal(record, operators, keystore.SealOptions{Quorum: quorum, WorkFactor: sealWorkFactor, Random: rand.Reader})
	if err != nil {
		return nil, err
	}
	if changed.Words != nil && files[changed.Words.File] == nil {
		sealed, err := h.sealedFiles(record)
		if err != nil {
			return nil, err
		}
		files[changed.Words.File] = sealed[changed.Words.File]
	}
	return changed, h.replaceKey(changed, files)
}

// replaceKey writes the whole folder of a key anew.
func (h *home) replaceKey(record *keystore.Record, files map[string][]byte) error {
	h.deeds.wrote = append(h.deeds.wrote, hashed(keystore.RecordFile, files[keystore.RecordFile]))
	return h.store.ReplaceFolder(h.keyFolder(record.Name), files)
}
