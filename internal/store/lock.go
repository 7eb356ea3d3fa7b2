package store

import (
	"errors"
	"os"
	"time"
)

// ErrBusy says that another process holds the lock.
var ErrBusy = errors.New("in use by another process")

// retry is the pause between two tries for a lock.
const retry = 20 * time.Millisecond

// Lock is the advisory lock of a folder. It ends with Unlock or the process.
type Lock struct{ folder *os.File }

// LockFolder takes the lock of a folder, which one process has at a time. When
// another has it, told is called once, if not nil, and the lock is waited for;
// after wait the error matches ErrBusy.
func LockFolder(path string, wait time.Duration, told func()) (*Lock, error) {
	folder, err := os.Open(path)
	if err != nil {
		return nil, failed("lock", path, err)
	}
	for deadline := time.Now().Add(wait); ; time.Sleep(retry) {
		taken, err := tryLock(folder)
		if taken {
			return &Lock{folder}, nil
		}
		if err == nil && !time.Now().Before(deadline) {
			err = ErrBusy
		}
		if err != nil {
			folder.Close()
			return nil, failed("lock", path, err)
		}
		if told != nil {
			told()
			told = nil
		}
	}
}

// Unlock gives the lock back.
func (l *Lock) Unlock() error { return l.folder.Close() }
