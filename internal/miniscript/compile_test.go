package miniscript

import (
	"encoding/hex"
	"testing"
)

// TestNumbers compiles numbers at the edges of their sizes and decodes them.
func TestNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"older(1)":          "51b2",
		"older(16)":         "60b2",
		"older(17)":         "0111b2",
		"older(127)":        "017fb2",
		"older(128)":        "028000b2",
		"older(255)":        "02ff00b2",
		"older(256)":        "020001b2",
		"older(32767)":      "02ff7fb2",
		"older(32768)":      "03008000b2",
		"older(8388607)":    "03ffff7fb2",
		"older(8388608)":    "0400008000b2",
		"after(2147483647)": "04ffffff7fb1",
	} {
		e, err := Parse(text, P2WSH, nil)
		if err != nil {
			t.Fatal(err)
		}
		script, err := e.Script()
		if err != nil || hex.EncodeToString(script) != want || e.Bounds().ScriptSize != len(script) {
			t.Errorf("%s: %x of %d bytes (%v), not %s", text, script, e.Bounds().ScriptSize, err, want)
		}
		decoded, err := Decode(script, P2WSH, nil)
		if err != nil || decoded.String() != text {
			t.Errorf("%s: decoded as %v (%v)", text, decoded, err)
		}
	}
	for count, push := range map[int]string{16: "60", 17: "0111", 20: "0114"} {
		e, err := Parse("multi(1,"+numberedKeys(count)+")", P2WSH, anyKey)
		if err != nil {
			t.Fatal(err)
		}
		script, err := derived(t, e).Script()
		if err != nil || e.Bounds().ScriptSize != len(script) {
			t.Fatalf("%d keys: %d bytes, not %d (%v)", count, len(script), e.Bounds().ScriptSize, err)
		}
		if tail := hex.EncodeToString(script[1+34*count:]); tail != push+"ae" {
			t.Errorf("%d keys: ends in %s", count, tail)
		}
	}
}
