package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"coldsign/internal/doctor"
	"coldsign/internal/erase"
	"coldsign/internal/fault"
	"coldsign/internal/harden"
	"coldsign/internal/ledger"
	"coldsign/internal/store"
	"coldsign/internal/text"
)

// The log, and the home's own key that signs it, in minisign's format. The
// secret one has no password: whoever can write in the home can sign entries.
// What an outsider holds against that is a head written down on paper.
const (
	logFile      = "log.jsonl"
	logSecretKey = "log.key"
	logPublicKey = "log.pub"
)

// Bounds of what is read: of one entry, and of a whole log of a million entries.
const (
	maxEntry = 1 << 20
	maxLog   = 1 << 30
)

// logBook appends to the log of a home.
type logBook struct {
	store *store.Store
	path  string
	key   *ledger.SecretKey
	stamp ledger.Entry // what is the same in all entries of one run
}

// openLog gets the log ready to be written, with the home's key, which is made on first use.
func (p *program) openLog(h *home) (*logBook, error) {
	if h.book != nil {
		return h.book, nil
	}
	key, err := h.logKey()
	if err != nil {
		return nil, err
	}
	stamp, err := stampOf(p.hardened)
	if err != nil {
		return nil, err
	}
	h.book = &logBook{h.store, filepath.Join(h.dir, logFile), key, stamp}
	return h.book, nil
}

// stampOf is what an entry says of machine and program.
func stampOf(hardened harden.Report) (ledger.Entry, error) {
	binary, err := doctor.BinaryHash(procFolder)
	if err != nil {
		return ledger.Entry{}, err
	}
	machine, err := os.Hostname()
	if err != nil {
		return ledger.Entry{}, err
	}
	return ledger.Entry{Binary: binary, Machine: machine, Clock: clockStanding(doctor.This(hardened))}, nil
}

// clockStanding says how far the time of an entry is to be trusted.
func clockStanding(m doctor.Machine) string {
	if m.Now().Before(doctor.Floor()) {
		return "wrong: before this program was made"
	}
	if synced, err := m.ClockSynced(); err == nil && synced {
		return "set from outside"
	}
	return "this machine's own"
}

// logKey reads the home's key.
func (h *home) logKey() (*ledger.SecretKey, error) {
	path := filepath.Join(h.dir, logSecretKey)
	text, err := h.store.ReadFile(path, maxRecord)
	if errors.Is(err, fs.ErrNotExist) {
		return h.newLogKey()
	}
	if err != nil {
		return nil, fault.Path(path, err)
	}
	defer erase.Bytes(text)
	key, err := ledger.ParseSecretKey(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return key, nil
}

// newLogKey makes the home's key. The public file comes first: a crash between
// the two leaves one that the next attempt replaces.
func (h *home) newLogKey() (*ledger.SecretKey, error) {
	key, err := ledger.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	if err := h.store.Replace(filepath.Join(h.dir, logPublicKey), key.Public().Text()); err != nil {
		return nil, err
	}
	text := key.Text()
	defer erase.Bytes(text)
	return key, h.store.CreateNew(filepath.Join(h.dir, logSecretKey), text)
}

// append writes an entry and returns its number once it is on the disk.
func (b *logBook) append(entry ledger.Entry) (uint64, error) {
	tail, size, err := b.store.ReadTail(b.path, maxEntry)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	whole := tail[:bytes.LastIndexByte(tail, '\n')+1]
	if torn := int64(len(tail) - len(whole)); torn > 0 {
		if len(whole) == 0 && size > int64(len(tail)) {
			return 0, errors.New("its last line is longer than any entry")
		}
		if err := b.store.Truncate(b.path, size, size-torn); err != nil {
			return 0, err
		}
		size -= torn
	}
	head, err := ledger.Last(whole, b.key.Public())
	if err != nil {
		return 0, err
	}
	line, next, err := head.Append(b.stamped(entry), b.key)
	if err != nil {
		return 0, err
	}
	if len(line) > maxEntry {
		return 0, errors.New("an entry is too long")
	}
	return next.Count, b.store.Append(b.path, line, size)
}

// stamped adds time, machine and program, and makes texts plain.
func (b *logBook) stamped(entry ledger.Entry) ledger.Entry {
	entry.Time = now().Unix()
	entry.Machine, entry.Binary, entry.Clock = b.stamp.Machine, b.stamp.Binary, b.stamp.Clock
	entry.Detail = text.Line(strings.ToValidUTF8(entry.Detail, "?"))
	return entry
}
