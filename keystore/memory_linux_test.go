package keystore

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"os"
	"os/exec"
	"testing"

	"filippo.io/age"
	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/ecdsa"
	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/txscript/v2"

	"coldsign/internal/erase"
	"coldsign/internal/erase/memscan"
	"coldsign/keystore/bip32"
	"coldsign/keystore/bip39"
	"coldsign/keystore/slip39"
)

// memoryChild is the child as its parent sees it.
type memoryChild struct {
	*exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func startMemoryChild(t *testing.T) *memoryChild {
	t.Helper()
	c := &memoryChild{Cmd: exec.Command(os.Args[0], "-test.run=^TestMemoryChild$")}
	c.Env = append(os.Environ(), childVariable+"=1")
	c.Stderr = os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	c.in, c.out = in, bufio.NewScanner(out)
	c.out.Buffer(nil, 1<<20)
	t.Cleanup(func() {
		in.Close()
		c.Wait()
	})
	return c
}

// listen waits until the child says that it has come to the stage.
func (c *memoryChild) listen(t *testing.T, stage string) (s said) {
	t.Helper()
	if !c.out.Scan() {
		t.Fatalf("the child ended before it was %s", stage)
	}
	if err := json.Unmarshal(c.out.Bytes(), &s); err != nil || s.Stage != stage {
		t.Fatalf("the child says %.200q, %v; wanted %s", c.out.Text(), err, stage)
	}
	return s
}

// pieces are the secrets that are looked for in the child.
type pieces struct{ memscan.Pieces }

func searchChild(t *testing.T, c *memoryChild, looked *pieces) (finds []memscan.Find, size int) {
	t.Helper()
	process, err := memscan.OpenProcess(c.Process.Pid)
	if err != nil {
		t.Skipf("skipped: no leave to read a child's memory: %v", err)
	}
	defer process.Close()
	if finds, size, err = process.Search(&looked.Pieces); err != nil {
		t.Fatal(err)
	}
	return finds, size
}

// TestMemoryHoldsNoSecrets searches the whole memory of a process that has used a
// key: while the key is open, secrets may lie in locked pages alone; once it is
// closed, nowhere. A secret planted at the end must be found.
func TestMemoryHoldsNoSecrets(t *testing.T) {
	if !erase.Enabled() {
		t.Skip("skipped: this build cannot erase; build with GOEXPERIMENT=runtimesecret")
	}
	entropy := make([]byte, 32)
	rand.Read(entropy)
	words, err := bip39.AppendMnemonic(nil, entropy)
	if err != nil {
		t.Fatal(err)
	}
	child := startMemoryChild(t)
	passphrase, opening, control := rand.Text(), rand.Text(), rand.Text()
	fmt.Fprintf(child.in, "%s\n%s\n%s\n", words, passphrase, opening)

	opened := child.listen(t, "open")
	var secrets pieces
	secrets.Add("entropy", entropy)
	secrets.AddText("words", words)
	secrets.AddText("BIP-39 passphrase", []byte(passphrase))
	secrets.AddText("operator's passphrase", []byte(opening))
	secrets.addShare(t, opened.Files["owner.age"], opening)
	secrets.addKeys(t, words, passphrase, opened.ECDSA)

	finds, size := searchChild(t, child, &secrets)
	seen := map[string]bool{}
	for _, f := range finds {
		seen[f.Name] = true
		if !f.Locked {
			t.Errorf("key open: %v", f)
		}
	}
	for _, name := range []string{"seed", "m/84h/0h/0h", "m/86h/0h/3h", "operator's passphrase"} {
		if !seen[name] {
			t.Errorf("key open: %s was not found, where it must be in locked memory: the search is blind", name)
		}
	}
	t.Logf("%d pieces of secrets; key open: %d found in locked pages of %d MB", secrets.Count, len(finds), size>>20)

	fmt.Fprintln(child.in, "close")
	child.listen(t, "closed")
	finds, size = searchChild(t, child, &secrets)
	for _, f := range finds {
		t.Errorf("key closed: %v", f)
	}
	t.Logf("key closed: %d found in %d MB", len(finds), size>>20)

	fmt.Fprintln(child.in, control)
	child.listen(t, "planted")
	var planted pieces
	planted.AddText("planted", []byte(control))
	if finds, _ := searchChild(t, child, &planted); len(finds) == 0 {
		t.Error("what was planted was not found: the search is blind")
	}
}

// addShare adds what an operator's file holds.
func (n *pieces) addShare(t *testing.T, file []byte, passphrase string) {
	t.Helper()
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(file), identity)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	share, err := slip39.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	n.AddText("words of the share", text)
	n.Add("share", share.Value)
}

// addKeys derives, with the library, every key that the child used, and computes
// the nonces from its signatures: k = (e + r·d)/s.
func (n *pieces) addKeys(t *testing.T, words []byte, passphrase string, signatures [][]byte) {
	t.Helper()
	var seed [64]byte
	if err := bip39.Seed(&seed, words, []byte(passphrase)); err != nil {
		t.Fatal(err)
	}
	n.Add("seed", seed[:])
	master, err := hdkeychain.NewMaster(seed[:], &chaincfg.MainNetParams)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, line := range signatures {
		g, i := int(line[0]), int(line[1])
		path := memoryPath(g, i)
		key := master
		for level := 0; ; level++ {
			private, err := key.ECPrivKey()
			if err != nil {
				t.Fatal(err)
			}
			name := bip32.Path(path[:level]).String()
			if !known[name] {
				known[name] = true
				n.Add(name, private.Serialize())
				n.AddText(name+" hex", []byte(hex.EncodeToString(private.Serialize())))
				n.Add(name+" tweaked", txscript.TweakTaprootPrivKey(*private, []byte{}).Serialize())
				if level == len(path) {
					n.addNonce(t, name+" nonce", private, memoryDigest(g, i), line[2:])
				}
			}
			if level == len(path) {
				break
			}
			if key, err = key.Derive(path[level]); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func (n *pieces) addNonce(t *testing.T, name string, key *btcec.PrivateKey, digest [32]byte, der []byte) {
	t.Helper()
	signature, err := ecdsa.ParseDERSignature(der)
	if err != nil || !signature.Verify(digest[:], key.PubKey()) {
		t.Fatalf("%s: the child's signature %x does not verify: %v", name, der, err)
	}
	order := btcec.S256().N
	r, s := signature.R(), signature.S()
	rb, sb, db := r.Bytes(), s.Bytes(), key.Key.Bytes()
	number := func(b [32]byte) *big.Int { return new(big.Int).SetBytes(b[:]) }
	k := new(big.Int).Mul(number(rb), number(db))
	k.Add(k, number(digest))
	k.Mul(k, new(big.Int).ModInverse(number(sb), order)).Mod(k, order)
	n.Add(name, k.FillBytes(make([]byte, 32)))
	n.Add(name+" negated", k.Sub(order, k).FillBytes(make([]byte, 32)))
}
