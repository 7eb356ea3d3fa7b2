// Package store writes files whole. A file or folder gets its name only when
// all its bytes are on the disk, so a crash at any moment leaves the old state
// or the new one: temporary name in the same folder, write, fsync, rename, fsync
// of the folder. What a crash leaves under a temporary name is told by that name
// and cleaned later.
package store

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

const (
	privateFile   fs.FileMode = 0o600
	privateFolder fs.FileMode = 0o700

	// A temporary name is prefix, number, suffix. The number makes it new: names
	// need not be secret, since O_EXCL follows no link and takes no file over.
	tempPrefix = ".coldsign-"
	tempSuffix = ".tmp"
	// maxTemp bounds the search for a free temporary name.
	maxTemp = 1000
)

// Store reads and writes files of one file system.
type Store struct{ fs FS }

// New returns a store over the given file system; programs use OS{}.
func New(fs FS) *Store { return &Store{fs} }

// CreateNew writes a new file, mode 0600. It never overwrites: when the name is
// taken the error matches fs.ErrExist.
func (s *Store) CreateNew(path string, data []byte) error {
	if _, err := s.fs.Lstat(path); err == nil {
		return failed("create", path, fs.ErrExist) // before the work; RenameNew decides
	}
	return s.commit("create", path, data, s.fs.RenameNew)
}

// Replace writes a file, mode 0600, in the place of the one that has the name, if any.
func (s *Store) Replace(path string, data []byte) error {
	return s.commit("replace", path, data, s.fs.Rename)
}

// commit writes data under a temporary name and moves it to its own.
func (s *Store) commit(op, path string, data []byte, move func(old, new string) error) error {
	temp, file, err := s.openTemp(filepath.Dir(path))
	if err != nil {
		return failed(op, path, err)
	}
	err = writeAll(file, data)
	if err == nil {
		err = move(temp, path)
	}
	if err != nil {
		s.fs.Remove(temp)
		return failed(op, path, err)
	}
	return s.settle(op, path)
}

// openTemp makes a file of a temporary name in the folder.
func (s *Store) openTemp(folder string) (name string, file File, err error) {
	name, err = firstFree(folder, func(name string) error {
		file, err = s.fs.Open(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, privateFile)
		return err
	})
	return name, file, err
}

// firstFree calls create with one temporary name after the other until one is free.
func firstFree(folder string, create func(name string) error) (string, error) {
	for i := range maxTemp {
		name := filepath.Join(folder, fmt.Sprintf("%s%d%s", tempPrefix, i, tempSuffix))
		if err := create(name); !errors.Is(err, fs.ErrExist) {
			return name, err
		}
	}
	return "", errors.New("too many temporary files")
}

func isTemp(name string) bool {
	return strings.HasPrefix(name, tempPrefix) && strings.HasSuffix(name, tempSuffix)
}

// writeAll writes, syncs and closes; an error of any of them counts.
func writeAll(file File, data []byte) error {
	_, err := file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	return cmp.Or(err, file.Close())
}

// settle makes a rename in path's folder last. Should that fail, the new state
// is there, but a power cut may still undo it.
func (s *Store) settle(op, path string) error {
	if err := s.syncFolder(filepath.Dir(path)); err != nil {
		return failed(op, path, fmt.Errorf("done, but not known to be on the disk: %w", err))
	}
	return nil
}

// syncFolder makes the names in a folder last. Some file systems of removable
// media cannot sync a folder and say EINVAL; they offer nothing better.
func (s *Store) syncFolder(folder string) error {
	file, err := s.fs.Open(folder, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	err = file.Sync()
	if errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	return cmp.Or(err, file.Close())
}

// TooLargeError says that a file is larger than its reader allows.
type TooLargeError struct{ Max int64 }

func (e *TooLargeError) Error() string { return fmt.Sprintf("larger than %d bytes", e.Max) }

// ReadFile reads a whole ordinary file of at most max bytes.
func (s *Store) ReadFile(path string, max int64) ([]byte, error) {
	file, err := s.openOrdinary(path)
	if err != nil {
		return nil, failed("read", path, err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, max+1))
	if err == nil && int64(len(data)) > max {
		err = &TooLargeError{max}
	}
	if err != nil {
		return nil, failed("read", path, err)
	}
	return data, nil
}

// failed names the file that the caller knows in place of the temporary one.
func failed(op, path string, err error) error {
	var onPath *fs.PathError
	var onLink *os.LinkError
	switch {
	case errors.As(err, &onPath) && err == error(onPath):
		err = onPath.Err
	case errors.As(err, &onLink) && err == error(onLink):
		err = onLink.Err
	}
	return &fs.PathError{Op: op, Path: path, Err: err}
}
