package store

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

// PrivateError says why a folder is not fit to hold what must stay private.
type PrivateError struct{ Path, Reason string }

func (e *PrivateError) Error() string { return fmt.Sprintf("%q is not private: %s", e.Path, e.Reason) }

// CheckPrivate refuses a folder that others may read or change, that belongs to
// another user, or that is a symbolic link or no folder at all.
func (s *Store) CheckPrivate(path string) error {
	info, err := s.fs.Lstat(filepath.Clean(path)) // "link/" would be the link's target
	if err != nil {
		return failed("check", path, err)
	}
	for _, check := range privacy {
		if reason := check(info); reason != "" {
			return &PrivateError{path, reason}
		}
	}
	return nil
}

// privacy is the row of questions about a private folder; each answers with
// what is wrong or nothing.
var privacy = []func(fs.FileInfo) string{
	func(info fs.FileInfo) string {
		if info.Mode()&fs.ModeSymlink != 0 {
			return "it is a symbolic link"
		}
		return ""
	},
	func(info fs.FileInfo) string {
		if !info.IsDir() {
			return "it is not a folder"
		}
		return ""
	},
	func(info fs.FileInfo) string {
		if owner, ours := ownedByUs(info); !ours {
			return fmt.Sprintf("it belongs to user %d", owner)
		}
		return ""
	},
	func(info fs.FileInfo) string {
		if open := info.Mode().Perm() &^ privateFolder; open != 0 {
			return fmt.Sprintf("its mode %#o lets others in; it must be 0700", info.Mode().Perm())
		}
		return ""
	},
}

// MkdirPrivate makes a folder and those above it that are missing, mode 0700.
// That it exists is no error; CheckPrivate says whether it is fit.
func (s *Store) MkdirPrivate(path string) error {
	path = filepath.Clean(path)
	err := s.fs.Mkdir(path, privateFolder)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if errors.Is(err, fs.ErrNotExist) && filepath.Dir(path) != path {
		if err := s.MkdirPrivate(filepath.Dir(path)); err != nil {
			return err
		}
		err = s.fs.Mkdir(path, privateFolder)
	}
	if err != nil {
		return failed("mkdir", path, err)
	}
	return s.settle("mkdir", path)
}
