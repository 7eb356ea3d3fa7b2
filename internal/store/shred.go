package store

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
)

// Shred overwrites a file with random bytes, brings them to the disk, and
// removes the file. Media that move what is written (flash, copy-on-write file
// systems) may keep the old bytes: whoever relies on it must say so.
func (s *Store) Shred(path string) error {
	info, err := s.fs.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode().IsRegular() {
		if err := s.overwrite(path, int(info.Size())); err != nil {
			return err
		}
	}
	return s.Remove(path)
}

func (s *Store) overwrite(path string, size int) (err error) {
	file, err := s.fs.Open(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	noise := make([]byte, size)
	rand.Read(noise)
	if _, err := file.Write(noise); err != nil {
		return err
	}
	return file.Sync()
}
