package store

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// CreateFolder writes a new folder, mode 0700, with the named files, mode 0600:
// all of them or none. It never overwrites: when the name is taken the error
// matches fs.ErrExist.
func (s *Store) CreateFolder(path string, files map[string][]byte) error {
	path = filepath.Clean(path)
	if _, err := s.fs.Lstat(path); err == nil {
		return failed("create", path, fs.ErrExist) // before the work; RenameNew decides
	}
	temp, err := s.writeFolder(filepath.Dir(path), files)
	if err == nil {
		err = s.fs.RenameNew(temp, path)
	}
	if err != nil {
		s.removeTemp(temp)
		return failed("create", path, err)
	}
	return s.settle("create", path)
}

// ReplaceFolder exchanges the files of a folder for the named ones, all in one
// step, and removes the old.
func (s *Store) ReplaceFolder(path string, files map[string][]byte) error {
	path = filepath.Clean(path)
	temp, err := s.writeFolder(filepath.Dir(path), files)
	if err == nil {
		err = s.fs.Exchange(temp, path)
	}
	if err != nil {
		s.removeTemp(temp)
		return failed("replace", path, err)
	}
	if err := s.settle("replace", path); err != nil {
		return err
	}
	return s.discard("replace", path, temp)
}

// Remove removes a file for good. That it is not there is no error.
func (s *Store) Remove(path string) error {
	if err := s.fs.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return failed("remove", path, err)
	}
	return s.settle("remove", path)
}

// discard removes what has been moved aside from the disk.
func (s *Store) discard(op, path, temp string) error {
	err := s.removeTemp(temp)
	if err == nil {
		err = s.syncFolder(filepath.Dir(path))
	}
	if err != nil {
		return failed(op, path, errors.Join(errors.New("done, but the old files are left for the next cleaning"), err))
	}
	return nil
}

// writeFolder writes a folder of a temporary name; on error that may be left.
func (s *Store) writeFolder(parent string, files map[string][]byte) (temp string, err error) {
	for name := range files {
		if name == "" || name != filepath.Base(name) || name == "." || name == ".." {
			return "", errors.New("not the name of a file in the folder")
		}
	}
	temp, err = firstFree(parent, func(name string) error { return s.fs.Mkdir(name, privateFolder) })
	if err != nil {
		return "", err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		file, err := s.fs.Open(filepath.Join(temp, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, privateFile)
		if err != nil {
			return temp, err
		}
		if err := writeAll(file, files[name]); err != nil {
			return temp, err
		}
	}
	return temp, s.syncFolder(temp)
}

// removeTemp removes a file or folder of a temporary name.
func (s *Store) removeTemp(temp string) error {
	if temp == "" {
		return nil
	}
	if err := s.fs.Remove(temp); err == nil {
		return nil
	}
	entries, err := s.fs.ReadDir(temp)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := s.fs.Remove(filepath.Join(temp, e.Name())); err != nil {
			return err
		}
	}
	return s.fs.Remove(temp)
}

// List returns the names in a folder in order, without hidden ones: those are
// temporary, or a file manager's. It returns none when the folder does not exist.
func (s *Store) List(folder string) ([]string, error) {
	entries, err := s.fs.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if errors.Is(err, syscall.ENOTDIR) {
		err = ErrNotFolder
	}
	if err != nil {
		return nil, failed("list", folder, err)
	}
	var names []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names, nil
}
