package main

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"coldsign/internal/erase"
	"coldsign/internal/erase/memscan"
)

// stopsWithin is how often a command is stopped in its middle, in the full test.
const stopsWithin = 10

// passphraseOf begins the names of passphrases, which no work moves out of locked
// memory: not even opening what they seal.
const passphraseOf = "passphrase of "

// secretCommand is a command that touches a secret: run on a home that has the
// key k, it must leave nothing of it behind. $F is the folder of secrets.
type secretCommand struct {
	name, arguments string
	key             string // of which everything is looked for afterwards: k unless named
	home            string // the vault's unless named
	typed           string // at its terminal; it has none where nothing is typed
	fresh           bool   // before its last passphrase it has read no secret
	long            bool   // run in the full test alone
}

const (
	quorumFiles = " --passphrase-file alice=$F/alice --passphrase-file bob=$F/fifo"
	ownerFile   = " --passphrase-file $F/fifo"
	agreed      = " --phrase @show"
)

var secretCommands = []secretCommand{
	{name: "key new, dice alone", arguments: "key new n --network regtest --dice $F/dice --dice-only" + ownerFile, key: "n"},
	{name: "key new, mixed", arguments: "key new n --network regtest --dice $F/dice" + ownerFile, key: "n", long: true},
	{name: "key new, noise", arguments: "key new n --network regtest --noise $F/noise" + ownerFile, key: "n", long: true},
	{name: "key import, words", arguments: "key import k --network regtest --mnemonic-file $F/words --bip39-passphrase-file $F/extra" + ownerFile, key: "k", long: true},
	{name: "key import, SLIP-39", arguments: "key import k --network regtest --slip39-file $F/slip39" + ownerFile, key: "k", long: true},
	{name: "key import, codex32", arguments: "key import k --network regtest --codex32-file $F/codex32" + ownerFile, key: "k", long: true},
	{name: "key import, xprv", arguments: "key import k --network regtest --xprv-file $F/xprv" + ownerFile, key: "k", long: true},
	{name: "key import, SeedQR digits", arguments: "key import k --network regtest --seedqr $F/seedqr --bip39-passphrase-file $F/extra" + ownerFile, key: "k", long: true},
	{name: "key import, SeedQR picture", arguments: "key import k --network regtest --seedqr $F/seedqr.png --bip39-passphrase-file $F/extra" + ownerFile, key: "k"},
	{name: "key restore", arguments: "key restore k --network regtest --fingerprint @fingerprint --slip39-file $F/slip39" + ownerFile, key: "k", long: true},
	{name: "key backup, words", arguments: "key backup k --kind words --out $F/out" + quorumFiles + agreed, long: true},
	{name: "key backup, SLIP-39", arguments: "key backup k --kind slip39 --out $F/out" + quorumFiles + agreed},
	{name: "key backup, codex32", arguments: "key backup k --kind codex32 --out $F/out" + quorumFiles + agreed, long: true},
	{name: "key backup, sheet", arguments: "key backup k --kind sheet --out $F/out.html" + quorumFiles + agreed},
	{name: "key check-backup, words", arguments: "key check-backup k --mnemonic-file $F/words --bip39-passphrase-file $F/extra" + quorumFiles, long: true},
	{name: "key check-backup, SLIP-39", arguments: "key check-backup k --slip39-file $F/slip39" + quorumFiles},
	{name: "key check-backup, codex32", arguments: "key check-backup k --codex32-file $F/codex32" + quorumFiles, long: true},
	{name: "key check-backup, files", arguments: "key check-backup k --files $F/home/keys/k" + quorumFiles, long: true},
	{name: "operator add", arguments: "operator add k dave --new-passphrase-file carol=$F/carol --new-passphrase-file dave=$F/dave" + quorumFiles, long: true},
	{name: "operator passphrase", arguments: "operator passphrase k carol --new-passphrase-file carol=$F/dave" + quorumFiles},
	{name: "operator remove", arguments: "operator remove k carol" + quorumFiles, long: true},
	{name: "key export, another account", arguments: "key export k --account 3 --type p2wpkh" + quorumFiles, long: true},
	{name: "wallet add, of a key", arguments: "wallet add w --key k --type p2tr --account 4" + quorumFiles, long: true},
	{name: "key export, signed", arguments: "key export k --format bsms" + quorumFiles, long: true},
	{name: "key child", arguments: "key child k --words 12 --index 7 --out $F/out" + quorumFiles + agreed},
	{name: "message sign", arguments: "message sign --address @address --text agreed --approve @message" + quorumFiles, long: true},
	{name: "policy set", arguments: "policy set $F/policy2 --approve @policy2" + ownerFile, home: "office", fresh: true, long: true},
	{name: "person add", arguments: "person add erin" + ownerFile, home: "office", fresh: true, long: true},
	{name: "approve", arguments: "approve $F/unsigned.psbt --as dora --approve @office-review --reason agreed" + ownerFile, home: "office", fresh: true},
	{name: "ceremony run", arguments: "ceremony run $F/ceremony.txt --record $F/record.json --person al=initiator --set folder=$F", typed: ceremonyTyped},
	{name: "sign", arguments: "sign $F/unsigned.psbt --out $F/out.psbt --qr none --approve @review" + quorumFiles},
	{name: "key resume", arguments: "key resume s --reason known" + quorumFiles, key: "s", long: true},
	{name: "key destroy", arguments: "key destroy s --reason old --phrase @destroy" + quorumFiles, key: "s", long: true},
}

// TestMemoryOfCommands runs every command that touches a secret, as the hardened
// program of its own that people run, and searches its whole memory: as it waits
// for its last passphrase, as it prints its result, and at its end. What is found
// before the end must lie in locked pages. At the end nothing is.
func TestMemoryOfCommands(t *testing.T) {
	if !erase.Enabled() {
		t.Skip("skipped: this build cannot erase; build with GOEXPERIMENT=runtimesecret")
	}
	v := newVault(t)
	total, stops := 0, 0
	for _, c := range secretCommands {
		if c.long && os.Getenv("COLDSIGN_LONG") == "" {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			searched, stopped := v.run(t, c)
			total, stops = total+searched, stops+stopped
		})
	}
	t.Run("planted", func(t *testing.T) {
		h := startHeld(t, holding{plant: filepath.Join(v.folder, "words")}, filepath.Join(v.folder, "home"), "rules")
		h.awaitEnd()
		if len(h.search(v.pieces(t))) == 0 {
			t.Error("what was planted was not found: the search is blind")
		}
	})
	t.Logf("%d MB searched at %d stops", total>>20, stops)
}

// startSecret starts a command in a copy of the vault and waits until it reads its
// last passphrase, which release then gives.
func (v *vault) startSecret(t *testing.T, folder, home, arguments, typed string) (h *held, release func()) {
	t.Helper()
	if err := os.CopyFS(folder, os.DirFS(v.folder)); err != nil {
		t.Fatal(err)
	}
	for _, home := range []string{"home", "office"} {
		if err := os.Chmod(filepath.Join(folder, home), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	fifo := filepath.Join(folder, "fifo")
	if err := unix.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	h = startHeld(t, holding{typed: typed}, filepath.Join(folder, home), v.arguments(folder, arguments)...)
	last, err := os.OpenFile(fifo, os.O_WRONLY, 0) // waits until the program reads
	if err != nil {
		t.Fatal(err)
	}
	return h, func() {
		fmt.Fprintln(last, v.passphrases["bob"])
		last.Close()
	}
}

// run runs one command on a copy of the vault.
func (v *vault) run(t *testing.T, c secretCommand) (searched, stops int) {
	folder, place := t.TempDir(), cmp.Or(c.home, "home")
	if c.key == "n" || c.key == "k" {
		place = "other"
	}
	home := filepath.Join(folder, place)
	h, release := v.startSecret(t, folder, place, c.arguments, c.typed)
	before := v.pieces(t) // what is known before the command ends
	time.Sleep(50 * time.Millisecond)
	finds := h.search(before)
	v.mayLieLocked(t, "waiting for a passphrase", finds)
	if len(finds) == 0 && c.key != "n" && !c.fresh { // of n nobody knows the secrets yet
		t.Error("nothing was found where secrets must lie in locked memory: the search is blind")
	}
	release()
	stops++

	if os.Getenv("COLDSIGN_LONG") != "" {
		inFlight := map[string]bool{}
		for range stopsWithin {
			time.Sleep(time.Duration(rand.IntN(15)) * time.Millisecond)
			h.stop()
			for _, f := range h.search(before) {
				if !f.Locked {
					inFlight[f.Name] = true
				}
				if strings.Contains(f.Mapping, "/") {
					t.Errorf("within: %v, which is a file", f)
				}
				if !f.Locked && strings.HasPrefix(f.Name, passphraseOf) {
					t.Errorf("within: %v", f)
				}
			}
			h.command.Process.Signal(unix.SIGCONT)
			stops++
		}
		t.Logf("stopped %d times within; at work outside of locked pages, to be erased: %q", stopsWithin, slices.Sorted(maps.Keys(inFlight)))
	}

	h.awaitResult()
	v.mayLieLocked(t, "printing the result", h.search(before))
	h.awaitEnd()
	stops += 2

	after := v.pieces(t)
	passphrases := maps.Clone(v.passphrases)
	if c.name == "operator passphrase" {
		passphrases["carol"] = passphrases["dave"]
	}
	if c.name != "key destroy" {
		addHome(t, after, home, cmp.Or(c.key, "k"), passphrases)
	}
	addPersons(t, after, home, v.passphrases["owner"])
	made, _ := filepath.Glob(filepath.Join(folder, "out*", "*"))
	addFiles(t, after, made...)
	for _, f := range h.search(after) {
		t.Errorf("at the end: %v", f)
	}
	t.Logf("%d pieces of secrets, %d MB searched", after.Count, h.bytes>>20)
	return h.bytes, stops
}

// mayLieLocked reports what lies outside of locked pages.
func (v *vault) mayLieLocked(t *testing.T, when string, finds []memscan.Find) {
	t.Helper()
	seen := map[string]bool{}
	for _, f := range finds {
		if !f.Locked && !seen[f.String()] {
			seen[f.String()] = true
			t.Errorf("%s: %v", when, f)
		}
	}
}
