package store

import (
	"cmp"
	"errors"
	"fmt"
	"os"
)

// ChangedError says that a file is not as long as its writer believes.
type ChangedError struct{ Have, Want int64 }

func (e *ChangedError) Error() string {
	return fmt.Sprintf("changed meanwhile: %d bytes, expected %d", e.Have, e.Want)
}

// Append adds data to the end of a file, which is made (mode 0600) when it does
// not exist, and returns once it is on the disk. size is the length that the
// caller has read and found good; another length is a *ChangedError and nothing
// is written. When the write fails the file is cut back to size. A crash may
// leave a part of data at the end: the format must show it, as a missing newline
// does, and Truncate takes it away.
func (s *Store) Append(path string, data []byte, size int64) error {
	file, err := s.fs.Open(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, privateFile)
	if err != nil {
		return failed("append", path, err)
	}
	if err := checkSize(file, size); err != nil {
		file.Close()
		return failed("append", path, err)
	}
	if _, err = file.Write(data); err == nil {
		err = file.Sync()
	}
	if err != nil {
		cut := file.Truncate(size)
		if cut == nil {
			cut = file.Sync()
		}
		return failed("append", path, errors.Join(err, cut, file.Close()))
	}
	if err := file.Close(); err != nil {
		return failed("append", path, err)
	}
	if size == 0 {
		return s.settle("append", path) // the name may be new
	}
	return nil
}

// Truncate cuts the part that a crash left off a file of have bytes, so that
// size remain.
func (s *Store) Truncate(path string, have, size int64) error {
	file, err := s.fs.Open(path, os.O_WRONLY, 0)
	if err != nil {
		return failed("truncate", path, err)
	}
	if err = checkSize(file, have); err == nil {
		err = file.Truncate(size)
	}
	if err == nil {
		err = file.Sync()
	}
	if err = cmp.Or(err, file.Close()); err != nil {
		return failed("truncate", path, err)
	}
	return nil
}

func checkSize(file File, want int64) error {
	info, err := file.Stat()
	if err == nil && info.Size() != want {
		err = &ChangedError{Have: info.Size(), Want: want}
	}
	return err
}
