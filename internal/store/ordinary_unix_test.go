//go:build unix

package store_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"coldsign/internal/store"
)

// What lies in the place of a file and is none is named: nothing is waited for,
// and nothing outside of the folder is read.
func TestOnlyOrdinaryFilesAreRead(t *testing.T) {
	s := store.New(store.OS{})
	for name, place := range map[string]func(path string) error{
		"pipe":   func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"link":   func(path string) error { return os.Symlink("/etc/hostname", path) },
		"device": func(path string) error { return os.Symlink("/dev/zero", path) },
		"folder": func(path string) error { return os.Mkdir(path, 0o700) },
	} {
		path := filepath.Join(t.TempDir(), "policy.json")
		if err := place(path); err != nil {
			t.Fatal(err)
		}
		if _, err := s.ReadFile(path, 1<<20); !errors.Is(err, store.ErrNotOrdinary) {
			t.Errorf("%s: read: %v", name, err)
		}
		if _, _, err := s.ReadTail(path, 1<<20); !errors.Is(err, store.ErrNotOrdinary) {
			t.Errorf("%s: end read: %v", name, err)
		}
	}
	if _, err := s.ReadFile(filepath.Join(t.TempDir(), "absent"), 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("absent: %v", err)
	}
}

// A file manager's hidden files are no names of ours; what is no folder is named.
func TestListPassesOverHiddenNames(t *testing.T) {
	s, folder := store.New(store.OS{}), t.TempDir()
	for _, name := range []string{".DS_Store", "k", ".coldsign-1.tmp"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if names, err := s.List(folder); err != nil || !slices.Equal(names, []string{"k"}) {
		t.Errorf("names %q, %v", names, err)
	}
	if _, err := s.List(filepath.Join(folder, "k")); !errors.Is(err, store.ErrNotFolder) {
		t.Errorf("a file was listed: %v", err)
	}
}
