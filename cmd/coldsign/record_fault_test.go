package main

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"

	"coldsign/internal/ledger"
	"coldsign/internal/store"
	"coldsign/internal/store/faultfs"
)

const faultHome = "/home"

// deedFile is what the act of these tests writes.
var deedFile = filepath.Join(faultHome, "deed")

// actOnce records one act that writes the deed. It says whether the act was begun.
func actOnce(fs store.FS) (begun bool, err error) {
	h := &home{dir: faultHome, store: store.New(fs)}
	key, err := h.logKey()
	if err != nil {
		return false, err
	}
	h.book = &logBook{store: h.store, path: filepath.Join(faultHome, logFile), key: key}
	err = (&program{}).record(h, ledger.Entry{Command: "test", Detail: "deed"}, func(*ledger.Entry) error {
		begun = true
		return h.store.Replace(deedFile, []byte("done"))
	})
	return begun, err
}

// logIn verifies the log of a file system; a torn end is cut off before.
func logIn(t *testing.T, mem *faultfs.Mem) []ledger.Entry {
	t.Helper()
	tree := mem.Tree()
	log := []byte(tree[filepath.Join(faultHome, logFile)])
	if len(log) == 0 {
		return nil
	}
	key, err := ledger.ParsePublicKey([]byte(tree[filepath.Join(faultHome, logPublicKey)]))
	if err != nil {
		t.Fatalf("log without its key: %v", err)
	}
	summary, err := ledger.Verify(log, key)
	var fault *ledger.Fault
	if errors.As(err, &fault) && log[len(log)-1] == '\n' {
		t.Fatalf("whole lines, but not a good log: %v", err)
	}
	var entries []ledger.Entry
	for entry, err := range ledger.Entries(log[:summary.Good]) {
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, entry)
	}
	return entries
}

// TestNoActWithoutEntry kills the program at every system call of an act, with
// every way in which a disk may lose what was not synced: an act that was begun
// has its intent in the log, and the next act goes on after what is left.
func TestNoActWithoutEntry(t *testing.T) {
	for n := 1; ; n++ {
		mem := faultfs.NewMem(faultHome)
		faults := faultfs.KillAt(mem, n)
		begun, _ := actOnce(faults)
		if !faults.Reached() {
			if n < 20 {
				t.Fatalf("an act of %d system calls: too few to be true", n)
			}
			return
		}
		for _, keep := range faultfs.Survivals {
			after := mem.Crash(keep)
			entries := logIn(t, after)
			_, deed := after.Tree()[deedFile]
			if (begun || deed) && len(entries) == 0 {
				t.Errorf("killed at %s, %v: the act was begun, and the log does not say so", faults.Place(), keep)
			}
			if len(entries) == 2 && entries[1].Outcome == outcomeDone && after.Tree()[deedFile] != "done" {
				t.Errorf("killed at %s, %v: the log says done, and it is not", faults.Place(), keep)
			}
			if _, err := actOnce(after); err != nil {
				t.Errorf("killed at %s, %v: the next act fails: %v", faults.Place(), keep, err)
				continue
			}
			if got := logIn(t, after); len(got) != len(entries)+2 {
				t.Errorf("killed at %s, %v: %d entries, then %d", faults.Place(), keep, len(entries), len(got))
			}
		}
	}
}

// TestNoActOnFullDisk has each system call fail once: either nothing was done,
// or the log has the intent.
func TestNoActOnFullDisk(t *testing.T) {
	for n := 1; ; n++ {
		mem := faultfs.NewMem(faultHome)
		faults := faultfs.FailAt(mem, n, syscall.ENOSPC)
		begun, err := actOnce(faults)
		if !faults.Reached() {
			return
		}
		if entries := logIn(t, mem); begun && len(entries) == 0 {
			t.Errorf("full at %s: the act was begun, and the log does not say so", faults.Place())
		}
		if !begun && err == nil {
			t.Errorf("full at %s: nothing was done, and nobody was told", faults.Place())
		}
	}
}
