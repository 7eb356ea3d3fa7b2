package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// screen is a pseudo-terminal with the program in it.
type screen struct {
	t       *testing.T
	file    *os.File
	command *exec.Cmd
	mu      sync.Mutex
	text    bytes.Buffer
}

// onScreen starts the program in a terminal of its own.
func onScreen(t *testing.T, home string, arguments ...string) *screen {
	t.Helper()
	command := exec.Command("coldsign", append([]string{"--home", home}, arguments...)...)
	command.Env = append(os.Environ(), terminalVariable+"=1")
	file, err := pty.StartWithSize(command, &pty.Winsize{Rows: 60, Cols: 160})
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{t: t, file: file, command: command}
	go func() {
		var chunk [4096]byte
		for {
			n, err := file.Read(chunk[:])
			s.mu.Lock()
			s.text.Write(chunk[:n])
			s.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		command.Process.Kill()
		file.Close()
	})
	return s
}

func (s *screen) shown() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// await waits until the screen shows a text.
func (s *screen) await(text string) {
	s.t.Helper()
	for range 400 {
		if strings.Contains(s.shown(), text) {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	s.t.Fatalf("%q never stood on the screen, which shows:\n%s", text, s.shown())
}

func (s *screen) enter(line string) {
	s.t.Helper()
	if _, err := io.WriteString(s.file, line+"\n"); err != nil {
		s.t.Fatal(err)
	}
}

// echoes tells whether the terminal shows what is typed.
func (s *screen) echoes() bool {
	s.t.Helper()
	state, err := unix.IoctlGetTermios(int(s.file.Fd()), unix.TCGETS)
	if err != nil {
		s.t.Fatal(err)
	}
	return state.Lflag&unix.ECHO != 0
}

// ended waits for the program and answers with its exit status.
func (s *screen) ended() int {
	s.t.Helper()
	done := make(chan error, 1)
	go func() { done <- s.command.Wait() }()
	select {
	case <-done:
		return s.command.ProcessState.ExitCode()
	case <-time.After(20 * time.Second):
		s.t.Fatalf("the program did not end; the screen shows:\n%s", s.shown())
		return -1
	}
}

func TestPassphraseIsNotShown(t *testing.T) {
	s := onScreen(t, filepath.Join(t.TempDir(), "home"), "key", "new", "k", "--network", "regtest")
	s.await("New passphrase")
	if s.echoes() {
		t.Error("the terminal shows what is typed")
	}
	s.enter("five rooms one straight line")
	s.await("The same again")
	s.enter("five rooms one straight line")
	s.await("fingerprint")
	if status := s.ended(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	if strings.Contains(s.shown(), "five rooms") {
		t.Error("the passphrase stood on the screen")
	}
}

// TestSignalsRestoreTheTerminal ends the program while it waits for a secret:
// the terminal shows again what is typed, and nothing is left half written.
func TestSignalsRestoreTheTerminal(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			home := filepath.Join(t.TempDir(), "home")
			s := onScreen(t, home, "key", "new", "k", "--network", "regtest")
			s.await("New passphrase")
			s.command.Process.Signal(signal)
			s.await("all secrets were wiped")
			if status := s.ended(); status != 128+int(signal) {
				t.Errorf("exit status %d, want %d", status, 128+int(signal))
			}
			if !strings.Contains(s.shown(), "\ncoldsign: error: stopped by") {
				t.Errorf("what ended it stands behind the question: %q", s.shown())
			}
			if !s.echoes() {
				t.Error("the terminal still hides what is typed")
			}
			if _, err := os.Stat(filepath.Join(home, "keys", "k")); err == nil {
				t.Error("half a key was written")
			}
		})
	}
}

// TestAnimationEndsWithAnyKey draws a code, waits for a key, and leaves the terminal as it was.
func TestAnimationEndsWithAnyKey(t *testing.T) {
	folder := t.TempDir()
	note := filepath.Join(folder, "note")
	if err := os.WriteFile(note, []byte("the quick brown fox"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := onScreen(t, filepath.Join(folder, "home"), "qr", "show", note)
	s.await("any key ends")
	if s.echoes() {
		t.Error("the terminal shows keys below the code")
	}
	s.file.Write([]byte("x"))
	if status := s.ended(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	if !s.echoes() {
		t.Error("the terminal still hides what is typed")
	}
	s.await("\x1b[?25h") // the cursor is back
}
