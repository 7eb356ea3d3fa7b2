package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
	"github.com/btcsuite/btcd/chaincfg/v2"

	"coldsign/internal/erase/memscan"
	"coldsign/keystore/bip39"
	"coldsign/keystore/seedqr"
	"coldsign/qr/symbol"
)

// vault is a folder with a home that has the keys k and s (suspended), of two
// operators out of three, and files of secrets that commands read.
type vault struct {
	folder      string
	passphrases map[string]string
	named       map[string]string // what stands for @name in arguments
	known       []string          // files whose text is looked for
}

// vaultCase is the signing case whose first key is k.
const vaultCase = "p2wsh-2of3-5in-4out"

func newVault(t *testing.T) *vault {
	t.Helper()
	v := &vault{folder: t.TempDir(), passphrases: map[string]string{}, named: map[string]string{"show": "show the secret of k", "destroy": "destroy s"}}
	for _, name := range []string{"alice", "bob", "carol", "dave"} {
		v.passphrases[name] = rand.Text() + " " + rand.Text()
		v.write(t, name, v.passphrases[name]+"\n")
	}
	v.passphrases["owner"] = v.passphrases["bob"]
	rolls := make([]byte, 120)
	rand.Read(rolls)
	for i := range rolls {
		rolls[i] = '1' + rolls[i]%6
	}
	v.write(t, "dice", string(rolls)+"\n")
	var noise strings.Builder
	for noise.Len() < 250 {
		noise.WriteString(rand.Text())
	}
	v.write(t, "noise", noise.String())
	c := loadCase(t, vaultCase)
	packet, err := base64.StdEncoding.DecodeString(c.PSBT)
	if err != nil {
		t.Fatal(err)
	}
	v.write(t, "unsigned.psbt", string(packet))
	v.write(t, "words", c.Signers[0].Mnemonic+"\n")
	v.write(t, "extra", c.Signers[0].Passphrase+"\n")
	v.writeSeed(t, c.Signers[0].Mnemonic, c.Signers[0].Passphrase)

	sealed := "--operators alice,bob,carol --quorum 2 --passphrase-file alice=$F/alice --passphrase-file bob=$F/bob --passphrase-file carol=$F/carol"
	made := v.coldsign(t, "--json key import k --network regtest --mnemonic-file $F/words --bip39-passphrase-file $F/extra "+sealed)
	v.named["fingerprint"] = made["fingerprint"].(string)
	v.coldsign(t, "key new s --network regtest "+sealed)
	v.coldsign(t, "key suspend s --reason test")
	two := " --passphrase-file alice=$F/alice --passphrase-file bob=$F/bob --phrase @show"
	for _, kind := range []string{"slip39", "codex32"} {
		v.coldsign(t, "key backup k --kind "+kind+" --out $F/backup-"+kind+two)
		v.join(t, kind, "backup-"+kind+"/"+kind+"-1.txt", "backup-"+kind+"/"+kind+"-3.txt")
	}
	v.named["receive"], v.named["change"] = c.Descriptors[0], c.Descriptors[1]
	v.coldsign(t, "wallet add vault --descriptor @receive --change-descriptor @change")
	v.named["review"] = v.coldsign(t, "--json review $F/unsigned.psbt")["review_id"].(string)
	v.furnish(t)
	v.furnishOffice(t)
	v.known = []string{"words", "dice", "noise", "slip39", "codex32", "xprv", "seedqr"}
	return v
}

// writeSeed writes the other forms of the key k.
func (v *vault) writeSeed(t *testing.T, words, passphrase string) {
	t.Helper()
	var seed [64]byte
	if err := bip39.Seed(&seed, []byte(words), []byte(passphrase)); err != nil {
		t.Fatal(err)
	}
	master, err := hdkeychain.NewMaster(seed[:], &chaincfg.RegressionNetParams)
	if err != nil {
		t.Fatal(err)
	}
	v.write(t, "xprv", master.String()+"\n")
	entropy, err := bip39.AppendEntropy(nil, []byte(words))
	if err != nil {
		t.Fatal(err)
	}
	digits, err := seedqr.Encode(entropy)
	if err != nil {
		t.Fatal(err)
	}
	v.write(t, "seedqr", string(digits)+"\n")
	code, err := symbol.Encode(digits, symbol.Options{Level: symbol.M})
	if err != nil {
		t.Fatal(err)
	}
	picture, err := code.PNG(4)
	if err != nil {
		t.Fatal(err)
	}
	v.write(t, "seedqr.png", string(picture))
}

func (v *vault) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(v.folder, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// join writes a file of several others' text.
func (v *vault) join(t *testing.T, name string, parts ...string) {
	t.Helper()
	var whole []byte
	for _, part := range parts {
		data, err := os.ReadFile(filepath.Join(v.folder, part))
		if err != nil {
			t.Fatal(err)
		}
		whole = append(whole, data...)
	}
	v.write(t, name, string(whole))
}

// arguments splits a command line; @name stands for one argument, $F for the folder.
func (v *vault) arguments(folder, line string) (arguments []string) {
	for _, word := range strings.Fields(line) {
		if flag, name, ok := strings.Cut(word, "@"); ok {
			word = flag + v.named[name]
		}
		arguments = append(arguments, strings.ReplaceAll(word, "$F", folder))
	}
	return arguments
}

func (v *vault) command(line string) *exec.Cmd {
	return exec.Command("coldsign", append([]string{"--home", filepath.Join(v.folder, "home")}, v.arguments(v.folder, line)...)...)
}

// coldsign runs a command that must succeed, and answers with its document.
func (v *vault) coldsign(t *testing.T, line string) (document map[string]any) {
	t.Helper()
	out, err := v.command(line).Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", line, err, err.(*exec.ExitError).Stderr)
	}
	if strings.HasPrefix(line, "--json") {
		if err := json.Unmarshal(out, &document); err != nil {
			t.Fatal(err)
		}
	}
	return document
}

// pieces are the secrets that are known before a command has run.
func (v *vault) pieces(t *testing.T) *memscan.Pieces {
	t.Helper()
	p := &memscan.Pieces{}
	for name, passphrase := range v.passphrases {
		p.AddText(passphraseOf+name, []byte(passphrase))
	}
	for _, name := range v.known {
		addFiles(t, p, filepath.Join(v.folder, name))
	}
	addHome(t, p, filepath.Join(v.folder, "home"), "k", v.passphrases)
	return p
}
