package descriptor

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"coldsign/internal/vectors"

	"github.com/btcsuite/btcd/wire/v2"
)

// coreCase is one wallet of Bitcoin Core with a transaction that it made.
type coreCase struct {
	ID             string
	Kind           string
	Network        string
	Descriptors    []string
	PSBT           string
	ChangePosition int    `json:"change_position"`
	Final          string `json:"final_hex"`
	Outputs        []struct {
		Address string
		Sats    int64
	}
}

// TestCoreWallets registers Bitcoin Core's wallets from their two descriptors and
// finds the change that Core made and the addresses that it printed.
func TestCoreWallets(t *testing.T) {
	var file, big struct{ Cases []coreCase }
	vectors.Load(t, "core_signing.json", &file)
	vectors.Load(t, "core_signing_big.json", &big)
	for _, c := range append(file.Cases, big.Cases...) {
		t.Run(c.ID, func(t *testing.T) {
			receive, err := Parse(c.Descriptors[0])
			if err != nil {
				t.Fatal(err)
			}
			change, err := Parse(c.Descriptors[1])
			if err != nil {
				t.Fatal(err)
			}
			if receive.String() != c.Descriptors[0] || change.String() != c.Descriptors[1] {
				t.Error("not the text that Core prints")
			}
			d, err := Join(receive, change)
			if err != nil {
				t.Fatal(err)
			}
			checkSatisfaction(t, d, c.Final)
			n, _ := NetworkByName(c.Network)
			if c.ChangePosition < 0 {
				return
			}
			want := c.Outputs[c.ChangePosition].Address
			script, err := ParseAddress(want, n)
			if err != nil {
				t.Fatal(err)
			}
			if !contains(t, d, 1, script) {
				t.Errorf("change address %s is not on branch 1", want)
			}
			tx := unsignedTx(t, c.PSBT)
			for i, o := range c.Outputs {
				got, ok := Address(tx.TxOut[i].PkScript, n)
				if !ok || got != o.Address {
					t.Errorf("output %d: address %q, Core prints %q", i, got, o.Address)
				}
			}
		})
	}
}

// checkSatisfaction compares the bounds with what Core's inputs take. Where there
// is one way to spend they are close: a signature is at most two bytes shorter.
func checkSatisfaction(t *testing.T, d *Descriptor, final string) {
	if final == "" {
		return // a lock that is not open yet
	}
	s, err := d.At(0, 0)
	if err != nil {
		t.Fatal(err)
	}
	tx := &wire.MsgTx{}
	if err := tx.Deserialize(hex.NewDecoder(strings.NewReader(final))); err != nil {
		t.Fatal(err)
	}
	bound := s.MaxSatisfaction
	for i, in := range tx.TxIn {
		scriptSig, witness := len(in.SignatureScript), in.Witness.SerializeSize()
		if len(in.Witness) == 0 {
			witness = 0
		}
		if scriptSig > bound.ScriptSig || witness > bound.Witness {
			t.Errorf("input %d: %d and %d bytes, the bound is %+v", i, scriptSig, witness, bound)
		}
		if slack := 2 * s.Threshold; s.Threshold > 0 && (scriptSig < bound.ScriptSig-slack || witness < bound.Witness-slack) {
			t.Errorf("input %d: %d and %d bytes, the bound is as high as %+v", i, scriptSig, witness, bound)
		}
	}
}

func contains(t *testing.T, d *Descriptor, branch int, script []byte) bool {
	for index := range uint32(200) {
		s, err := d.At(branch, index)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(s.ScriptPubKey, script) {
			return true
		}
	}
	return false
}

// unsignedTx cuts the transaction out of a version 0 PSBT, where it comes first.
func unsignedTx(t *testing.T, psbt string) *wire.MsgTx {
	b, err := base64.StdEncoding.DecodeString(psbt)
	if err != nil {
		t.Fatal(err)
	}
	r := bytes.NewReader(b[7:]) // magic 5, key length 1, key type 1
	if _, err := wire.ReadVarInt(r, 0); err != nil {
		t.Fatal(err)
	}
	tx := &wire.MsgTx{}
	if err := tx.DeserializeNoWitness(r); err != nil {
		t.Fatal(err)
	}
	return tx
}
