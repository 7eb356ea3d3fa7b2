package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"coldsign/internal/store"
)

// realKills is how many processes the short test kills.
const realKills = 3

// TestKilledProcesses kills the real program while it makes keys, at times that
// chance picks, on a real file system. Whatever is found then opens, and the next
// process works.
func TestKilledProcesses(t *testing.T) {
	w := newFaultWalk(t)
	count := realKills
	if os.Getenv("COLDSIGN_LONG") != "" {
		count *= 60
	}
	began := time.Now()
	w.process(t, "key new first --network regtest --passphrase-file $F/one")
	took := time.Since(began)
	killed, whole := 0, 0
	for range count {
		command := w.command("key new k --network regtest --passphrase-file $F/one")
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(took))
		command.Process.Kill()
		command.Wait()
		if !command.ProcessState.Exited() {
			killed++
		}
		state, err := w.stateOf(store.OS{})
		if err != nil {
			t.Fatalf("the home does not open: %v", err)
		}
		wallets := slices.DeleteFunc(state.wallets, func(name string) bool { return !strings.HasPrefix(name, "k/") })
		if _, made := state.keys["k"]; made {
			whole++
			if len(wallets) != len(singleSignature) {
				t.Errorf("the key is there, of its wallets only %q", wallets)
			}
		} else if len(wallets) != 0 {
			t.Errorf("no key, and its wallets %q", wallets)
		}
		w.process(t, "key suspend first --reason test")
		w.process(t, "key resume first --reason test --passphrase-file $F/one")
		w.process(t, "log verify")
		os.RemoveAll(filepath.Join(w.home, keysFolder, "k"))
		os.RemoveAll(filepath.Join(w.home, walletsFolder, "k"))
	}
	t.Logf("%d of %d processes killed at work; the key was there %d times, and whole", killed, count, whole)
}

// TestTwoProcesses has a second process come while the first has the home.
func TestTwoProcesses(t *testing.T) {
	w := newFaultWalk(t)
	w.process(t, "key new k --network regtest --passphrase-file $F/one")
	lock, err := store.LockFolder(w.home, time.Second, nil)
	if err != nil {
		t.Fatal(err)
	}
	second := w.command("key suspend k --reason test")
	said, err := second.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 200)
	n, err := said.Read(line)
	if want := "waiting for another coldsign to finish"; err != nil || !strings.Contains(string(line[:n]), want) {
		t.Errorf("the second process says %q, %v; want %q", line[:n], err, want)
	}
	if state, err := w.stateOfShared(); err != nil || !strings.HasPrefix(state, "inactive") {
		t.Errorf("while the first has the home, the key is %s, %v", state, err)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := second.Wait(); err != nil {
		t.Errorf("the second process, when the first was done: %v", err)
	}
	if state, _ := w.stateOfShared(); !strings.HasPrefix(state, "suspended") {
		t.Errorf("then the key is %s", state)
	}
}

// stateOfShared reads a key as one does who does not want the home alone.
func (w *faultWalk) stateOfShared() (state string, err error) {
	p := &program{disk: store.OS{}, homeDir: w.home}
	err = p.withHome(shared, func(h *home) error {
		record, err := h.keyNamed("k")
		if err == nil {
			state = string(record.State)
		}
		return err
	})
	return state, err
}

func (w *faultWalk) command(line string) *exec.Cmd {
	return exec.Command("coldsign", append([]string{"--home", w.home}, strings.Fields(strings.ReplaceAll(line, "$F", w.folder))...)...)
}

// process runs the real program, which must succeed.
func (w *faultWalk) process(t *testing.T, line string) {
	t.Helper()
	command := w.command(line)
	var said bytes.Buffer
	command.Stderr = &said
	if err := command.Run(); err != nil {
		t.Fatalf("%s: %v: %s", line, err, said.Bytes())
	}
}
