package psbt_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"testing"

	"coldsign/internal/vectors"
	"coldsign/psbt"
)

// bipCase is one case of the files made from the BIPs.
type bipCase struct {
	ID          string `json:"id"`
	Kind        string `json:"kind"`
	Description string `json:"description"`
	PSBT        string `json:"psbt_base64"`
	Locktime    *int64 `json:"expected_locktime"`
}

var bipFiles = []string{
	"bip174_psbt.json", "bip370_psbt_v2.json", "bip371_psbt_taproot.json",
	"bip373_psbt_musig2.json", "bip375_psbt_silent_payments.json",
}

func loadCases(t testing.TB, file string) []bipCase {
	t.Helper()
	var content struct{ Cases []bipCase }
	vectors.Load(t, file, &content)
	if len(content.Cases) == 0 {
		t.Fatalf("%s holds no cases", file)
	}
	return content.Cases
}

func unbase64(t testing.TB, text string) []byte {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestPublishedVectors(t *testing.T) {
	for _, file := range bipFiles {
		for _, c := range loadCases(t, file) {
			t.Run(c.ID, func(t *testing.T) {
				if c.PSBT == "" {
					return // the walk and the combiner have tests of their own
				}
				raw := unbase64(t, c.PSBT)
				p, err := psbt.Parse(raw)
				if c.Kind == "invalid" || c.Kind == "locktime" && c.Locktime == nil {
					var place *psbt.Error
					if err == nil {
						t.Fatalf("accepted: %s", c.Description)
					}
					if !errors.As(err, &place) || place.Place == "" || place.Reason == "" {
						t.Fatalf("error without a place: %v", err)
					}
					t.Logf("%s\n%v", c.Description, err)
					return
				}
				if err != nil {
					t.Fatalf("refused: %s: %v", c.Description, err)
				}
				if !bytes.Equal(p.Bytes(), raw) || !bytes.Equal(p.Clone().Bytes(), raw) {
					t.Fatal("written back unlike what was read")
				}
				if c.Kind == "locktime" {
					if locktime, err := p.Locktime(); err != nil || int64(locktime) != *c.Locktime {
						t.Fatalf("lock time %d, %v; want %d", locktime, err, *c.Locktime)
					}
				}
			})
		}
	}
}
