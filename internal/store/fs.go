package store

import (
	"io"
	"io/fs"
	"os"
)

// FS is what this package asks of a file system: one method, one system call,
// so that a test can fail or stop at every one of them. Errors match fs.ErrExist
// and fs.ErrNotExist where those apply.
type FS interface {
	// Open opens a file or folder; flags are those of package os.
	Open(name string, flags int, mode fs.FileMode) (File, error)
	Mkdir(name string, mode fs.FileMode) error
	// Rename moves a file or folder, replacing a file that has the new name.
	Rename(old, new string) error
	// RenameNew moves a file or folder, and fails when the new name is taken.
	RenameNew(old, new string) error
	// Exchange swaps two files or folders in one step.
	Exchange(one, other string) error
	// Remove removes a file or an empty folder.
	Remove(name string) error
	ReadDir(name string) ([]fs.DirEntry, error)
	// Lstat does not follow a symbolic link.
	Lstat(name string) (fs.FileInfo, error)
}

// File is an open file or folder.
type File interface {
	io.ReadWriteCloser
	Stat() (fs.FileInfo, error)
	Sync() error
	Truncate(size int64) error
}

// OS is the operating system's file system.
type OS struct{}

var _ FS = OS{}

// Open opens a file that is not inherited by other programs.
func (OS) Open(name string, flags int, mode fs.FileMode) (File, error) {
	f, err := os.OpenFile(name, flags, mode)
	if err != nil {
		return nil, err // not f: a nil *os.File would be a File that is not nil
	}
	return f, nil
}

// Mkdir makes one folder.
func (OS) Mkdir(name string, mode fs.FileMode) error { return os.Mkdir(name, mode) }

// Rename is rename(2).
func (OS) Rename(old, new string) error { return os.Rename(old, new) }

// RenameNew is renameat2(2) with RENAME_NOREPLACE, or what comes closest.
func (OS) RenameNew(old, new string) error { return renameNew(old, new) }

// Exchange is renameat2(2) with RENAME_EXCHANGE, where there is one.
func (OS) Exchange(one, other string) error { return exchange(one, other) }

// Remove removes a file or an empty folder.
func (OS) Remove(name string) error { return os.Remove(name) }

// ReadDir lists a folder by name.
func (OS) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(name) }

// Lstat is lstat(2).
func (OS) Lstat(name string) (fs.FileInfo, error) { return os.Lstat(name) }
