package signer

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/psbt"
)

// interopVariable runs the tests against other implementations, which npm
// installs into a temporary folder.
const interopVariable = "COLDSIGN_INTEROP"

// programs are other people's signers and finalizers.
var programs = []string{"bitcoinjs-lib", "@scure/btc-signer"}

// peer is the process that drives them; it answers lines.
type peer struct {
	in  io.Writer
	out *bufio.Reader
}

func startPeer(t *testing.T) *peer {
	t.Helper()
	if os.Getenv(interopVariable) == "" {
		t.Skipf("skipped: needs Node.js and npm's registry; set %s=1", interopVariable)
	}
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(filepath.Join("testdata", "interop"))); err != nil {
		t.Fatal(err)
	}
	install := exec.Command("npm", "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund")
	install.Dir = folder
	if said, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm: %v\n%s", err, said)
	}
	node := exec.Command("node", "driver.mjs")
	node.Dir, node.Stderr = folder, os.Stderr
	in, err := node.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := node.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := node.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = node.Wait()
	})
	return &peer{in, bufio.NewReader(out)}
}

func (p *peer) ask(request map[string]any) (string, error) {
	line, err := json.Marshal(request)
	if err != nil {
		return "", err
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		return "", err
	}
	said, err := p.out.ReadBytes('\n')
	if err != nil {
		return "", err
	}
	var answer struct{ Result, Error string }
	if err := json.Unmarshal(said, &answer); err != nil {
		return "", err
	}
	if answer.Error != "" {
		return "", fmt.Errorf("%v of %v: %s", request["op"], request["by"], answer.Error)
	}
	return answer.Result, nil
}

// finalize has a program finalize and extract a packet.
func (p *peer) finalize(by string, packet *psbt.Packet) (string, error) {
	return p.ask(map[string]any{"op": "finalize", "by": by, "psbt": base64.StdEncoding.EncodeToString(packet.Bytes())})
}

// sign has a program sign every input of a packet with a seed's keys.
func (p *peer) sign(b *builder, by string, packet *psbt.Packet, seed *seedKeys) (*psbt.Packet, error) {
	var keys []string
	for _, in := range Analyze(packet, b.known).Inputs {
		for s := range in.slots {
			if in.slots[s].fingerprint != seed.Fingerprint() {
				continue
			}
			private, err := seed.private(in.slots[s].path)
			if err != nil {
				return nil, err
			}
			keys = append(keys, hex.EncodeToString(private.Serialize()))
			break
		}
	}
	text, err := p.ask(map[string]any{"op": "sign", "by": by, "psbt": base64.StdEncoding.EncodeToString(packet.Bytes()), "keys": keys})
	if err != nil {
		return nil, err
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	return psbt.Parse(raw)
}

// interopKinds are the wallets, and who of the three signs them there.
var interopKinds = []struct {
	name   string
	wallet func(*world) *Wallet
	theirs func(*world) *seedKeys
	whole  bool // their signature is enough
}{
	{"p2pkh", legacy, keyA, true},
	{"p2wpkh", func(w *world) *Wallet { return w.single }, keyA, true},
	{"p2sh-p2wpkh", nestedKey, keyA, true},
	{"p2tr", taproot, keyA, true},
	{"p2tr with a tree", tree, keyA, true},
	{"p2wsh", multi, keyB, false},
	{"p2sh-p2wsh", func(w *world) *Wallet { return w.multiNested }, keyC, false},
	{"p2sh", func(w *world) *Wallet { return w.multiLegacy }, keyB, false},
}

// TestInteropPSBT has other programs sign what this one finalizes, and finalize what
// this one signs, or all of them together: random transactions of every kind of wallet,
// which all come to the same bytes. Signatures of BIP-340 are the same too, as everybody
// makes them without auxiliary randomness here; how low an R is searched for differs.
func TestInteropPSBT(t *testing.T) {
	p := startPeer(t)
	w := newWorld(t)
	rng := rand.New(rand.NewPCG(1, 2))
	for _, kind := range interopKinds {
		for _, program := range programs {
			t.Run(kind.name+"/"+program, func(t *testing.T) {
				for round := range 10 {
					b := randomPayment(t, w, kind.wallet(w), rng)
					packet := b.packet()
					finalizers := programs
					if program == programs[1] && round%2 == 1 { // the other knows version 0 alone
						packet, finalizers = converted(t, packet, 2), programs[1:]
					}
					theirs, err := p.sign(b, program, packet, kind.theirs(w))
					if err != nil {
						t.Fatal(err)
					}
					var ours *psbt.Packet
					if kind.whole {
						ours = b.signed(packet)
						there, here := extracted(t, theirs), extracted(t, ours)
						if there != here && b.analyze().Inputs[0].Type.Algorithm == Schnorr {
							t.Errorf("signed here\n%s, there\n%s", here, there)
						}
					} else {
						ours = b.signed(theirs)
					}
					want := extracted(t, ours)
					for _, finalizer := range finalizers {
						got, err := p.finalize(finalizer, ours)
						if err != nil || got != want {
							t.Errorf("finalized here\n%s, by %s\n%s: %v", want, finalizer, got, err)
						}
					}
				}
			})
		}
	}
}

func converted(t *testing.T, p *psbt.Packet, version uint32) *psbt.Packet {
	t.Helper()
	out, err := p.Convert(version)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// randomPayment is a true transaction of one to four coins.
func randomPayment(t *testing.T, w *world, wallet *Wallet, rng *rand.Rand) *builder {
	b := newBuilder(t, w, wallet)
	b.ins, b.outs = nil, b.outs[:1]
	b.version, b.locktime = 1+rng.Int32N(2), rng.Uint32N(900_000)
	total := int64(0)
	for range 1 + rng.IntN(4) {
		c := &coin{wallet: wallet, branch: rng.IntN(2), index: rng.Uint32N(1000), sats: 100_000 + rng.Int64N(1e8),
			sequence: []uint32{sequenceFinal, sequenceRBF, sequenceRBF + 1}[rng.IntN(3)]}
		b.ins, total = append(b.ins, c), total+c.sats
	}
	b.outs[0].sats = total/2 - 5_000
	change := 1 + rng.IntN(2)
	for i := range change {
		b.outs = append(b.outs, &destination{wallet: wallet, branch: 1, index: uint32(i), sats: total / 2 / int64(change)})
	}
	return b
}

// signed is the packet with the signatures of the key held here.
func (b *builder) signed(p *psbt.Packet) *psbt.Packet {
	b.t.Helper()
	a := Analyze(p, b.known)
	r := NewReview(a, nil, b.limits)
	approval, refusal := r.Approve(r.ID(), r.rulesOf(Confirm))
	if refusal != nil {
		b.t.Fatal(r.Text())
	}
	out, _, err := Sign(approval, b.w.a)
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

func extracted(t *testing.T, p *psbt.Packet) string {
	t.Helper()
	final, results := psbt.Finalize(p)
	for _, r := range results {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
	}
	tx, err := psbt.ExtractWithAnyFee(final)
	if err != nil {
		t.Fatal(err)
	}
	return serialized(tx)
}

func serialized(tx *wire.MsgTx) string {
	var raw bytes.Buffer
	_ = tx.Serialize(&raw) // a Buffer does not fail
	return hex.EncodeToString(raw.Bytes())
}
