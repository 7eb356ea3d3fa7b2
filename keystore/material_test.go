package keystore

import (
	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
	"github.com/btcsuite/btcd/chaincfg/v2"

	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"

	"coldsign/internal/jitter"
	"coldsign/internal/locked"
	"coldsign/keystore/bip32"
	"coldsign/keystore/drbg"
)

// constant is a source of randomness that somebody has replaced.
type constant byte

func (c constant) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(c)
	}
	return len(b), nil
}

// testMachine has the sources that the program uses.
func testMachine() Machine { return Machine{rand.Reader, jitter.New(nil)} }

func TestGenerate(t *testing.T) {
	fingerprints := map[Fingerprint]bool{}
	for _, words := range []int{12, 15, 18, 21, 24} {
		m, err := Generate(testSpec, words, testMachine(), drbg.Source{Name: DiceSource, Data: []byte("123")})
		if err != nil {
			t.Fatal(err)
		}
		r := m.record
		text, err := m.words()
		if err != nil || len(bytes.Fields(text)) != words || r.Words.Count != words {
			t.Errorf("%d words: %v", words, err)
		}
		if got := strings.Join(r.Sources, " "); got != "kernel timing dice" || r.Origin != Made {
			t.Errorf("record says %s from %s", r.Origin, got)
		}
		fingerprints[r.Fingerprint] = true
		m.Close()
	}
	if len(fingerprints) != 5 {
		t.Error("keys are equal")
	}
	for name, machine := range map[string]Machine{
		KernelSource: {constant(7), jitter.New(nil)},
		TimingSource: {rand.Reader, constant(7)},
	} {
		if _, err := Generate(testSpec, 24, machine); err == nil || !strings.Contains(err.Error(), "source "+name+": randomness failed its health test") {
			t.Errorf("constant randomness of %s: %v", name, err)
		}
	}
	stopped := Machine{rand.Reader, jitter.New(func() int64 { return 7 })}
	if _, err := Generate(testSpec, 24, stopped); !errors.Is(err, jitter.ErrStuck) {
		t.Errorf("a clock that stands still: %v", err)
	}
	if _, err := Generate(testSpec, 13, testMachine()); err == nil {
		t.Error("13 words were made")
	}
}

func TestImports(t *testing.T) {
	const xprv = "xprv9s21ZrQH143K3h3fDYiay8mocZ3afhfULfb5GX8kCBdno77K4HiA15Tg23wpbeF1pLfs1c5SPmYHrEpTuuRhxMwvKDwqdKiGJS9XFKzUsAF"
	m, err := ImportXPrv(testSpec, asTestNet(t, xprv))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	fromWords := importWords(t, "TREZOR").record
	record, files := seal(t, m, 1, operators(t, "owner=x"))
	if record.Fingerprint != fromWords.Fingerprint || record.Accounts[3].XPub != fromWords.Accounts[3].XPub {
		t.Error("xprv and words lead to different keys")
	}
	if _, there := files[wordsFile]; there || record.Words != nil {
		t.Error("a key without words has words")
	}
	s := unlock(t, record, files, operators(t, "owner=x"))
	if _, err := s.SignECDSA(bip32.Path{hardened, 1}, [32]byte{}); err != nil {
		t.Error(err)
	}
	for name, spec := range map[string]Spec{
		"another network": {Name: "k", Network: "signet"}, "no network": {Name: "k"}, "no name": {Network: "main"},
	} {
		if _, err := ImportXPrv(spec, []byte(xprv)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	for length, good := range map[int]bool{14: false, 16: true, 17: false, 64: true, 66: false} {
		m, err := ImportSeed(testSpec, make([]byte, length), "codex32")
		if (err == nil) != good {
			t.Errorf("seed of %d bytes: %v", length, err)
		}
		if err == nil {
			record, files := seal(t, m, 1, operators(t, "owner=x"))
			unlock(t, record, files, operators(t, "owner=x"))
			m.Close()
		}
	}
}

func TestFromEntropyOfDice(t *testing.T) {
	sum := sha256.Sum256([]byte("123456"))
	m, err := FromEntropy(testSpec, sum[:16], DiceSource)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if text, err := m.words(); err != nil || !strings.HasPrefix(string(text), "mirror reject rookie talk pudding throw happy era myth already payment own") {
		t.Errorf("words: %q, %v", text, err)
	}
}

func TestNothingIsSealedOfWipedMemory(t *testing.T) {
	arena, err := locked.NewArena(4096)
	if err != nil {
		t.Fatal(err)
	}
	var pieces [2]*locked.Buffer
	for i := range pieces {
		if pieces[i], err = arena.Alloc(20); err != nil {
			t.Fatal(err)
		}
		copy(pieces[i].Bytes(), "five rooms one line.")
	}
	operators := []Operator{{"a", pieces[1]}}
	if !stillThere(pieces[0], operators) {
		t.Error("living secrets are called wiped")
	}
	locked.DestroyAll() // as a signal does, while the sealing goes on
	if stillThere(pieces[0], operators) {
		t.Error("wiped secrets are called living: zeros would have been sealed")
	}
}

// asTestNet writes a published master key for a test network, where it may be used.
func asTestNet(t *testing.T, xprv string) []byte {
	t.Helper()
	key, err := hdkeychain.NewKeyFromString(xprv)
	if err != nil {
		t.Fatal(err)
	}
	key.SetNet(&chaincfg.TestNet3Params)
	return []byte(key.String())
}
