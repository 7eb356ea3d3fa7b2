package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"coldsign/internal/fault"
	"coldsign/qr/symbol"
)

// mnemonic is one that everybody knows.
const mnemonic = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"

// secretFile is a file of words.
func secretFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "words")
	if err := os.WriteFile(path, []byte(mnemonic+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// eventually looks again and again for ten seconds.
func eventually(t *testing.T, what string, there func() bool) {
	t.Helper()
	for range 200 {
		if there() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("never came: " + what)
}

// settled is what an ended program wrote on its screen, once all of it has come through the terminal.
func settled(s *screen) string {
	for last := -1; last != len(s.shown()); time.Sleep(200 * time.Millisecond) {
		last = len(s.shown())
	}
	return s.shown()
}

// TestSecretIsShownAndGone types the phrase, reads the code off the screen below its banner, ends it with a key, and looks for
// what is left of it on the screen and in what can be scrolled back to.
func TestSecretIsShownAndGone(t *testing.T) {
	path := secretFile(t)
	program, err := exec.LookPath("coldsign")
	if err != nil {
		t.Fatal(err)
	}
	capture, keys := tmuxPane(t, 120, 50, fmt.Sprintf("%s=1 %s --home %s/home qr show %s; echo status $?; sleep 100", terminalVariable, program, filepath.Dir(path), path))
	eventually(t, "the question", func() bool { return strings.Contains(capture(), "Type 'show this secret' to show it:") })
	if strings.ContainsAny(capture(), "█▀▄") {
		t.Error("a code stands on the screen before the phrase was typed")
	}
	keys("-l", showPhrase)
	keys("Enter")
	eventually(t, "the caption", func() bool { return strings.Contains(capture(), "any key ends") })
	banner, code, _ := strings.Cut(capture(), "\n")
	if strings.TrimSpace(banner) != secretBanner {
		t.Errorf("above the code stands %q", banner)
	}
	found, err := symbol.Decode(picture(code, 4))
	if err != nil || len(found) != 1 || strings.TrimSpace(string(found[0].Bytes)) != mnemonic {
		t.Errorf("the screen shows %v, %v:\n%s", found, err, code)
	}
	keys("x")
	eventually(t, "the end", func() bool { return strings.Contains(capture(), "status 0") })
	for what, left := range map[string]string{"screen": capture(), "history": capture("-S", "-")} {
		if strings.ContainsAny(left, "█▀▄") || strings.Contains(left, "SECRET") {
			t.Errorf("left in the %s:\n%s", what, left)
		}
	}
}

// TestSecretNeedsThePhrase: anything else shows nothing.
func TestSecretNeedsThePhrase(t *testing.T) {
	path := secretFile(t)
	for _, answer := range []string{"", "yes", "show the secret", "Show this secret"} {
		s := onScreen(t, filepath.Join(filepath.Dir(path), "home"), "qr", "show", path)
		s.await("Type 'show this secret'")
		s.enter(answer)
		if got := s.ended(); got != int(fault.Declined) {
			t.Errorf("%q: exit status %d", answer, got)
		}
		if strings.ContainsAny(s.shown(), "█▀▄") {
			t.Errorf("%q: a code was shown", answer)
		}
	}
}

// TestSecretIsGoneAfterASignal ends an animation of a secret from outside: the screen is cleared as well.
func TestSecretIsGoneAfterASignal(t *testing.T) {
	path := secretFile(t)
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		s := onScreen(t, filepath.Join(filepath.Dir(path), "home"), "qr", "show", path, "--format", "ur", "--density", "3", "--fps", "30")
		s.await("Type 'show this secret'")
		s.enter(showPhrase)
		s.await("part 3,")
		s.command.Process.Signal(signal)
		if status := s.ended(); status != 128+int(signal) {
			t.Errorf("%v: exit status %d", signal, status)
		}
		if !s.echoes() {
			t.Errorf("%v: the terminal hides what is typed", signal)
		}
		if end := settled(s); strings.LastIndex(end, clearScreen) < strings.LastIndexAny(end, "█▀▄") {
			t.Errorf("%v: the screen was not cleared", signal)
		}
	}
}

// TestSecretKeepsItsBanner changes the density: the larger symbol stands below the banner too, within the screen.
func TestSecretKeepsItsBanner(t *testing.T) {
	path := secretFile(t)
	s := onScreen(t, filepath.Join(filepath.Dir(path), "home"), "qr", "show", path, "--format", "ur", "--density", "3")
	s.await("Type 'show this secret'")
	s.enter(showPhrase)
	s.await("version 3,")
	s.file.WriteString("+")
	s.await("version 4,")
	s.file.WriteString("q")
	if status := s.ended(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	frames := strings.Split(s.shown(), "\x1b[H")
	for _, frame := range frames[1:] {
		if strings.ContainsAny(frame, "█▀▄") && !strings.HasPrefix(frame, secretBanner) {
			t.Errorf("a frame without its banner:\n%q", frame)
		}
	}
}
