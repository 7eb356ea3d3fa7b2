//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package store

import (
	"errors"
	"os"
)

// tryLock: this system has no lock that ends with the process.
func tryLock(*os.File) (taken bool, err error) { return false, errors.ErrUnsupported }
