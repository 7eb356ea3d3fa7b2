//go:build !linux

package doctor

import (
	"crypto/rand"
	"errors"
	"os"
	"time"

	"coldsign/internal/erase"
	"coldsign/internal/harden"
	"coldsign/internal/locked"
)

// This is the machine that the program runs on; most of what is asked can be
// found out on Linux only.
func This(hardening harden.Report) Machine {
	unsupported := func() (bool, error) { return false, errors.ErrUnsupported }
	return Machine{
		Sys: "/sys", Proc: "/proc", Dev: "/dev",
		Now:         time.Now,
		UserID:      os.Geteuid(),
		Erases:      erase.Enabled(),
		Hardening:   hardening,
		LockMemory:  lockAndRelease,
		LockLimit:   locked.Limit,
		RandomReady: unsupported,
		ClockSynced: unsupported,
		Random:      func(b []byte) error { _, err := rand.Read(b); return err },
	}
}
