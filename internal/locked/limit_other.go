//go:build !linux

package locked

// tryLock leaves the answer to memguard, whose panic newPages turns into an error.
func tryLock(int) error { return nil }

// Limit is known on Linux only.
func Limit() (limit, lockedNow uint64) { return Unlimited, 0 }
