package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"coldsign/internal/fault"
	"coldsign/internal/store"
	"coldsign/signer"
)

// The home's layout; docs/home.md describes it for people.
const (
	keysFolder    = "keys"
	recordFile    = "key.json"
	walletsFolder = "wallets"
)

// maxRecord bounds one file of the home, in bytes: descriptors of fifteen
// cosigners with their addresses are below 64 KiB.
const maxRecord = 1 << 20

// lockWait is how long a command waits for another one to finish with the home:
// longer than any write, shorter than a person's patience.
const lockWait = 30 * time.Second

// access says whether a command changes the home.
type access bool

const (
	shared    access = false // reads; files are replaced whole, so no lock is needed
	exclusive access = true  // writes; one process at a time
)

// home is the folder of keys, wallets, policy and log.
type home struct {
	dir   string
	store *store.Store
	lock  *store.Lock
	book  *logBook // nil until something is recorded
	deeds deeds    // of the act that goes on
}

// openHome makes the home where it is missing and refuses one that others can read.
func (p *program) openHome(a access) (*home, error) {
	dir, err := p.home()
	if err != nil {
		return nil, err
	}
	h := &home{dir: dir, store: store.New(p.disk)}
	if err := h.store.MkdirPrivate(dir); err != nil {
		return nil, fault.Path(dir, err)
	}
	if err := h.store.CheckPrivate(dir); err != nil {
		return nil, err
	}
	unfinished, err := h.unregistered()
	if err != nil || a == shared && len(unfinished) == 0 {
		return h, err
	}
	if h.lock, err = store.LockFolder(dir, lockWait, func() { p.say("waiting for another coldsign to finish with %s", dir) }); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	if err := h.recover(); err != nil {
		h.Close()
		return nil, err
	}
	if a == shared {
		return h, h.Close()
	}
	return h, nil
}

// recover takes away what a crash left half written, and finishes what it cut off.
func (h *home) recover() error {
	if _, err := h.store.Clean(h.dir); err != nil {
		return err
	}
	unfinished, err := h.unregistered()
	if err != nil {
		return err
	}
	for _, key := range unfinished {
		if err := h.register(key); err != nil {
			return err
		}
	}
	return nil
}

// Close gives the home to the next process.
func (h *home) Close() error {
	if h.lock == nil {
		return nil
	}
	lock := h.lock
	h.lock = nil
	return lock.Unlock()
}

// withHome runs a command on the home.
func (p *program) withHome(a access, run func(*home) error) error {
	h, err := p.openHome(a)
	if err != nil {
		return err
	}
	defer h.Close()
	return run(h)
}

// withWallet runs a command on one wallet.
func (p *program) withWallet(name string, run func(*home, *registeredWallet) error) error {
	return p.withHome(shared, func(h *home) error {
		w, err := h.walletNamed(name)
		if err != nil {
			return err
		}
		return run(h, w)
	})
}

// walletPath is the file of a wallet; a name with a slash lies in a folder.
func (h *home) walletPath(name string) string {
	return filepath.Join(h.dir, walletsFolder, filepath.FromSlash(name)+".json")
}

// wallets reads every registered wallet, in the order of their names.
func (h *home) wallets() ([]*registeredWallet, error) {
	folder := filepath.Join(h.dir, walletsFolder)
	names, err := h.store.List(folder)
	if err != nil {
		return nil, err
	}
	var list []*registeredWallet
	for _, name := range names {
		if stem, ok := strings.CutSuffix(name, ".json"); ok {
			w, err := h.walletNamed(stem)
			if err != nil {
				return nil, err
			}
			list = append(list, w)
			continue
		}
		inner, err := h.store.List(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		for _, file := range inner {
			w, err := h.walletNamed(name + "/" + strings.TrimSuffix(file, ".json"))
			if err != nil {
				return nil, err
			}
			list = append(list, w)
		}
	}
	return list, nil
}

// walletNamed reads one wallet. A damaged file is named, and nothing goes on without it:
// change that it would have known must not turn into a payment unseen.
func (h *home) walletNamed(name string) (*registeredWallet, error) {
	if err := checkWalletName(name); err != nil {
		return nil, err
	}
	data, err := h.store.ReadFile(h.walletPath(name), maxRecord)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Failed, fmt.Sprintf("no wallet %s", name)).WithHint("'coldsign wallet list' shows those registered")
	}
	if err != nil {
		return nil, fault.Path(h.walletPath(name), err)
	}
	w, err := parseWallet(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", h.walletPath(name), err)
	}
	if w.file.Name != name {
		return nil, fmt.Errorf("%s: holds the wallet %q", h.walletPath(name), w.file.Name)
	}
	return w, nil
}

// saveWallet registers a wallet; it never overwrites another.
func (h *home) saveWallet(w *registeredWallet) error {
	data, err := json.MarshalIndent(w.file, "", "  ")
	if err != nil {
		return err
	}
	path := h.walletPath(w.file.Name)
	if err := h.store.MkdirPrivate(filepath.Dir(path)); err != nil {
		return err
	}
	data = append(data, '\n')
	h.deeds.wrote = append(h.deeds.wrote, hashed(w.file.Name+".json", data))
	return h.store.CreateNew(path, data)
}

// removeWallet forgets a wallet.
func (h *home) removeWallet(name string) error {
	if err := checkWalletName(name); err != nil {
		return err
	}
	path := h.walletPath(name)
	if _, err := h.store.ReadFile(path, maxRecord); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return fault.New(fault.Failed, "no wallet "+name)
		}
		return fault.Path(path, err)
	}
	return h.store.Remove(path)
}

// known gathers what this machine knows beside the transaction.
func (h *home) known() (signer.Known, error) {
	var known signer.Known
	wallets, err := h.wallets()
	if err != nil {
		return known, err
	}
	for _, w := range wallets {
		known.Wallets = append(known.Wallets, w.wallet)
	}
	coins, err := h.coins()
	if err != nil {
		return known, err
	}
	known.History = history(coins)
	nonces, err := h.nonces()
	if err != nil {
		return known, err
	}
	known.History.Nonces = byR(nonces)
	known.Keys, err = h.ownKeys()
	return known, err
}
