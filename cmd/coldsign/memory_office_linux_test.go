package main

import (
	"bytes"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"coldsign/internal/erase/memscan"
)

// officeLine begins a command in the second home: one operator has its key k, its
// policy wants the approval of dora, and everybody's passphrase is bob's.
const officeLine = "--home $F/office "

// furnishOffice makes the second home and what its commands read.
func (v *vault) furnishOffice(t *testing.T) {
	t.Helper()
	v.coldsign(t, officeLine+"key import k --network regtest --mnemonic-file $F/words --bip39-passphrase-file $F/extra --passphrase-file $F/bob")
	v.coldsign(t, officeLine+"wallet add vault --descriptor @receive --change-descriptor @change")
	dora := v.coldsign(t, "--json "+officeLine+"person add dora --passphrase-file $F/bob")
	const policy = `{"version": 1, "limits": {"fee_high_sats": %d}, "persons": [{"name": "dora", "keys": [%q]}], "approvals": [{"above_sats": 0, "count": 1, "of": ["dora"]}]}`
	for i, name := range []string{"policy", "policy2"} {
		v.write(t, name, fmt.Sprintf(policy, 900_000+i, dora["key"]))
	}
	v.named["policy"] = v.coldsign(t, "--json "+officeLine+"policy diff $F/policy")["policy_id"].(string)
	v.coldsign(t, officeLine+"policy set $F/policy --approve @policy --passphrase-file $F/bob")
	v.named["policy2"] = v.coldsign(t, "--json "+officeLine+"policy diff $F/policy2")["policy_id"].(string)
	v.named["office-review"] = v.coldsign(t, "--json "+officeLine+"review $F/unsigned.psbt")["review_id"].(string)
}

// ceremonyScript signs in a ceremony of one step.
const ceremonyScript = `title: Signing
ask folder: Where?

step: Sign
who: initiator
run: sign {folder}/unsigned.psbt --out {folder}/out.psbt --qr none --passphrase-file alice={folder}/alice --passphrase-file bob={folder}/fifo
`

// ceremonyTyped are the initials of the one who judges the machine, the pages and the
// yes, and the initials of the one who signs.
const ceremonyTyped = "DR\n\n\n\n\n\n\n\nyes\nAL\n"

// furnish makes what messages and ceremonies need.
func (v *vault) furnish(t *testing.T) {
	t.Helper()
	v.named["address"] = v.wallet(t, "p2wpkh").file.FirstAddresses[0][0]
	v.named["message"] = v.coldsign(t, "--json message review --address @address --text agreed")["review_id"].(string)
	v.write(t, "ceremony.txt", ceremonyScript)
}

// wallet reads one of the key's wallets.
func (v *vault) wallet(t *testing.T, kind string) *registeredWallet {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(v.folder, "home", walletsFolder, "k", kind+".json"))
	if err != nil {
		t.Fatal(err)
	}
	w, err := parseWallet(data)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// addPersons looks for the secret keys of all people enrolled in a home, and for
// what Ed25519 makes of them.
func addPersons(t *testing.T, p *memscan.Pieces, home, passphrase string) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(home, personsFolder, "*.age"))
	for _, path := range files {
		sealed, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, line, _ := bytes.Cut(bytes.TrimSpace(openAge(t, sealed, passphrase)), []byte("\n"))
		key, err := base64.StdEncoding.DecodeString(string(line))
		if err != nil || len(key) != minisignSecret {
			t.Fatalf("%s: %d bytes, %v", path, len(key), err)
		}
		seed := key[minisignSeed : minisignSeed+32]
		name := "key of " + filepath.Base(path)
		p.AddEncoded(name, seed)
		expanded := sha512.Sum512(seed)
		p.AddEncoded(name+", expanded", expanded[:])
	}
}

// The layout of a secret key of minisign, in bytes: algorithms, salt, limits and
// number before the seed, public key and checksum behind.
const (
	minisignSecret = 158
	minisignSeed   = 2 + 2 + 2 + 32 + 8 + 8 + 8
)
