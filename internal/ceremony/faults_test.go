package ceremony

import (
	"strings"
	"testing"
)

// TestScriptFaults: a script is read strictly.
func TestScriptFaults(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "a title and a step",
		"title: A\n":                  "a title and a step",
		"title: A\ncheck: B\n":        "belongs to a step",
		"title: A\nstep: B\nchek: C":  "line 3",
		"title: A\nstep: B\nwords":    "line 3: not of the form",
		"title: A\ntitle: B\nstep: C": "line 2",
		"title: A\nstep:\n":           "line 2",
	} {
		if _, err := Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if words, err := Command("sign {a} --out 'x y'", map[string]string{"a": "one two"}); err != nil || len(words) != 4 || words[1] != "one two" || words[3] != "x y" {
		t.Errorf("words %q, %v", words, err)
	}
	if _, err := Command("sign {b}", nil); err == nil {
		t.Error("a name that nothing asks for was filled in")
	}
}
