package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// loggedHome is a home whose log has some entries, and the program with its flags.
func loggedHome(t *testing.T) (home string, run func(arguments ...string) (stdout, stderr string)) {
	t.Helper()
	folder := t.TempDir()
	home = filepath.Join(folder, "home")
	pass := filepath.Join(folder, "pass")
	if err := os.WriteFile(pass, []byte("five rooms one straight line\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run = func(arguments ...string) (string, string) {
		t.Helper()
		var out, errs bytes.Buffer
		c := exec.Command("coldsign", append([]string{"--home", home}, arguments...)...)
		c.Stdout, c.Stderr = &out, &errs
		if err := c.Run(); err != nil {
			t.Fatalf("%v: %v: %s", arguments, err, errs.String())
		}
		return out.String(), errs.String()
	}
	run("key", "import", "k", "--network", "regtest", "--mnemonic-file", secretFile(t), "--passphrase-file", pass)
	run("key", "suspend", "k", "--reason", "a week off")
	run("key", "resume", "k", "--reason", "back again", "--passphrase-file", pass)
	return home, run
}

func readLog(t *testing.T, home string) []byte {
	t.Helper()
	log, err := os.ReadFile(filepath.Join(home, "log.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// TestLogThroughCodes reads the log back from the codes that an export draws where no terminal is, and verifies it away from
// its home.
func TestLogThroughCodes(t *testing.T) {
	home, run := loggedHome(t)
	_, drawn := run("log", "export", "--qr")
	frames := filepath.Join(t.TempDir(), "frames")
	if err := os.Mkdir(frames, 0o700); err != nil {
		t.Fatal(err)
	}
	drawn = regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(drawn, "")
	caption := regexp.MustCompile(`(?m)^text, [0-9]+ bytes: .*, part [0-9]+ of [0-9]+$`)
	codes := caption.Split(drawn, -1)
	if len(codes) < 4 {
		t.Fatalf("%d codes:\n%s", len(codes)-1, drawn)
	}
	for n, code := range codes[:len(codes)-1] {
		savePicture(t, code, filepath.Join(frames, fmt.Sprintf("%05d.png", n)))
	}
	decoded := filepath.Join(t.TempDir(), "log.jsonl")
	run("qr", "decode", frames, "--out", decoded)
	got, err := os.ReadFile(decoded)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, readLog(t, home)) {
		t.Errorf("another log came through:\n%s", got)
	}
	out, _ := run("--home", filepath.Join(t.TempDir(), "other"), "log", "verify", "--file", decoded, "--key", filepath.Join(home, "log.pub"))
	if entries := bytes.Count(got, []byte("\n")); !strings.Contains(out, fmt.Sprint(entries, " entries")) {
		t.Errorf("%d entries: %s", entries, out)
	}
}

// TestLogThroughTheScreen reads it off a terminal. Others may work with the home
// meanwhile: this one waits for people.
func TestLogThroughTheScreen(t *testing.T) {
	home, run := loggedHome(t)
	capture, keys := tmuxPane(t, 120, 60, fmt.Sprintf("%s=1 coldsign --home %s log export --qr", terminalVariable, home))
	got := readBack(t, capture)
	if !bytes.Equal(got, readLog(t, home)) {
		t.Errorf("another log came through:\n%s", got)
	}
	if _, said := run("key", "suspend", "k", "--reason", "meanwhile"); strings.Contains(said, "waiting") {
		t.Errorf("the home is not free: %s", said)
	}
	keys("q")
}
