package doctor

import (
	"crypto/rand"
	"errors"
	"os"
	"time"

	"coldsign/internal/erase"
	"coldsign/internal/harden"
	"coldsign/internal/locked"

	"golang.org/x/sys/unix"
)

// This is the machine that the program runs on.
func This(hardening harden.Report) Machine {
	return Machine{
		Sys: "/sys", Proc: "/proc", Dev: "/dev",
		Now:         time.Now,
		UserID:      os.Geteuid(),
		Erases:      erase.Enabled(),
		Hardening:   hardening,
		LockMemory:  lockAndRelease,
		LockLimit:   locked.Limit,
		RandomReady: randomReady,
		ClockSynced: clockSynced,
		Random:      func(b []byte) error { _, err := rand.Read(b); return err },
	}
}

// randomReady asks for a byte without waiting for the generator to be seeded.
func randomReady() (bool, error) {
	var b [1]byte
	_, err := unix.Getrandom(b[:], unix.GRND_NONBLOCK)
	if errors.Is(err, unix.EAGAIN) {
		return false, nil
	}
	return err == nil, err
}

// clockSynced reads the kernel's clock discipline and changes nothing.
func clockSynced() (bool, error) {
	var state unix.Timex
	_, err := unix.Adjtimex(&state)
	return err == nil && state.Status&unix.STA_UNSYNC == 0, err
}
