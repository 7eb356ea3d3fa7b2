package store_test

import (
	"errors"
	"maps"
	"strings"
	"syscall"
	"testing"

	"coldsign/internal/store"
	"coldsign/internal/store/faultfs"
)

const (
	logPath  = "/home/log.jsonl"
	oldEntry = "first entry\n"
	newEntry = "second entry, a little longer\n"
)

func logOf(t *testing.T, content string) *faultfs.Mem {
	state := map[string]string{"/home/": ""}
	if content != "" {
		state[logPath] = content
	}
	return build(t, state)
}

func TestAppendLasts(t *testing.T) {
	for _, before := range []string{"", oldEntry} {
		m := logOf(t, before)
		if err := store.New(m).Append(logPath, []byte(newEntry), int64(len(before))); err != nil {
			t.Fatal(err)
		}
		for _, keep := range faultfs.Survivals {
			if got := m.Crash(keep).Tree()[logPath]; got != before+newEntry {
				t.Errorf("power cut right after success (%v survives): %q", keep, got)
			}
		}
	}
}

// Killed anywhere: what was there stays, and of the new data a beginning, which
// can be cut off.
func TestAppendKilledAnywhere(t *testing.T) {
	for _, before := range []string{"", oldEntry} {
		for n := 1; ; n++ {
			m := logOf(t, before)
			faults := faultfs.KillAt(m, n)
			store.New(faults).Append(logPath, []byte(newEntry), int64(len(before)))
			if !faults.Reached() {
				break
			}
			for _, keep := range faultfs.Survivals {
				after := m.Crash(keep)
				got := after.Tree()[logPath]
				if !strings.HasPrefix(got, before) || !strings.HasPrefix(before+newEntry, got) {
					t.Errorf("killed at %s, %v survives: %q", faults.Place(), keep, got)
				}
				if _, exists := after.Tree()[logPath]; !exists {
					continue
				}
				if err := store.New(after).Truncate(logPath, int64(len(got)), int64(len(before))); err != nil {
					t.Error(err)
				}
				if cut := after.Crash(faultfs.SyncedOnly).Tree()[logPath]; cut != before {
					t.Errorf("after Truncate: %q", cut)
				}
			}
		}
	}
}

// A full disk in the middle of an entry: the entry is taken back.
func TestAppendFailedAnywhere(t *testing.T) {
	for _, before := range []string{"", oldEntry} {
		for n := 1; ; n++ {
			m := logOf(t, before)
			faults := faultfs.FailAt(m, n, syscall.ENOSPC)
			err := store.New(faults).Append(logPath, []byte(newEntry), int64(len(before)))
			if !faults.Reached() {
				break
			}
			if !errors.Is(err, syscall.ENOSPC) {
				t.Errorf("%s: %v", faults.Place(), err)
			}
			if got := m.Tree()[logPath]; got != before && got != before+newEntry {
				t.Errorf("%s: %q", faults.Place(), got)
			}
		}
	}
}

func TestAppendToAChangedFile(t *testing.T) {
	m := logOf(t, oldEntry)
	s := store.New(m)
	var changed *store.ChangedError
	for _, size := range []int64{0, int64(len(oldEntry)) - 1, int64(len(oldEntry)) + 1} {
		if err := s.Append(logPath, []byte(newEntry), size); !errors.As(err, &changed) {
			t.Errorf("Append believing in %d bytes: %v", size, err)
		}
		if err := s.Truncate(logPath, size, 0); !errors.As(err, &changed) {
			t.Errorf("Truncate believing in %d bytes: %v", size, err)
		}
	}
	if got := m.Tree(); !maps.Equal(got, map[string]string{"/home/": "", logPath: oldEntry}) {
		t.Errorf("the file changed: %v", got)
	}
}
