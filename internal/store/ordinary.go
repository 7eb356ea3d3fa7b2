package store

import (
	"errors"
	"os"
)

// ErrNotOrdinary says that a name is no file of its own: a pipe would be waited
// for without end, and a symbolic link leads out of a private folder.
var ErrNotOrdinary = errors.New("not an ordinary file")

// ErrNotFolder says that what is to be listed is no folder.
var ErrNotFolder = errors.New("not a folder")

// openOrdinary opens a file to be read, once it is known to be one.
func (s *Store) openOrdinary(path string) (File, error) {
	info, err := s.fs.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, ErrNotOrdinary
	}
	return s.fs.Open(path, os.O_RDONLY, 0)
}
