package locked

import (
	"crypto/rand"
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"

	"coldsign/internal/erase/memscan"

	"golang.org/x/sys/unix"
)

// withoutPrivilege runs f on a thread of its own that may not exceed the limit
// of locked memory; the thread ends with f.
func withoutPrivilege(t *testing.T, limit uint64, f func()) {
	t.Helper()
	var before unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_MEMLOCK, &before); err != nil {
		t.Fatal(err)
	}
	if err := unix.Setrlimit(unix.RLIMIT_MEMLOCK, &unix.Rlimit{Cur: limit, Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	defer unix.Setrlimit(unix.RLIMIT_MEMLOCK, &before)
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
		var none [2]unix.CapUserData
		if err := unix.Capset(&header, &none[0]); err != nil {
			done <- err
			return
		}
		f()
		done <- nil
	}()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestLimitIsNamed(t *testing.T) {
	page := uint64(os.Getpagesize())
	living := newArena(t, 1)
	secret := alloc(t, living, 8)
	secret.Bytes()[0] = 1
	_, already := Limit()
	withoutPrivilege(t, already+2*page, func() {
		fits, err := NewArena(int(2 * page))
		if err != nil {
			t.Errorf("what the limit allows was refused: %v", err)
			return
		}
		_, err = NewArena(int(page))
		var limit *LimitError
		if !errors.As(err, &limit) {
			t.Errorf("beyond the limit: %v", err)
			return
		}
		if limit.Want != page || limit.Limit != already+2*page || limit.Locked != already+2*page {
			t.Errorf("the error's figures are wrong: %+v", limit)
		}
		if !strings.Contains(err.Error(), "RLIMIT_MEMLOCK") {
			t.Errorf("the error does not name the limit: %v", err)
		}
		if !fits.Alive() {
			t.Error("a refused arena took others with it")
		}
		fits.Destroy()
		if _, err := NewArena(int(page)); err != nil {
			t.Errorf("pages given back are not available: %v", err)
		}
	})
	if secret.Bytes()[0] != 1 {
		t.Error("a refused arena wiped another one's secret")
	}
}

// Should the trial pass and memguard fail all the same, its panic is an error.
func TestMemguardsPanicBecomesAnError(t *testing.T) {
	// memguard purges all its buffers when it panics; none of other tests is alive.
	withoutPrivilege(t, 0, func() {
		if _, err := newPages(os.Getpagesize()); err == nil {
			t.Error("memory was locked without privilege and with a limit of 0")
		}
	})
}

// A line read from a file descriptor lies in the arena and nowhere else, and
// after Free nowhere at all: in every build, with or without erasure.
func TestSecretIsInTheArenaAlone(t *testing.T) {
	source, err := unix.Mmap(-1, 0, 4096, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Munmap(source)
	line := source[:41]
	rand.Read(line)
	for i := range line {
		line[i] = 'a' + line[i]%26
	}
	needles := memscan.Hide("passphrase", line[:40])
	line[40] = '\n'
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := w.Write(line); err != nil {
		t.Fatal(err)
	}
	w.Close()
	clear(source)

	a := newArena(t, 1)
	b, err := a.ReadLine(r, 100)
	if err != nil {
		t.Fatal(err)
	}
	count := func() int {
		hits, err := memscan.Search(needles)
		if err != nil {
			t.Fatal(err)
		}
		return len(hits)
	}
	if n := count(); n != 1 {
		t.Errorf("%d copies while it is held, want 1", n)
	}
	b.Free()
	if n := count(); n != 0 {
		t.Errorf("%d copies after Free, want 0", n)
	}
}
