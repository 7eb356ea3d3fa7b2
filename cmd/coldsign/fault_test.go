package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"coldsign/internal/harden"
	"coldsign/internal/ledger"
	"coldsign/internal/store"
	"coldsign/internal/store/faultfs"
)

// faultyCommand is a command that writes in the home, walked through call by call.
type faultyCommand struct {
	name, arguments string
	setup           []string
}

var faultyCommands = []faultyCommand{
	{name: "key new", arguments: "key new k --network regtest --passphrase-file $F/one"},
	{name: "key import", arguments: importOne},
	{name: "key restore", arguments: "key restore k --network regtest --fingerprint @fingerprint --mnemonic-file $F/words-0 --passphrase-file $F/one"},
	{name: "key suspend", arguments: "key suspend k --reason test", setup: []string{importOne}},
	{name: "key destroy", arguments: "key destroy k --reason test --phrase @destroy --passphrase-file $F/one", setup: []string{importOne, "key suspend k --reason test"}},
	{name: "operator add", arguments: "operator add k bob --passphrase-file owner=$F/one --new-passphrase-file bob=$F/two", setup: []string{importOne}},
	{name: "operator passphrase", arguments: "operator passphrase k owner --passphrase-file $F/one --new-passphrase-file $F/two", setup: []string{importOne}},
	{name: "operator own-passphrase", arguments: "operator own-passphrase k owner --passphrase-file $F/one --new-passphrase-file $F/two", setup: []string{importOne}},
	{name: "wallet add", arguments: "wallet add w --key k --type p2tr --account 3 --passphrase-file $F/one", setup: []string{importOne}},
	{name: "sign", arguments: "sign $F/unsigned.psbt --qr none --passphrase-file $F/one --out @out --approve @review", setup: []string{importOne}},
}

const importOne = "key import k --network regtest --mnemonic-file $F/words-0 --passphrase-file $F/one"

// shortWalk is how many calls apart the faults of the short walk are.
const shortWalk = 41

// faultWalk is a command on a home whose disk fails at every call in turn.
type faultWalk struct {
	t             *testing.T
	folder, home  string
	before, after []string // passphrases of the key's owner
	outs          int      // names of results given so far
	out, review   string
	fingerprint   string // of the key that is imported
}

// TestFaultsOfCommands kills every command that writes in the home at every call
// of its file system, and cuts the power; and lets every call fail, as a full disk
// does. The home then opens, every key in it opens, and what it holds is the state
// of before or the new one. Nothing has happened that the log does not know.
func TestFaultsOfCommands(t *testing.T) {
	sealWorkFactor = 1
	t.Cleanup(func() { sealWorkFactor = testWorkFactor })
	total := 0
	for _, c := range faultyCommands {
		t.Run(c.name, func(t *testing.T) {
			w := newFaultWalk(t)
			base := w.prepare(c)
			old := w.mustState(base, "before")
			whole := base.Crash(faultfs.Everything)
			if status, said := w.run(whole, c.arguments); status != 0 {
				t.Fatalf("exit status %d: %s", status, said)
			}
			new := w.mustState(whole, "after")
			killed := w.kills(c, base, old, new)
			failed := w.failures(c, base, old, new)
			t.Logf("killed and cut off at %d calls, failed at %d", killed, failed)
			total += killed + failed
		})
	}
	t.Logf("%d faults injected", total)
}

// steps are the numbers of the calls that go wrong: all, or some that chance begins.
func steps() (first, apart int) {
	if os.Getenv("COLDSIGN_LONG") != "" {
		return 1, 1
	}
	return 1 + rand.IntN(shortWalk), shortWalk
}

// kills cuts the command off at each call, and the power with it.
func (w *faultWalk) kills(c faultyCommand, base *faultfs.Mem, old, new homeState) (points int) {
	first, apart := steps()
	for n := first; ; n += apart {
		m := base.Crash(faultfs.Everything)
		faults := faultfs.KillAt(m, n)
		w.run(faults, c.arguments)
		if !faults.Reached() {
			return points
		}
		points++
		for i, keep := range faultfs.Survivals {
			place := fmt.Sprintf("killed at %s, %v survives", faults.Place(), keep)
			after := m.Crash(keep)
			w.judge(c, after, old, new, place)
			if i == points%len(faultfs.Survivals) {
				w.goesOn(after, place)
			}
		}
	}
}

// failures lets each call fail: the disk is full, or broken.
func (w *faultWalk) failures(c faultyCommand, base *faultfs.Mem, old, new homeState) (points int) {
	first, apart := steps()
	for n := first; ; n += apart {
		cause := []error{syscall.ENOSPC, syscall.EIO}[n%2]
		m := base.Crash(faultfs.Everything)
		faults := faultfs.FailAt(m, n, cause)
		status, _ := w.run(faults, c.arguments)
		if !faults.Reached() {
			return points
		}
		points++
		place := fmt.Sprintf("%v at %s", cause, faults.Place())
		if got := w.judge(c, m, old, new, place); status == 0 && !got.equal(new) {
			w.t.Errorf("%s: no error, and the home holds %v", place, got)
		}
		w.goesOn(m, place)
	}
}

// judge looks at a home after a fault.
func (w *faultWalk) judge(c faultyCommand, disk *faultfs.Mem, old, new homeState, place string) homeState {
	w.t.Helper()
	got, err := w.stateOf(disk.Crash(faultfs.Everything))
	if err != nil {
		w.t.Errorf("%s: the home does not open: %v", place, err)
		return got
	}
	if !got.equal(old) && !got.equal(new) {
		w.t.Errorf("%s: the home holds %v, neither %v nor %v", place, got, old, new)
	}
	if _, err := os.Stat(w.out); err == nil && got.coins != new.coins {
		w.t.Errorf("%s: a signature went out that the home does not remember", place)
	}
	if intents := w.log(disk, place)["intent "+c.name]; intents == 0 && !got.equal(old) {
		w.t.Errorf("%s: done, and the log does not know it", place)
	}
	return got
}

// log verifies the log, but for a last line that is torn, and counts its entries.
func (w *faultWalk) log(disk *faultfs.Mem, place string) map[string]int {
	w.t.Helper()
	tree := disk.Tree()
	count := map[string]int{}
	log := tree[filepath.Join(w.home, logFile)]
	log = log[:strings.LastIndex(log, "\n")+1]
	if log == "" {
		return count
	}
	key, err := ledger.ParsePublicKey([]byte(tree[filepath.Join(w.home, logPublicKey)]))
	if err != nil {
		w.t.Fatalf("%s: the log's key: %v", place, err)
	}
	if _, err := ledger.Verify([]byte(log), key); err != nil {
		w.t.Errorf("%s: the log: %v", place, err)
	}
	for entry, err := range ledger.Entries([]byte(log)) {
		if err != nil {
			w.t.Errorf("%s: the log: %v", place, err)
			break
		}
		count[string(entry.Kind)+" "+entry.Command]++
	}
	return count
}

// goesOn does something else in the home, which must work as if nothing had been.
func (w *faultWalk) goesOn(disk *faultfs.Mem, place string) {
	w.t.Helper()
	if status, said := w.run(disk, "key new other --network regtest --words 12 --passphrase-file $F/one"); status != 0 {
		w.t.Errorf("%s, then another key: exit status %d: %s", place, status, said)
	}
	if w.log(disk, place)["result key new"] == 0 {
		w.t.Errorf("%s, then another key: the log does not know it", place)
	}
	for path := range disk.Tree() {
		if strings.Contains(path, "/.coldsign-") {
			w.t.Errorf("%s: %s was not cleaned", place, path)
		}
	}
}

func newFaultWalk(t *testing.T) *faultWalk {
	t.Helper()
	w := &faultWalk{t: t, folder: t.TempDir()}
	w.home = filepath.Join(w.folder, "home")
	if err := os.Mkdir(w.home, 0o700); err != nil { // holds nothing but the lock
		t.Fatal(err)
	}
	c := loadCase(t, "p2wpkh-1in")
	for name, text := range map[string]string{"one": "five rooms one straight line\n", "two": "another line for the same room\n", "words-0": c.Signers[0].Mnemonic + "\n", "unsigned.psbt": c.PSBT} {
		if err := os.WriteFile(filepath.Join(w.folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.fingerprint = c.Descriptors[0][strings.Index(c.Descriptors[0], "[")+1:][:8]
	w.before = []string{"owner=" + filepath.Join(w.folder, "one")}
	w.after = []string{"owner=" + filepath.Join(w.folder, "two")}
	return w
}

// prepare makes the home that the command is to find.
func (w *faultWalk) prepare(c faultyCommand) *faultfs.Mem {
	w.t.Helper()
	disk := faultfs.NewMem(w.home)
	for _, line := range c.setup {
		if status, said := w.run(disk, line); status != 0 {
			w.t.Fatalf("%s: exit status %d: %s", line, status, said)
		}
	}
	_, document := w.run(disk, "review --json $F/unsigned.psbt")
	var review struct {
		ID string `json:"review_id"`
	}
	json.Unmarshal([]byte(document), &review)
	w.review = review.ID
	return disk.Crash(faultfs.Everything)
}

func (w *faultWalk) mustState(disk *faultfs.Mem, when string) homeState {
	w.t.Helper()
	s, err := w.stateOf(disk.Crash(faultfs.Everything))
	if err != nil {
		w.t.Fatalf("%s: %v", when, err)
	}
	return s
}

// run runs a command on a disk and answers with its exit status and all it said.
func (w *faultWalk) run(disk store.FS, line string) (int, string) {
	w.outs++
	w.out = filepath.Join(w.folder, fmt.Sprintf("signed-%d", w.outs))
	var arguments []string
	for _, word := range strings.Fields(line) {
		named := map[string]string{"@out": w.out, "@review": w.review, "@fingerprint": w.fingerprint, "@destroy": "destroy k"}
		if value, ok := named[word]; ok {
			word = value
		}
		arguments = append(arguments, strings.ReplaceAll(word, "$F", w.folder))
	}
	var said bytes.Buffer
	p := &program{in: strings.NewReader(""), out: &said, err: &said, disk: disk, guard: harden.NewGuard()}
	return p.run(append([]string{"--home", w.home}, arguments...)), said.String()
}
