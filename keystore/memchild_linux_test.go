package keystore

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"io"
	"os"
	"runtime"
	"testing"

	"coldsign/internal/locked"
	"coldsign/keystore/bip32"
)

const (
	childVariable    = "COLDSIGN_TEST_MEMORY_CHILD"
	memoryGoroutines = 4
	memorySignatures = 50 // of each kind and goroutine
)

// memoryPath is the path of a goroutine's i-th signature, memoryDigest its digest.
func memoryPath(goroutine, i int) bip32.Path {
	purpose := []uint32{84, 86}[i%2]
	return bip32.Path{purpose + hardened, hardened, uint32(goroutine) + hardened, uint32(i / 2 % 2), uint32(i)}
}

func memoryDigest(goroutine, i int) [32]byte { return sha256.Sum256([]byte{byte(goroutine), byte(i)}) }

// said is what the child tells its parent: nothing but public data.
type said struct {
	Stage string
	Files map[string][]byte
	ECDSA [][]byte
}

// TestMemoryChild is the process that is searched: it imports a key from words
// that come through a pipe, seals, unlocks, reads its words, checks a backup, seals
// anew, signs on several goroutines, and closes.
func TestMemoryChild(t *testing.T) {
	if os.Getenv(childVariable) == "" {
		t.Skip("skipped: runs as a child of TestMemoryHoldsNoSecrets")
	}
	arena, err := locked.NewArena(4096)
	if err != nil {
		t.Fatal(err)
	}
	var lines [3]*locked.Buffer
	for i := range lines {
		if lines[i], err = arena.ReadLine(os.Stdin, 1000); err != nil {
			t.Fatal(err)
		}
	}
	words, passphrase, ops := lines[0], lines[1], []Operator{{"owner", lines[2]}}
	m, err := ImportMnemonic(testSpec, words.Bytes(), passphrase.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	o := SealOptions{Quorum: 1, WorkFactor: testWorkFactor, Random: rand.Reader}
	if os.Getenv("COLDSIGN_LONG") != "" {
		o.WorkFactor = WorkFactor // 256 MiB more to erase
	}
	record, files, err := m.Seal(ops, o)
	if err != nil {
		t.Fatal(err)
	}
	m.Close()
	s, err := Unlock(record, files, ops, forever)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Mnemonic(arena, files); err != nil {
		t.Fatal(err)
	}
	if err := s.CheckMnemonic(words.Bytes(), passphrase.Bytes()); err != nil {
		t.Fatal(err)
	}
	if _, files, err = s.Reseal(record, ops, o); err != nil {
		t.Fatal(err)
	}
	signatures := make(chan []byte, memoryGoroutines*memorySignatures)
	for g := range memoryGoroutines {
		go func() {
			for i := range memorySignatures {
				der, err := s.SignECDSA(memoryPath(g, i), memoryDigest(g, i))
				if err != nil {
					panic(err)
				}
				if _, err := s.SignSchnorr(memoryPath(g, i), []byte{}, memoryDigest(g, i)); err != nil {
					panic(err)
				}
				signatures <- append([]byte{byte(g), byte(i)}, der...)
			}
		}()
	}
	opened := said{Stage: "open", Files: files}
	for range memoryGoroutines * memorySignatures {
		opened.ECDSA = append(opened.ECDSA, <-signatures)
	}
	s.Settle()
	tell(opened)

	arena.ReadLine(os.Stdin, 1000)
	s.Close()
	arena.Destroy()
	tell(said{Stage: "closed"})

	control, err := locked.NewArena(4096)
	if err != nil {
		t.Fatal(err)
	}
	line, err := control.ReadLine(os.Stdin, 1000)
	if err != nil {
		t.Fatal(err)
	}
	kept := bytes.Clone(line.Bytes())
	control.Destroy()
	tell(said{Stage: "planted"})
	io.Copy(io.Discard, os.Stdin)
	runtime.KeepAlive(kept)
}

func tell(s said) {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	os.Stdout.Write(append(b, '\n'))
}
