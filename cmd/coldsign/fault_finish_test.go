package main

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"coldsign/internal/fault"
	"coldsign/internal/store/faultfs"
)

// TestDestructionIsFinished kills a destruction at every call. Where the record
// says already that the key is destroyed, the same command finishes the work.
func TestDestructionIsFinished(t *testing.T) {
	w := newFaultWalk(t)
	command := "key destroy k --reason test --phrase @destroy --passphrase-file $F/one"
	base := w.prepare(faultyCommand{setup: []string{importOne, "key suspend k --reason test"}})
	finished := 0
	first, apart := steps()
	for n := first; finished == 0 || apart == 1; n += min(apart, 7) {
		m := base.Crash(faultfs.Everything)
		faults := faultfs.KillAt(m, n)
		w.run(faults, command)
		if !faults.Reached() {
			break
		}
		destroyed := strings.Contains(m.Tree()[filepath.Join(w.home, keysFolder, "k", recordFile)], `"state": "destroyed"`)
		left := len(w.secretFiles(m))
		status, said := w.run(m, command)
		if left > 0 && status != 0 {
			t.Errorf("killed at %s, then again: exit status %d: %s", faults.Place(), status, said)
		}
		if files := w.secretFiles(m); len(files) > 0 {
			t.Errorf("killed at %s, then again: left %q", faults.Place(), files)
		}
		if destroyed && left > 0 {
			finished++
		}
	}
	if finished == 0 {
		t.Error("no destruction was cut off between its record and its files")
	}
}

// secretFiles are what is left of the key's sealed files.
func (w *faultWalk) secretFiles(disk *faultfs.Mem) (left []string) {
	folder := filepath.Join(w.home, keysFolder, "k") + "/"
	for path := range disk.Tree() {
		if strings.HasPrefix(path, folder) && path != folder && path != folder+recordFile {
			left = append(left, path)
		}
	}
	return left
}

// TestRemovedWalletStaysAway kills the making of a key at every call. Once the
// wallets are there, one that is removed does not come back.
func TestRemovedWalletStaysAway(t *testing.T) {
	w := newFaultWalk(t)
	base := w.prepare(faultyCommand{})
	finished := 0
	first, apart := steps()
	for n := first; finished == 0 || apart == 1; n += min(apart, 7) {
		m := base.Crash(faultfs.Everything)
		faults := faultfs.KillAt(m, n)
		w.run(faults, importOne)
		if !faults.Reached() {
			break
		}
		tree := m.Tree()
		if _, cut := tree[filepath.Join(w.home, keysFolder, "k", unregisteredFile)]; !cut {
			continue
		}
		finished++
		place := "killed at " + faults.Place()
		for _, line := range []string{"wallet show k/p2tr", "wallet remove k/p2tr", "key suspend k --reason test"} {
			if status, said := w.run(m, line); status != 0 {
				t.Errorf("%s, then %s: exit status %d: %s", place, line, status, said)
			}
		}
		if got := w.mustState(m, place); !slices.Equal(got.wallets, []string{"k/p2pkh", "k/p2sh-p2wpkh", "k/p2wpkh"}) {
			t.Errorf("%s, then one was removed: the wallets are %q", place, got.wallets)
		}
	}
	if finished == 0 {
		t.Error("no making of a key was cut off between it and its wallets")
	}
}

// TestWalletsOfAKeyThatComesBack takes a key away whose wallets stay, and brings
// it back; and then another one under its name.
func TestWalletsOfAKeyThatComesBack(t *testing.T) {
	w := newFaultWalk(t)
	disk := w.prepare(faultyCommand{setup: []string{importOne, "wallet remove k/p2tr"}})
	lost := 0
	lose := func() {
		lost++
		if err := disk.RenameNew(filepath.Join(w.home, keysFolder, "k"), filepath.Join(w.home, "lost-"+strconv.Itoa(lost))); err != nil {
			t.Fatal(err)
		}
	}
	lose()
	if status, said := w.run(disk, importOne); status != 0 {
		t.Fatalf("exit status %d: %s", status, said)
	}
	if got := w.mustState(disk, "again"); len(got.wallets) != len(singleSignature) {
		t.Errorf("the wallets are %q", got.wallets)
	}
	lose()
	status, said := w.run(disk, "key new k --network regtest --passphrase-file $F/one")
	if want := "another wallet has the name k/p2pkh"; status != int(fault.Failed) || !strings.Contains(said, want) {
		t.Errorf("exit status %d: %s; want %q", status, said, want)
	}
	if got := w.mustState(disk, "refused"); len(got.keys) != 0 {
		t.Errorf("refused, and the keys are %v", got.keys)
	}
}
