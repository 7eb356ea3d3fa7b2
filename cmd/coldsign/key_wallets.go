package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"coldsign/internal/fault"
	"coldsign/internal/store"
	"coldsign/keystore"
	"coldsign/signer/descriptor"
)

// unregisteredFile lies in the folder of a key that is being made: a list of its
// wallets that are not registered yet. It gets its name with the folder and goes
// when all of them are there, before any command can remove one.
const unregisteredFile = "wallets.json"

// firstWallets makes the single-signature wallets of account 0 of a new key: their
// names, and the list of those that are not there from an earlier life of the key.
func (h *home) firstWallets(record *keystore.Record, others []*keystore.Record) (names []string, list []byte, err error) {
	files := []walletFile{}
	for _, s := range singleSignature {
		i := slices.IndexFunc(record.Accounts, func(a keystore.Account) bool { return a.Type == s.scriptType })
		if i < 0 {
			return nil, nil, fmt.Errorf("key %s: no account of type %s", record.Name, s.scriptType)
		}
		d, err := singleDescriptor(s.scriptType, record.Fingerprint.String(), record.Accounts[i].Path.String(), record.Accounts[i].XPub)
		if err != nil {
			return nil, nil, err
		}
		w, err := walletAmong(append(others, record), record.Name+"/"+s.scriptType, descriptor.Imported{Descriptor: d}, record.Network)
		if err != nil {
			return nil, nil, err
		}
		there, err := h.hasWallet(w)
		if err != nil {
			return nil, nil, err
		}
		if !there {
			files = append(files, w.file)
		}
		names = append(names, w.file.Name)
	}
	list, err = json.MarshalIndent(files, "", "  ")
	return names, append(list, '\n'), err
}

// hasWallet tells whether a wallet is registered under its name already. Another
// one of that name is an error.
func (h *home) hasWallet(w *registeredWallet) (bool, error) {
	if _, err := h.store.ReadFile(h.walletPath(w.file.Name), maxRecord); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	other, err := h.walletNamed(w.file.Name)
	if err != nil {
		return false, err
	}
	if other.file.Descriptor != w.file.Descriptor || other.file.Network != w.file.Network {
		return false, fault.New(fault.Failed, "another wallet has the name "+w.file.Name+" already").WithHint("remove it, or give the key another name")
	}
	return true, nil
}

// unregistered names the keys whose wallets are not all registered: those that
// another process makes right now, and those whose making was cut off.
func (h *home) unregistered() (keys []string, err error) {
	names, err := h.store.List(filepath.Join(h.dir, keysFolder))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		files, err := h.store.List(h.keyFolder(name))
		if errors.Is(err, store.ErrNotFolder) {
			continue // named by who reads the key; the others must be suspended still
		}
		if err != nil {
			return nil, err
		}
		if slices.Contains(files, unregisteredFile) {
			keys = append(keys, name)
		}
	}
	return keys, nil
}

// register registers the wallets that a new key's folder lists, but for those
// that are there, and forgets the list. The home must be open exclusively.
func (h *home) register(key string) error {
	path := filepath.Join(h.keyFolder(key), unregisteredFile)
	data, err := h.store.ReadFile(path, maxRecord)
	if err != nil {
		return fault.Path(path, err)
	}
	var list []json.RawMessage
	if err := json.Unmarshal(data, &list); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for _, file := range list {
		w, err := parseWallet(file)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := h.saveWallet(w); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return h.store.Remove(path)
}
