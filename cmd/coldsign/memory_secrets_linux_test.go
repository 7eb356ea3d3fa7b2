package main

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"
	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
	"github.com/btcsuite/btcd/chaincfg/v2"

	"coldsign/internal/erase/memscan"
	"coldsign/internal/locked"
	"coldsign/internal/wordlist"
	"coldsign/keystore"
	"coldsign/keystore/bip39"
	"coldsign/keystore/seedqr"
	"coldsign/keystore/slip39"
)

// leafKeys is how many keys of each branch of every account are looked for.
const leafKeys = 8

// addHome looks for everything that a key of a home is made of, found out with
// its operators' passphrases: what they typed, their shares, the words in every
// form, the seed, and the keys down to the addresses.
func addHome(t *testing.T, p *memscan.Pieces, home, key string, passphrases map[string]string) {
	t.Helper()
	folder := filepath.Join(home, keysFolder, key)
	files := map[string][]byte{}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if files[entry.Name()], err = os.ReadFile(filepath.Join(folder, entry.Name())); err != nil {
			t.Fatal(err)
		}
	}
	record, err := keystore.ParseRecord(files[keystore.RecordFile])
	if err != nil {
		t.Fatal(err)
	}
	arena, err := locked.NewArena(16 << 10)
	if err != nil {
		t.Fatal(err)
	}
	defer arena.Destroy()
	var operators []keystore.Operator
	var shares []slip39.Share
	for _, o := range record.Operators {
		passphrase, ok := passphrases[o.Operator]
		if !ok || files[o.File] == nil {
			continue
		}
		p.AddText(passphraseOf+o.Operator, []byte(passphrase))
		share, text := openShare(t, files[o.File], passphrase)
		p.AddText("share of "+o.Operator+", words", text)
		p.AddEncoded("share of "+o.Operator, share.Value)
		shares = append(shares, share)
		buffer, err := arena.Alloc(len(passphrase))
		if err != nil {
			t.Fatal(err)
		}
		copy(buffer.Bytes(), passphrase)
		operators = append(operators, keystore.Operator{Name: o.Operator, Passphrase: buffer})
	}
	record.State = keystore.Inactive
	session, err := keystore.Unlock(record, files, operators[:record.Quorum], keystore.Limits{Seconds: sessionSeconds, Now: sinceStart()})
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	if record.Words != nil {
		words, err := session.Mnemonic(arena, files)
		if err != nil {
			t.Fatal(err)
		}
		addWords(t, p, words.Bytes())
	}
	if record.Quorum == 1 {
		shares = shares[:1]
	}
	secret, err := slip39.Combine(shares[:record.Quorum], nil)
	if err != nil {
		t.Fatal(err)
	}
	p.AddEncoded("seed", secret)
	addKeys(t, p, record, secret)
}

// openAge opens a file with the library that others use.
func openAge(t *testing.T, file []byte, passphrase string) []byte {
	t.Helper()
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := age.Decrypt(bytes.NewReader(file), identity)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func openShare(t *testing.T, file []byte, passphrase string) (slip39.Share, []byte) {
	t.Helper()
	text := openAge(t, file, passphrase)
	share, err := slip39.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return share, text
}

// addWords looks for a mnemonic as text, as numbers, as its entropy and as digits.
func addWords(t *testing.T, p *memscan.Pieces, words []byte) {
	t.Helper()
	p.AddText("words", words)
	var narrow, wide []byte
	for word := range bytes.FieldsSeq(words) {
		n, ok := wordlist.BIP39English().Index(word)
		if !ok {
			t.Fatal("no word of the list")
		}
		narrow = binary.LittleEndian.AppendUint16(narrow, uint16(n))
		wide = binary.LittleEndian.AppendUint32(wide, uint32(n))
	}
	p.AddText("numbers of the words, 16 bits", narrow)
	p.AddText("numbers of the words, 32 bits", wide)
	entropy, err := bip39.AppendEntropy(nil, words)
	if err != nil {
		t.Fatal(err)
	}
	p.AddEncoded("entropy", entropy)
	digits, err := seedqr.Encode(entropy)
	if err != nil {
		t.Fatal(err)
	}
	p.AddText("SeedQR", digits)
}

// addKeys derives, with the library, the key and every account of its record,
// down to the first addresses' keys.
func addKeys(t *testing.T, p *memscan.Pieces, record *keystore.Record, secret []byte) {
	t.Helper()
	if record.Secret != keystore.SecretSeed {
		p.AddEncoded("key", secret[:32])
		p.AddEncoded("chain code", secret[32:])
		return
	}
	master, err := hdkeychain.NewMaster(secret, &chaincfg.RegressionNetParams)
	if err != nil {
		t.Fatal(err)
	}
	addNode(t, p, "m", master)
	for _, account := range record.Accounts {
		node := master
		for _, index := range account.Path {
			node = childOf(t, node, index)
		}
		addNode(t, p, account.Path.String(), node)
		for branch := range uint32(2) {
			inner := childOf(t, node, branch)
			for index := range uint32(leafKeys) {
				private, err := childOf(t, inner, index).ECPrivKey()
				if err != nil {
					t.Fatal(err)
				}
				p.Add("a key of "+account.Path.String(), private.Serialize())
			}
		}
	}
}

func childOf(t *testing.T, node *hdkeychain.ExtendedKey, index uint32) *hdkeychain.ExtendedKey {
	t.Helper()
	child, err := node.Derive(index)
	if err != nil {
		t.Fatal(err)
	}
	return child
}

// addNode looks for a private key in every form, and for the text of its xprv.
func addNode(t *testing.T, p *memscan.Pieces, name string, node *hdkeychain.ExtendedKey) {
	t.Helper()
	private, err := node.ECPrivKey()
	if err != nil {
		t.Fatal(err)
	}
	p.AddEncoded("key "+name, private.Serialize())
	p.AddText("xprv "+name, []byte(node.String())[16:]) // the beginning tells depth and parent
}

// addFiles looks for texts that lie in files.
func addFiles(t *testing.T, p *memscan.Pieces, paths ...string) {
	t.Helper()
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		p.AddText(filepath.Base(path), bytes.TrimSpace(data))
	}
}
