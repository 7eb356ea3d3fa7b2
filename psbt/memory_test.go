package psbt_test

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"coldsign/psbt"

	"github.com/btcsuite/btcd/wire/v2"
)

const (
	showVariable = "PSBT_SHOW_FILE" // makes the test binary show that file and report its memory
	longVariable = "COLDSIGN_LONG"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(showVariable); path != "" {
		if err := showFile(path); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// showFile reads a packet and shows it as text and as JSON, as a program would.
func showFile(path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	p, _, err := psbt.Decode(raw)
	if err != nil {
		return err
	}
	out := json.NewEncoder(io.Discard)
	for d := range p.Describe() {
		_, _ = io.WriteString(io.Discard, d.String())
		if err := out.Encode(d); err != nil {
			return err
		}
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "VmHWM:") {
			fmt.Print(line)
		}
	}
	return nil
}

// A packet of 50 MB with 20,000 inputs is parsed and shown within 300 MB.
func TestMemoryOfBigPacket(t *testing.T) {
	if os.Getenv(longVariable) == "" {
		t.Skipf("set %s=1 for the long tests", longVariable)
	}
	const inputs, size, limit = 20_000, 50_000_000, 300_000_000
	p := bigPacket(t, inputs, size)
	for _, e := range []psbt.Encoding{psbt.Binary, psbt.Base64} {
		path := filepath.Join(t.TempDir(), "big.psbt")
		if err := os.WriteFile(path, p.Encode(e), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), showVariable+"="+path)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		var kilobytes int
		if _, err := fmt.Sscanf(string(out), "VmHWM: %d kB", &kilobytes); err != nil {
			t.Skipf("this system does not tell a process's memory: %v", err)
		}
		t.Logf("%v: %d MB", e, kilobytes*1024/1_000_000)
		if kilobytes*1024 > limit {
			t.Errorf("%v: %d kB are more than %d bytes", e, kilobytes, limit)
		}
	}
}

// A hostile packet takes a small multiple of its size too, whatever it is made
// of.
func TestMemoryOfHostilePackets(t *testing.T) {
	const n = 40_000
	var pairs, maps, tx, pushes []byte
	for i := range n {
		pairs = append(pairs, 4, 0x70, byte(i), byte(i>>8), byte(i>>16), 0)
		maps = append(maps, 1, 0x70, 0, 0)
		tx = append(tx, 0, 0, 0, 0, 0, 0, 0, 0, 0)
		pushes = append(pushes, 0)
	}
	tx = concat(le32(2), compact(1), repeat(7, 36), []byte{0}, le32(1), compact(n), tx, le32(0))
	for name, packet := range map[string][]byte{
		"small pairs": packetOf(concat(globalV0, pairs), nil, nil),
		"small maps":  append(packetOf(field(psbt.GlobalUnsignedTx, nil, tx), nil), maps...),
		"witness":     packetOf(globalV0, field(psbt.InFinalScriptWitness, nil, concat(compact(n), pushes)), nil),
		"counts":      packetOf(field(psbt.GlobalUnsignedTx, nil, concat(le32(2), []byte{0xfe, 0xff, 0xff, 0xff, 0x7f}, pushes)), nil, nil),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := psbt.Parse(packet)
			runtime.ReadMemStats(&after)
			if (err == nil) == (name == "counts") {
				t.Fatal(err)
			}
			const most = 12
			if ratio := float64(after.TotalAlloc-before.TotalAlloc) / float64(len(packet)); ratio > most {
				t.Errorf("%.1f bytes of memory for each byte", ratio)
			} else {
				t.Logf("%.1f bytes of memory for each byte", ratio)
			}
		})
	}
}

// bigPacket makes a packet of a size whose previous transactions take most of
// it.
func bigPacket(t *testing.T, inputs, size int) *psbt.Packet {
	t.Helper()
	tx := wire.NewMsgTx(2)
	prevs := make([][]byte, inputs)
	for i := range inputs {
		prev := wire.NewMsgTx(2)
		prev.LockTime = uint32(i)
		prev.AddTxIn(wire.NewTxIn(&wire.OutPoint{}, repeat(0x51, 100), nil))
		const rest, output = 400, 31 // bytes beside the outputs, and of each of them
		for range (size/inputs - rest) / output {
			prev.AddTxOut(wire.NewTxOut(1000, p2wpkh(compressedKey)))
		}
		prevs[i] = serialize(t, prev)
		hash := prev.TxHash()
		tx.AddTxIn(wire.NewTxIn(wire.NewOutPoint(&hash, 0), nil, nil))
	}
	tx.AddTxOut(wire.NewTxOut(1, p2wpkh(compressedKey)))
	p, err := psbt.Create(tx)
	if err != nil {
		t.Fatal(err)
	}
	for i := range inputs {
		at := psbt.Place{Kind: psbt.InputMap, Index: i}
		set(t, p, at, psbt.InNonWitnessUTXO, nil, prevs[i])
		set(t, p, at, psbt.InBIP32Derivation, compressedKey, origin)
		set(t, p, at, psbt.InPartialSig, compressedKey, signature)
	}
	return p
}
