package qr

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"coldsign/qr/ur"
)

// interopVariable runs the tests against other implementations, which npm
// installs into a temporary folder.
const interopVariable = "COLDSIGN_INTEROP"

// peer is the driver of other implementations, a process that answers lines.
type peer struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Reader
}

type answer struct {
	Error, Type, CBOR, PSBT, Text, Fingerprint string
	Read, Image                                string
	Parts, Texts                               []string
	Fragments, Used                            int
}

func startPeer(t *testing.T) *peer {
	t.Helper()
	if os.Getenv(interopVariable) == "" {
		t.Skipf("skipped: needs Node.js and npm's registry; set %s=1", interopVariable)
	}
	folder := t.TempDir()
	for _, name := range []string{"package.json", "driver.mjs", "symbols.mjs"} {
		content, err := os.ReadFile(filepath.Join("interop", name))
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name), content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
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
	return &peer{t, in, bufio.NewReaderSize(out, 1<<20)}
}

func (p *peer) ask(request map[string]any) answer {
	p.t.Helper()
	line, err := json.Marshal(request)
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		p.t.Fatal(err)
	}
	said, err := p.out.ReadBytes('\n')
	if err != nil {
		p.t.Fatal(err)
	}
	var a answer
	if err := json.Unmarshal(said, &a); err != nil {
		p.t.Fatal(err)
	}
	if a.Error != "" {
		p.t.Fatalf("%v: %s", request["op"], a.Error)
	}
	return a
}

// worsen loses a fifth of the parts, doubles a tenth and shuffles all of them.
func worsen(parts []string, rng *rand.Rand) []string {
	var out []string
	for _, part := range parts {
		if rng.Float64() < 0.2 {
			continue
		}
		out = append(out, part)
		if rng.Float64() < 0.1 {
			out = append(out, part)
		}
	}
	rng.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func TestInterop(t *testing.T) {
	p := startPeer(t)
	rng := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{100, 1000, 5000, 20_000, 200_000} {
		data := samplePSBT(size)
		t.Run(fmt.Sprintf("from us %d", size), func(t *testing.T) {
			p.t = t
			interopShow(t, p, data, rng)
		})
		t.Run(fmt.Sprintf("to us %d", size), func(t *testing.T) {
			p.t = t
			interopRead(t, p, data, rng)
		})
	}
}

// interopShow: the others read what we show, joining anywhere.
func interopShow(t *testing.T, p *peer, data []byte, rng *rand.Rand) {
	source, err := Split(formatUR, NewPayload(data), Options{})
	if err != nil {
		t.Fatal(err)
	}
	skip(source, rng.IntN(2*source.Len()))
	parts := worsen(collect(source, 6), rng)
	if source.Len() == 1 {
		parts = []string{source.Next()}
	}
	for _, op := range []string{"decode", "decodePSBT"} {
		a := p.ask(map[string]any{"op": op, "parts": parts})
		content, _ := hex.DecodeString(a.CBOR)
		if op == "decode" {
			content, _ = ur.UnwrapBytes(content)
		} else {
			content, _ = hex.DecodeString(a.PSBT)
		}
		t.Logf("%s: %d fragments, version %d, %d parts received", op, source.Len(), source.Version(), a.Used)
		if a.Type != "crypto-psbt" || !bytes.Equal(content, data) {
			t.Errorf("%s: type %q, %d bytes after %d parts", op, a.Type, len(content), a.Used)
		}
	}
}

// interopRead: we read what the others show, from the start and joining late.
func interopRead(t *testing.T, p *peer, data []byte, rng *rand.Rand) {
	message := ur.WrapBytes(data)
	for _, fragment := range []int{40, 200, 600} {
		if len(data)/fragment > 400 { // their encoder's time is quadratic
			continue
		}
		n := (len(message) + fragment - 1) / fragment
		for _, first := range []int{0, 2 * n} {
			requests := []map[string]any{
				{"op": "encode", "type": "psbt", "cbor": hex.EncodeToString(message)},
				{"op": "encodePSBT", "psbt": hex.EncodeToString(data)},
			}
			for _, request := range requests {
				request["fragment"], request["first"], request["count"] = fragment, first, 2*n+20
				a := p.ask(request)
				s := NewStream()
				for _, part := range worsen(a.Parts, rng) {
					if err := s.Add([]byte(part)); err != nil {
						t.Fatal(err)
					}
				}
				got, ok := s.Result()
				if !ok || got.Kind != KindPSBT || !bytes.Equal(got.Data, data) {
					have, want := s.Progress()
					t.Errorf("%v: fragments of %d from %d: %d of %d", request["op"], fragment, first, have, want)
				}
			}
		}
	}
}

// Keys of the account that BCR-2020-015 gives as an example.
const (
	interopWPKH = "wpkh([37b5eed4/84h/0h/0h]xpub6BkU445MSEBXbPjD3g2c2ch6mn8yy1SXXQUM7EwjgYiq6Wt1NDwDZ45npqWcV8uQC5oi2gHuVukoCoZZyT4HKq8EpotPMqGqxdZRuapCQ23)"
	interopPKH  = "pkh([37b5eed4/44h/0h/0h]xpub6CnQkivUEH9bSbWVWfDLCtigKKgnSWGaVSRyCbN2QNBJzuvHT1vUQpgSpY1NiVvoeNEuVwk748Cn9G3NtbQB1aGGsEL7aYEnjVWgjj9tefu)"
)

// TestInteropTypes: the others understand our keys, descriptors and accounts, and
// we what they write of them.
func TestInteropTypes(t *testing.T) {
	p := startPeer(t)
	key := strings.TrimSuffix(strings.TrimPrefix(interopWPKH, "wpkh("), ")")
	keyUR, err := ur.EncodeKey(ur.Crypto, key)
	if err != nil {
		t.Fatal(err)
	}
	a := p.ask(map[string]any{"op": "key", "cbor": hex.EncodeToString(keyUR.CBOR)})
	checkPeerText(t, a.Text, key)
	checkBack(t, ur.UR{Type: keyUR.Type, CBOR: unhex(t, a.CBOR)}, key)

	for _, descriptor := range []string{interopWPKH, interopPKH, "sh(" + interopWPKH + ")"} {
		m, err := ur.EncodeDescriptor(ur.Crypto, ur.Descriptor{Text: descriptor})
		if err != nil {
			t.Fatal(err)
		}
		a := p.ask(map[string]any{"op": "output", "cbor": hex.EncodeToString(m.CBOR)})
		checkPeerText(t, a.Text, descriptor)
		checkBack(t, ur.UR{Type: m.Type, CBOR: unhex(t, a.CBOR)}, descriptor)
	}

	account := ur.Account{
		Fingerprint: [4]byte{0x37, 0xb5, 0xee, 0xd4},
		Descriptors: []ur.Descriptor{{Text: interopPKH}, {Text: interopWPKH}},
	}
	m, err := ur.EncodeAccount(ur.Crypto, account)
	if err != nil {
		t.Fatal(err)
	}
	a = p.ask(map[string]any{"op": "account", "cbor": hex.EncodeToString(m.CBOR)})
	if a.Fingerprint != "37b5eed4" || len(a.Texts) != 2 {
		t.Fatalf("account read as %+v", a)
	}
	checkPeerText(t, a.Texts[0], interopPKH)
	checkPeerText(t, a.Texts[1], interopWPKH)
	back, err := ur.DecodeAccount(ur.UR{Type: m.Type, CBOR: unhex(t, a.CBOR)})
	if err != nil || back.Fingerprint != account.Fingerprint || !slices.Equal(back.Descriptors, account.Descriptors) {
		t.Errorf("account read back as %+v, %v", back, err)
	}
}

// checkPeerText compares descriptors but for what the registry writes in its own
// way: the mark of hardened steps, and no brackets around a key's origin.
func checkPeerText(t *testing.T, got, want string) {
	t.Helper()
	if strings.ReplaceAll(got, "'", "h") != strings.NewReplacer("[", "", "]", "").Replace(want) {
		t.Errorf("read as %s", got)
	}
}

func checkBack(t *testing.T, m ur.UR, want string) {
	t.Helper()
	if got, err := ur.Text(m); err != nil || got != want {
		t.Errorf("read back as %s, %v", got, err)
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
