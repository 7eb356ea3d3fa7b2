package main

import (
	"encoding/json"
	"io"
	"path/filepath"
	"testing"

	"coldsign/internal/drill"
	"coldsign/internal/harden"
	"coldsign/internal/store"
)

// TestEveryLieShows makes every exercise of the drill. The true one is ready to
// be signed and does what the order says. Of a lie, either the machine finds
// something, or the pages show another payment or a higher fee than the order.
func TestEveryLieShows(t *testing.T) {
	defer func(before int) { sealWorkFactor = before }(sealWorkFactor)
	sealWorkFactor = testWorkFactor
	p := &program{disk: store.OS{}, out: io.Discard, err: io.Discard, guard: harden.NewGuard(), homeDir: filepath.Join(t.TempDir(), "home")}
	err := p.inPractice(func(r practice) error {
		for i, l := range append([]drill.Lie{drill.Truth}, drill.Lies...) {
			e, err := r.exercise(l, i+1)
			if err != nil {
				return err
			}
			review, err := r.review(e)
			if err != nil {
				t.Logf("%s: the machine does not read it: %v", l.Name, err)
				continue
			}
			data, err := review.JSON()
			if err != nil {
				return err
			}
			asOrdered := carriesOut(t, data, e.Order)
			t.Logf("%s: %s, as ordered: %v", l.Name, review.Verdict(), asOrdered)
			if l.Name == drill.Truth.Name {
				if review.Verdict() != "ready" || !asOrdered {
					t.Errorf("the true one: %s, as ordered: %v\n%s", review.Verdict(), asOrdered, review.Text())
				}
			} else if review.Verdict() == "ready" && asOrdered {
				t.Errorf("%s: nobody can see it\n%s", l.Name, review.Text())
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// carriesOut tells whether a review shows one payment, that of the order, and no
// higher fee.
func carriesOut(t *testing.T, review []byte, o drill.Order) bool {
	var document struct {
		Outputs []struct {
			Sats    int64
			Address string
			Kind    string
		}
		Totals struct {
			Fee int64 `json:"fee_sats"`
		}
	}
	if err := json.Unmarshal(review, &document); err != nil {
		t.Fatal(err)
	}
	payments := 0
	for _, out := range document.Outputs {
		if out.Kind == "change" {
			continue
		}
		if payments++; out.Address != o.Address || out.Sats != o.Sats {
			return false
		}
	}
	return payments == 1 && document.Totals.Fee <= o.MaxFee
}
