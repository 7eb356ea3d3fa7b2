package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coldsign/internal/ceremony"
	"coldsign/internal/harden"
	"coldsign/internal/locked"
	"coldsign/internal/store"
)

// TestLockedMemoryIsGivenBack runs commands in one long process, as a ceremony and a
// rehearsal are: what each locked it gives back, however often it runs.
func TestLockedMemoryIsGivenBack(t *testing.T) {
	defer func(before int) { sealWorkFactor = before }(sealWorkFactor)
	sealWorkFactor = testWorkFactor
	folder := t.TempDir()
	t.Setenv(homeVariable, filepath.Join(folder, "home"))
	passphrase := filepath.Join(folder, "passphrase")
	if err := os.WriteFile(passphrase, []byte("a passphrase of several words\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(line string) {
		t.Helper()
		var out bytes.Buffer
		p := &program{disk: store.OS{}, in: strings.NewReader(""), out: &out, err: &out, guard: harden.NewGuard()}
		words, err := ceremony.Command(line, nil)
		if err != nil {
			t.Fatal(err)
		}
		if status := p.run(words); status != 0 {
			t.Fatalf("%s: status %d\n%s", line, status, out.String())
		}
	}
	run("key new k --network regtest --passphrase-file " + passphrase)
	_, before := locked.Limit()
	secret := " --phrase 'show the secret of k' --passphrase-file " + passphrase
	for n, line := range []string{
		"key backup k --kind sheet --out $" + secret,
		"key backup k --kind words --out $" + secret,
		"key backup k --kind files --out $ --passphrase-file " + passphrase,
		"key backup k --kind slip39 --shares 2of3 --out $" + secret,
		"operator own-passphrase k owner --passphrase-file " + passphrase + " --new-passphrase-file " + passphrase,
		"wallet list", "log head",
	} {
		for _, time := range []string{"a", "b"} {
			run(strings.ReplaceAll(line, "$", filepath.Join(folder, time+string(rune('0'+n))+".html")))
			if _, now := locked.Limit(); now != before {
				t.Errorf("%s: %d bytes stay locked", line, now-before)
			}
		}
	}
}
