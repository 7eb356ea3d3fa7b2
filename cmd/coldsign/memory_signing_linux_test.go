package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
	"golang.org/x/sys/unix"

	"coldsign/internal/erase"
	"coldsign/internal/erase/memscan"
	"coldsign/keystore/bip39"
	"coldsign/psbt"
	"coldsign/signer/descriptor"
)

const (
	signingStops  = 10   // while the key is open, in the short test
	signingInputs = 3000 // half ECDSA, half taproot: half a second of work and more
	signingKeys   = 20   // that these inputs belong to, of each kind
)

// signingTypes are the wallets that the coins of the long transaction belong to.
var signingTypes = []string{"p2wpkh", "p2tr"}

// TestMemoryWhileSigning stops a command that signs, once its key is open, at
// moments that chance picks. Another process then looks for everything that opens
// or is the key, down to those of the single inputs: it may lie in locked pages
// alone.
func TestMemoryWhileSigning(t *testing.T) {
	if !erase.Enabled() {
		t.Skip("skipped: this build cannot erase; build with GOEXPERIMENT=runtimesecret")
	}
	want := signingStops
	if os.Getenv("COLDSIGN_LONG") != "" {
		want *= 30
	}
	v := newVault(t)
	v.write(t, "many.psbt", string(v.manyInputs(t)))
	sign := v.approving(t, "sign $F/many.psbt --out $F/out.psbt --qr none"+quorumFiles)
	pieces := v.pieces(t)
	v.addSigningKeys(t, pieces)

	stops, working, searched, runs := 0, 0, 0, 0
	outside := map[string]int{}
	for ; stops < want; runs++ {
		if runs > want {
			t.Fatalf("stopped %d times in %d runs, too seldom while the key was open", stops, runs)
		}
		h, release := v.startSecret(t, t.TempDir(), "home", sign, "")
		release()
		for stops < want && !h.printing() {
			time.Sleep(rand.N(60 * time.Millisecond))
			h.stop()
			finds := h.search(pieces)
			if foundLocked(finds, branchKey) {
				stops++
				if foundLocked(finds, inputKey) {
					working++
				}
				for _, f := range finds {
					if !f.Locked {
						outside[f.String()]++
					}
				}
			}
			h.command.Process.Signal(unix.SIGCONT)
		}
		searched += h.bytes
		h.end()
	}
	for find, times := range outside {
		t.Errorf("%d times: %s", times, find)
	}
	if working == 0 {
		t.Error("no input's key was found where it must lie in locked memory: the search is blind, or comes at the wrong time")
	}
	t.Logf("%d pieces of secrets; %d MB searched at %d stops with the key open, %d of them in the middle of a signature, in %d runs", pieces.Count, searched>>20, stops, working, runs)
}

// How the names of keys begin that tell where a command is: the first signature
// derives the key of a branch, which the open key then keeps; the key of an input
// is there while its signature is made.
const (
	branchKey = "key of a branch"
	inputKey  = "key of an input"
)

// foundLocked tells whether keys of a kind were found where they may be.
func foundLocked(finds []memscan.Find, kind string) bool {
	return slices.ContainsFunc(finds, func(f memscan.Find) bool { return strings.HasPrefix(f.Name, kind) && f.Locked })
}

// manyInputs makes the transaction: coins of the key's own wallets, each from a
// transaction of its own, sent back to the first of them.
func (v *vault) manyInputs(t *testing.T) []byte {
	t.Helper()
	var scripts []*descriptor.Script
	for _, kind := range signingTypes {
		w := v.wallet(t, kind)
		for i := range uint32(signingKeys) {
			script, err := w.wallet.Descriptor.At(0, i)
			if err != nil {
				t.Fatal(err)
			}
			scripts = append(scripts, script)
		}
	}
	const coin = 10_000
	tx := wire.NewMsgTx(2)
	var origins []*wire.MsgTx
	for i := range signingInputs {
		origin := wire.NewMsgTx(2)
		origin.AddTxIn(wire.NewTxIn(&wire.OutPoint{Index: uint32(i)}, nil, nil))
		origin.AddTxOut(wire.NewTxOut(coin, scripts[i%len(scripts)].ScriptPubKey))
		hash := origin.TxHash()
		tx.AddTxIn(wire.NewTxIn(wire.NewOutPoint(&hash, 0), nil, nil))
		origins = append(origins, origin)
	}
	tx.AddTxOut(wire.NewTxOut(signingInputs*(coin-500), scripts[0].ScriptPubKey))
	packet, err := psbt.Create(tx)
	if err != nil {
		t.Fatal(err)
	}
	for i, origin := range origins {
		if err := describeInput(packet, i, origin, scripts[i%len(scripts)], v.named["fingerprint"]); err != nil {
			t.Fatal(err)
		}
	}
	return packet.Bytes()
}

func describeInput(p *psbt.Packet, i int, origin *wire.MsgTx, script *descriptor.Script, fingerprint string) error {
	var master [4]byte
	if _, err := fmt.Sscanf(fingerprint, "%02x%02x%02x%02x", &master[0], &master[1], &master[2], &master[3]); err != nil {
		return err
	}
	key, place := script.Keys[0], psbt.Place{Kind: psbt.InputMap, Index: i}
	if err := p.SetPrevTx(i, origin); err != nil {
		return err
	}
	if script.Taproot == nil {
		return p.AddDerivation(place, psbt.Derivation{PubKey: key.PubKey, Fingerprint: master, Path: key.Path})
	}
	if err := p.SetWitnessUTXO(i, origin.TxOut[0]); err != nil {
		return err
	}
	internal := script.Taproot.InternalKey
	if err := p.Set(place, psbt.InTapInternalKey, nil, internal[:]); err != nil {
		return err
	}
	return p.AddTapDerivation(place, psbt.TapDerivation{XOnly: internal, Fingerprint: master, Path: key.Path})
}

// approving adds to a command the approval of its review, with all that wants a
// confirmation.
func (v *vault) approving(t *testing.T, sign string) string {
	t.Helper()
	command := v.command("--json review " + strings.Fields(sign)[1])
	out, _ := command.Output()
	var review struct {
		ID       string `json:"review_id"`
		Findings []struct{ Rule, Severity string }
	}
	if err := json.Unmarshal(out, &review); err != nil {
		t.Fatalf("%v: %.300s", err, out)
	}
	sign += " --approve " + review.ID
	for _, f := range review.Findings {
		switch f.Severity {
		case "refuse":
			t.Fatalf("the transaction is refused: %s", f.Rule)
		case "confirm":
			sign += " --ack " + f.Rule
		}
	}
	return sign
}

// addSigningKeys looks for the branches' keys, and for those of every input as
// they are, negated, and tweaked as an output of taproot wants them.
func (v *vault) addSigningKeys(t *testing.T, p *memscan.Pieces) {
	t.Helper()
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(v.folder, name))
		if err != nil {
			t.Fatal(err)
		}
		return []byte(strings.TrimSuffix(string(data), "\n"))
	}
	var seed [64]byte
	if err := bip39.Seed(&seed, read("words"), read("extra")); err != nil {
		t.Fatal(err)
	}
	master, err := hdkeychain.NewMaster(seed[:], &chaincfg.RegressionNetParams)
	if err != nil {
		t.Fatal(err)
	}
	for _, purpose := range []uint32{84, 86} {
		branch := master
		for _, index := range []uint32{purpose + hdkeychain.HardenedKeyStart, 1 + hdkeychain.HardenedKeyStart, hdkeychain.HardenedKeyStart, 0} {
			branch = childOf(t, branch, index)
			level := []string{"a purpose", "a coin", "an account", "a branch"}[branch.Depth()-1]
			addNode(t, p, fmt.Sprintf("of %s, purpose %d", level, purpose), branch)
		}
		for index := range uint32(signingKeys) {
			private, err := childOf(t, branch, index).ECPrivKey()
			if err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("%s, purpose %d", inputKey, purpose)
			addScalar(p, name, private.Key)
			addScalar(p, name+", tweaked", txscript.TweakTaprootPrivKey(*private, []byte{}).Key)
		}
	}
}

func addScalar(p *memscan.Pieces, name string, k btcec.ModNScalar) {
	b := k.Bytes()
	p.AddEncoded(name, b[:])
	b = k.Negate().Bytes()
	p.Add(name+", negated", b[:])
}
