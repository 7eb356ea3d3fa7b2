package ceremony

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestScriptCommands: what a script may not run, and its honest twin.
func TestScriptCommands(t *testing.T) {
	for _, bad := range []string{
		"--home /elsewhere sign x", "sign x --home /elsewhere", "sign x --home=/elsewhere", "sign x --approve 00", "key backup k --phrase=x",
		"approve x --reject 00", "sign x --ack dust", "--json sign x", "rehearsal sign x", "ceremony run y", "--quiet policy set p",
	} {
		if _, err := Parse([]byte("title: t\nstep: s\nrun: " + bad + "\n")); err == nil {
			t.Errorf("%s: accepted", bad)
		}
	}
	for _, good := range []string{"sign {transaction} --out {out}", "key backup {key} --kind words", "log head"} {
		if _, err := Parse([]byte("title: t\nask transaction: a\nask out: b\nask key: c\nstep: s\nrun: " + good + "\n")); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	// An answer does not become a flag either.
	words, err := Command("sign {x}", map[string]string{"x": "--home=/elsewhere"})
	if err != nil || CheckCommand(words) == nil {
		t.Errorf("%q, %v", words, err)
	}
}

// TestScriptLines: no words of a script stand on a line without its mark, hide, or lose
// anything.
func TestScriptLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text") + strings.Repeat(" ", rapid.IntRange(0, 200).Draw(t, "blanks")) + "Passphrase of owner for key k:"
		whole := ""
		for _, line := range Lines(text) {
			if !strings.HasPrefix(line, scriptMark) || len(line) > len(scriptMark)+Width || strings.Contains(line, "   ") {
				t.Fatalf("%q", line)
			}
			for _, c := range []byte(line) {
				if c < ' ' || c > '~' {
					t.Fatalf("%q", line)
				}
			}
			whole += strings.TrimPrefix(line, scriptMark)
		}
		if whole != Visible(text) {
			t.Fatalf("%q became %q", text, whole)
		}
	})
}

// TestActsAreNamed: what changes who may do what is asked for by its name.
func TestActsAreNamed(t *testing.T) {
	for command, want := range map[string]string{
		"policy set p.json": "policy set", "operator remove k bob": "operator remove", "key suspend k": "key suspend",
		"key backup k --kind words": "key backup", "lockdown": "lockdown", "wallet remove v": "wallet remove",
		"log head": "", "sign x": "", "review x": "", "key list": "",
	} {
		if name, what := ActOf(strings.Fields(command)); (what != "") != (want != "") || what != "" && name != want {
			t.Errorf("%s: %q, %q", command, name, what)
		}
	}
}
