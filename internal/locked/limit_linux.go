package locked

import (
	"bytes"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// tryLock locks and unlocks fresh pages of the wanted size. Trying is the only
// sure test: the limit, what is locked already, privileges and control groups
// all have a say.
func tryLock(size int) error {
	pages, err := unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err == nil {
		defer unix.Munmap(pages)
		err = unix.Mlock(pages)
	}
	if err == nil {
		return nil
	}
	limit, lockedNow := Limit()
	return &LimitError{Want: uint64(size), Limit: limit, Locked: lockedNow, Cause: err}
}

// Limit returns the soft limit of locked memory and how much is locked now, in
// bytes. A privileged process may exceed the limit.
func Limit() (limit, lockedNow uint64) {
	var r unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_MEMLOCK, &r); err == nil {
		limit = r.Cur
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return limit, 0
	}
	if _, line, found := bytes.Cut(status, []byte("\nVmLck:")); found {
		fmt.Sscan(string(line[:bytes.IndexByte(line, '\n')]), &lockedNow)
	}
	return limit, lockedNow * 1024
}
