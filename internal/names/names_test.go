package names

import (
	"strconv"
	"strings"
	"testing"
)

func TestIs(t *testing.T) {
	for text, want := range map[string]bool{
		"a": true, "Treasury-1": true, "0": true, "a.b_c-d": true, strings.Repeat("x", Most): true,
		"": false, ".": false, "..": false, ".hidden": false, "-flag": false, "_": false,
		"a/b": false, `a\b`: false, "a b": false, "a\x00": false, "a\n": false, "käthe": false, "\x1b[2J": false, "а": false, // a Cyrillic one
		strings.Repeat("x", Most+1): false,
	} {
		if Is(text) != want || (Check(text) == nil) != want {
			t.Errorf("%q: %v, %v; want %v", text, Is(text), Check(text), want)
		}
	}
	if !strings.Contains(Rule, strconv.Itoa(Most)) {
		t.Errorf("people are told %q", Rule)
	}
}
