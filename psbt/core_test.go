package psbt_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"coldsign/internal/vectors"
	"coldsign/psbt"

	"github.com/btcsuite/btcd/wire/v2"
)

// coreCase is a transaction that Bitcoin Core made, signed and accepted.
type coreCase struct {
	ID, Kind string
	PSBT     string
	Fee      int64 `json:"fee_sats"`
	Signers  []struct {
		Signed string `json:"signed_psbt"`
	}
	Combined string `json:"combined_psbt"`
	Final    string `json:"final_hex"`
	TxID     string
}

func coreCases(t testing.TB, files ...string) []coreCase {
	t.Helper()
	var all []coreCase
	for _, file := range files {
		var content struct{ Cases []coreCase }
		vectors.Load(t, file, &content)
		all = append(all, content.Cases...)
	}
	if len(all) == 0 {
		t.Fatal("no cases")
	}
	return all
}

// signed parses what the signers of a case gave back.
func (c coreCase) signed(t testing.TB) []*psbt.Packet {
	t.Helper()
	var all []*psbt.Packet
	for _, signer := range c.Signers {
		all = append(all, mustParse(t, unbase64(t, signer.Signed)))
	}
	return all
}

func mustParse(t testing.TB, raw []byte) *psbt.Packet {
	t.Helper()
	p, err := psbt.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func serialize(t testing.TB, tx *wire.MsgTx) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := tx.Serialize(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What Bitcoin Core's signers returned combines, finishes and extracts to the
// bytes that Bitcoin Core made of it, in both versions of the format.
func TestCoreCombineFinalizeExtract(t *testing.T) {
	for _, c := range coreCases(t, "core_signing.json", "core_signing_big.json") {
		t.Run(c.ID, func(t *testing.T) {
			signed := c.signed(t)
			combined, err := psbt.Combine(signed[0], signed[1:]...)
			if err != nil {
				t.Fatal(err)
			}
			for _, version := range []uint32{0, 2} {
				p, err := combined.Convert(version)
				if err != nil {
					t.Fatal(err)
				}
				final, results := psbt.Finalize(p)
				for _, r := range results {
					if r.Err != nil {
						t.Fatalf("%s: %v", r.Script, r.Err)
					}
				}
				tx, err := psbt.Extract(mustParse(t, final.Bytes()))
				if err != nil {
					t.Fatal(err)
				}
				if got := hex.EncodeToString(serialize(t, tx)); got != c.Final {
					t.Errorf("version %d: %s: extracted\n%s\nwant\n%s", version, results[0].Script, got, c.Final)
				}
				if tx.TxID() != c.TxID {
					t.Errorf("txid %s, want %s", tx.TxID(), c.TxID)
				}
			}
			if want := unbase64(t, c.Combined); !bytes.Equal(combined.Bytes(), want) {
				t.Error("combined unlike Bitcoin Core")
			}
		})
	}
}
