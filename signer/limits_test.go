package signer

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestLimitsRoundTrip(t *testing.T) {
	b, err := json.Marshal(DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseLimits(b)
	if err != nil || got != DefaultLimits() {
		t.Fatalf("%+v %v", got, err)
	}
	var names map[string]any
	if err := json.Unmarshal(b, &names); err != nil {
		t.Fatal(err)
	}
	if len(names) != len(limitTable) {
		t.Fatalf("%d limits in JSON, %d in the table", len(names), len(limitTable))
	}
	for _, row := range LimitReasons() {
		if _, ok := names[row.Name]; !ok || row.Why == "" {
			t.Errorf("limit %q has no field or no reason", row.Name)
		}
	}
}

func TestParseLimits(t *testing.T) {
	got, err := ParseLimits([]byte(` {"fee_high_sats": 7, "allow_anyonecanpay": true} `))
	want := DefaultLimits()
	want.FeeHighSats, want.AllowAnyoneCanPay = 7, true
	if err != nil || got != want {
		t.Fatalf("%+v %v", got, err)
	}
	for name, text := range map[string]string{
		"no object":     `[]`,
		"nothing":       ``,
		"unknown":       `{"fee_hihg_sats": 7}`,
		"twice":         `{"fee_high_sats": 7, "fee_high_sats": 8}`,
		"null":          `{"fee_high_sats": null}`,
		"text":          `{"fee_high_sats": "7"}`,
		"fraction":      `{"fee_high_sats": 7.5}`,
		"negative":      `{"fee_high_sats": -7}`,
		"beyond money":  `{"fee_high_sats": 2100000000000001}`,
		"number":        `{"allow_anyonecanpay": 1}`,
		"cut":           `{"fee_high_sats": 7`,
		"more after":    `{} {}`,
		"rubbish after": `{}x`,
		"no colon":      `{"fee_high_sats"}`,
	} {
		if _, err := ParseLimits([]byte(text)); err == nil || !strings.HasPrefix(err.Error(), "limits: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseLimits(f *testing.F) {
	f.Add([]byte(`{"fee_high_sats": 7}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := ParseLimits(b)
		if err != nil {
			return
		}
		again, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ParseLimits(again); err != nil || got != l {
			t.Fatalf("%q: %v", b, err)
		}
	})
}

// TestLimitsDoNotWrap: the largest limits allow everything, and the least everything
// that is above them is found; no product leaves 64 bits.
func TestLimitsDoNotWrap(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		limit int64
		want  []string
	}{{maxMoney, []string{"fee-low note"}}, {0, []string{"fee-absurd refuse"}}} {
		b := many(t, w, w.single, 100) // above 4,400 vB, at which 64 bits end for the largest limit
		b.limits = Limits{FeeAbsurdSats: c.limit, FeeAbsurdRate: c.limit, FeeAbsurdPercent: c.limit,
			FeeHighSats: c.limit, FeeHighRate: c.limit, FeeHighPercent: c.limit, FeeLowRate: c.limit,
			OpReturnBytes: 83, KeyIndexGap: 200, KeyIndexMax: 10_000, LookAlike: 3}
		if got := ids(b.findings()); !slices.Equal(got, c.want) {
			t.Errorf("limits of %d: %v, want %v", c.limit, got, c.want)
		}
	}
}
