package miniscript_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"coldsign/internal/miniscript"
	"coldsign/internal/vectors"

	"github.com/btcsuite/btcd/wire/v2"
)

// The PSBT types (BIP-174, BIP-371) that a finalizer reads.
const (
	typePartialSig    = 0x02
	typeWitnessScript = 0x05
	typeDerivation    = 0x06
	typeScriptSig     = 0x14
	typeLeafScript    = 0x15
)

// inputMap is one input of a PSBT: values by type, then by key data.
type inputMap map[byte]map[string][]byte

// readPSBT reads a version 0 PSBT that is known to be well-formed.
func readPSBT(t *testing.T, text string) (*wire.MsgTx, []inputMap) {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	r := bytes.NewReader(raw[5:])
	read := func() []byte {
		data, err := wire.ReadVarBytes(r, 0, 1<<20, "psbt")
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	readMap := func() inputMap {
		m := inputMap{}
		for key := read(); len(key) > 0; key = read() {
			if m[key[0]] == nil {
				m[key[0]] = map[string][]byte{}
			}
			m[key[0]][string(key[1:])] = read()
		}
		return m
	}
	tx := &wire.MsgTx{}
	if err := tx.DeserializeNoWitness(bytes.NewReader(readMap()[0][""])); err != nil {
		t.Fatal(err)
	}
	var inputs []inputMap
	for range tx.TxIn {
		inputs = append(inputs, readMap())
	}
	return tx, inputs
}

// finalize returns the script path witness of an input as a finalizer makes it.
func finalize(t *testing.T, tx *wire.MsgTx, i int, m inputMap) wire.TxWitness {
	t.Helper()
	spend := miniscript.Spend{Version: tx.Version, LockTime: tx.LockTime, Sequence: tx.TxIn[i].Sequence}
	if script, ok := m[typeWitnessScript][""]; ok {
		lookup := func(hash [20]byte) ([]byte, bool) {
			for pubkey := range m[typeDerivation] {
				if bytes.Equal(hash160([]byte(pubkey)), hash[:]) {
					return []byte(pubkey), true
				}
			}
			return nil, false
		}
		return append(satisfy(t, script, miniscript.P2WSH, lookup, miniscript.Available{
			Spend: spend,
			Signature: func(pubkey []byte) ([]byte, bool) {
				sig, ok := m[typePartialSig][string(pubkey)]
				return sig, ok
			},
		}), script)
	}
	var smallest wire.TxWitness
	for control, leaf := range m[typeLeafScript] {
		script := leaf[:len(leaf)-1]
		hash := leafHash(script)
		witness := satisfy(t, script, miniscript.Tapscript, nil, miniscript.Available{
			Spend: spend,
			Signature: func(pubkey []byte) ([]byte, bool) {
				sig, ok := m[typeScriptSig][string(pubkey)+string(hash)]
				return sig, ok
			},
		})
		if witness == nil {
			continue
		}
		witness = append(witness, script, []byte(control))
		if smallest == nil || witness.SerializeSize() < smallest.SerializeSize() {
			smallest = witness
		}
	}
	return smallest
}

// satisfy decodes and satisfies a script; without a witness it returns nil.
func satisfy(t *testing.T, script []byte, ctx miniscript.Context, lookup func([20]byte) ([]byte, bool), have miniscript.Available) wire.TxWitness {
	t.Helper()
	e, err := miniscript.Decode(script, ctx, lookup)
	if err != nil {
		t.Fatalf("%x: %v", script, err)
	}
	if problems := e.Check(); len(problems) > 0 {
		t.Errorf("%v: %v", e, problems)
	}
	witness, err := e.Satisfy(have)
	if err != nil {
		t.Logf("%v: %v", e, err)
	}
	return witness
}

// TestCoreWitness makes the witnesses that Bitcoin Core made of the same PSBTs.
func TestCoreWitness(t *testing.T) {
	var file struct {
		Cases []struct {
			ID       string
			Kind     string
			Combined string `json:"combined_psbt"`
			Final    string `json:"final_hex"`
		}
	}
	vectors.Load(t, "core_signing.json", &file)
	ran := 0
	for _, c := range file.Cases {
		if !strings.HasPrefix(c.Kind, "miniscript-") && !strings.Contains(c.Kind, "wsh") &&
			c.Kind != "p2tr-multi_a" && c.Kind != "p2tr-tree" {
			continue
		}
		t.Run(c.ID, func(t *testing.T) {
			tx, inputs := readPSBT(t, c.Combined)
			raw, err := hex.DecodeString(c.Final)
			if err != nil {
				t.Fatal(err)
			}
			final := wire.MsgTx{}
			if err := final.Deserialize(bytes.NewReader(raw)); err != nil {
				t.Fatal(err)
			}
			for i, m := range inputs {
				want := final.TxIn[i].Witness
				if len(want) == 1 { // the key path, which no miniscript has a part in
					continue
				}
				ran++
				got := finalize(t, tx, i, m)
				if !equalWitness(got, want) {
					t.Errorf("input %d: witness\n%x, Bitcoin Core's is\n%x", i, got, want)
				}
			}
		})
	}
	if ran < 30 {
		t.Errorf("only %d inputs with a script ran", ran)
	}
}

func equalWitness(a, b wire.TxWitness) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !bytes.Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}
