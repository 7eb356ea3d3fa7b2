package faultfs

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"

	"coldsign/internal/store"
)

// ErrKilled is what every call returns once the process counts as dead.
var ErrKilled = errors.New("killed")

// Faults is a file system that goes wrong at one chosen call, counted from 1.
// A write that goes wrong has written half of its bytes.
type Faults struct {
	fs    store.FS
	at    int
	cause error
	calls int
	last  string
}

var _ store.FS = (*Faults)(nil)

// FailAt makes call number n return cause (such as syscall.ENOSPC); the calls
// after it work.
func FailAt(inner store.FS, n int, cause error) *Faults {
	return &Faults{fs: inner, at: n, cause: cause}
}

// KillAt makes call number n and all after it return ErrKilled and do nothing,
// as if the process had been killed there. A test then looks at inner.
func KillAt(inner store.FS, n int) *Faults { return FailAt(inner, n, ErrKilled) }

// Reached reports whether the fault has happened.
func (f *Faults) Reached() bool { return f.calls >= f.at }

// Place names the call that went wrong, for test output.
func (f *Faults) Place() string { return fmt.Sprintf("call %d, %s", f.at, f.last) }

// fault counts a call and says whether it goes wrong.
func (f *Faults) fault(call, path string) error {
	f.calls++
	if f.calls == f.at {
		f.last = call + " " + path
	}
	if f.calls == f.at || f.calls > f.at && errors.Is(f.cause, ErrKilled) {
		return &fs.PathError{Op: call, Path: path, Err: f.cause}
	}
	return nil
}

// Open is one of the calls that can go wrong, as all below.
func (f *Faults) Open(name string, flags int, mode fs.FileMode) (store.File, error) {
	if err := f.fault("open", name); err != nil {
		return nil, err
	}
	file, err := f.fs.Open(name, flags, mode)
	if err != nil {
		return nil, err
	}
	return &faultyFile{file, f, name}, nil
}

// Mkdir: see Open.
func (f *Faults) Mkdir(name string, mode fs.FileMode) error {
	if err := f.fault("mkdir", name); err != nil {
		return err
	}
	return f.fs.Mkdir(name, mode)
}

// Rename: see Open.
func (f *Faults) Rename(old, new string) error {
	if err := f.fault("rename", new); err != nil {
		return err
	}
	return f.fs.Rename(old, new)
}

// RenameNew: see Open.
func (f *Faults) RenameNew(old, new string) error {
	if err := f.fault("rename to new", new); err != nil {
		return err
	}
	return f.fs.RenameNew(old, new)
}

// Exchange: see Open.
func (f *Faults) Exchange(one, other string) error {
	if err := f.fault("exchange", other); err != nil {
		return err
	}
	return f.fs.Exchange(one, other)
}

// Remove: see Open.
func (f *Faults) Remove(name string) error {
	if err := f.fault("remove", name); err != nil {
		return err
	}
	return f.fs.Remove(name)
}

// ReadDir: see Open.
func (f *Faults) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := f.fault("readdir", name); err != nil {
		return nil, err
	}
	return f.fs.ReadDir(name)
}

// Lstat: see Open.
func (f *Faults) Lstat(name string) (fs.FileInfo, error) {
	if err := f.fault("lstat", name); err != nil {
		return nil, err
	}
	return f.fs.Lstat(name)
}

type faultyFile struct {
	store.File
	faults *Faults
	name   string
}

func (f *faultyFile) Read(b []byte) (int, error) {
	if err := f.faults.fault("read", f.name); err != nil {
		return 0, err
	}
	return f.File.Read(b)
}

func (f *faultyFile) Write(b []byte) (int, error) {
	if err := f.faults.fault("write", f.name); err != nil {
		if f.faults.calls == f.faults.at {
			n, _ := f.File.Write(b[:len(b)/2])
			return n, err
		}
		return 0, err
	}
	return f.File.Write(b)
}

func (f *faultyFile) Sync() error {
	if err := f.faults.fault("sync", f.name); err != nil {
		return err
	}
	return f.File.Sync()
}

func (f *faultyFile) Truncate(size int64) error {
	if err := f.faults.fault("truncate", f.name); err != nil {
		return err
	}
	return f.File.Truncate(size)
}

func (f *faultyFile) Stat() (fs.FileInfo, error) {
	if err := f.faults.fault("stat", f.name); err != nil {
		return nil, err
	}
	return f.File.Stat()
}

// Close closes whatever happens, as the end of a process does.
func (f *faultyFile) Close() error {
	err := f.faults.fault("close", f.name)
	return cmp.Or(err, f.File.Close())
}
