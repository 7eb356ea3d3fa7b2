package harden

import (
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"coldsign/internal/locked"
	"coldsign/internal/store"
)

// doOrdinaryWork does in a hardened process what the program does.
func doOrdinaryWork() int {
	hardened()
	folder := os.Getenv("FOLDER")
	s := store.New(store.OS{})
	home := filepath.Join(folder, "home")
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"folder", func() error { return s.MkdirPrivate(home) }},
		{"file", func() error { return s.CreateNew(filepath.Join(home, "a"), []byte("1")) }},
		{"replaced file", func() error { return s.Replace(filepath.Join(home, "a"), []byte("2")) }},
		{"folder of files", func() error { return s.CreateFolder(filepath.Join(home, "k"), map[string][]byte{"a": nil}) }},
		{"lock", func() error {
			lock, err := store.LockFolder(home, time.Second, nil)
			if err == nil {
				err = lock.Unlock()
			}
			return err
		}},
		{"locked memory", func() error {
			arena, err := locked.NewArena(1 << 16)
			if err == nil {
				err = arena.Destroy()
			}
			return err
		}},
		{"randomness", func() error { _, err := rand.Read(make([]byte, 32)); return err }},
		{"own binary", func() error {
			self, err := os.Open("/proc/self/exe")
			if err == nil {
				_, err = io.CopyN(io.Discard, self, 1<<20)
			}
			return err
		}},
		{"passphrase from a descriptor", func() error {
			data, err := os.ReadFile("/dev/fd/3")
			if err == nil && string(data) != "passphrase\n" {
				err = fmt.Errorf("read %q", data)
			}
			return err
		}},
		{"terminal", useTerminal},
		{"threads and collector", useRuntime},
		{"poller and timer", usePoller},
		{"mapped device memory", func() error {
			zero, err := os.Open("/dev/zero")
			if err != nil {
				return err
			}
			mapped, err := unix.Mmap(int(zero.Fd()), 0, 1<<16, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE)
			if err != nil {
				return err
			}
			return unix.Munmap(mapped)
		}},
	} {
		if err := step.do(); err != nil {
			fmt.Printf("%s: %v\n", step.name, err)
		}
	}
	return 0
}

// useTerminal takes echo off and on again, asks for the size, reads a line.
func useTerminal() error {
	tty := os.NewFile(4, "terminal")
	old, err := term.MakeRaw(4)
	if err != nil {
		return err
	}
	if _, _, err := term.GetSize(4); err != nil {
		return err
	}
	if err := term.Restore(4, old); err != nil {
		return err
	}
	line := make([]byte, 16)
	n, err := tty.Read(line)
	if err == nil && string(line[:n]) != "yes\n" {
		err = fmt.Errorf("read %q", line[:n])
	}
	return err
}

func useRuntime() error {
	var workers sync.WaitGroup
	for range 50 {
		workers.Go(func() {
			runtime.LockOSThread() // a thread of its own, which ends with it
			for range 10 {
				_ = make([]byte, 1<<20)
			}
			runtime.GC()
		})
	}
	workers.Wait()
	return nil
}

func usePoller() error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	time.AfterFunc(10*time.Millisecond, func() { w.WriteString("x") })
	if err := r.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return err
	}
	_, err = r.Read(make([]byte, 1))
	return err
}

func TestOrdinaryWorkGoesOn(t *testing.T) {
	users(t, func(t *testing.T, unprivileged bool) {
		folder := t.TempDir()
		// Others may pass through the folders above, as they do at a real home.
		for at := folder; at != os.TempDir() && at != "/"; at = filepath.Dir(at) {
			os.Chmod(at, 0o777)
		}
		cmd := start(t, "work", unprivileged, "FOLDER="+folder)
		secret, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		w.WriteString("passphrase\n")
		w.Close()
		keyboard, terminal, err := pty.Open()
		if err != nil {
			t.Skipf("skipped: no pseudo-terminal: %v", err)
		}
		keyboard.WriteString("yes\n")
		if unprivileged {
			// The pipe's end belongs to its maker; a real one is made by the same user.
			secret.Chown(nobody, nobody)
		}
		cmd.ExtraFiles = []*os.File{secret, terminal}
		if got := output(t, cmd); got != "" {
			t.Errorf("the hardened process says:\n%s", got)
		}
	})
}
