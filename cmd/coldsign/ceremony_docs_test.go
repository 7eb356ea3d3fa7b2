package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestCustodyTable reads docs/custody.md: every command in it is a command, every
// story and every test that it names is there.
func TestCustodyTable(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "custody.md"))
	if err != nil {
		t.Fatal(err)
	}
	tests := testNames(t)
	root := (&program{}).rootCommand()
	quoted := regexp.MustCompile("`([^`]+)`")
	for n, line := range strings.Split(string(text), "\n") {
		if !strings.HasPrefix(line, "|") {
			continue
		}
		for _, match := range quoted.FindAllStringSubmatch(line, -1) {
			name := match[1]
			switch {
			case strings.HasSuffix(name, ".txt"):
				if _, err := os.Stat(filepath.Join("testdata", "script", name)); err != nil {
					t.Errorf("line %d: no story %s", n+1, name)
				}
			case strings.HasPrefix(name, "Test"):
				if !tests[name] {
					t.Errorf("line %d: no test %s", n+1, name)
				}
			default:
				if c, rest, err := root.Find(strings.Fields(name)); err != nil || len(rest) > 0 || c == root {
					t.Errorf("line %d: no command %s", n+1, name)
				}
			}
		}
	}
}

// testNames are the names of all tests of the module.
func testNames(t *testing.T) map[string]bool {
	names := map[string]bool{}
	function := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, match := range function.FindAllStringSubmatch(string(text), -1) {
			names[match[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestScriptsAreCommands walks the scripts that ship: each parses, and each of
// its command lines is a command with flags that exist.
func TestScriptsAreCommands(t *testing.T) {
	if len(scriptNames()) < 5 {
		t.Fatalf("scripts: %q", scriptNames())
	}
	for _, name := range scriptNames() {
		_, s, err := readScript(name)
		if err != nil {
			t.Error(err)
			continue
		}
		answers := map[string]string{}
		for _, q := range s.Questions {
			answers[q.Name] = "x"
		}
		if change, ok := answers["change"]; ok && change != "" {
			answers["change"] = "add"
		}
		for i, step := range s.Steps {
			var done ceremonyStep
			if err := done.fill(step, answers); err != nil {
				t.Errorf("%s, step %d: %v", name, i+1, err)
				continue
			}
			if len(done.Command) == 0 {
				continue
			}
			c, rest, err := (&program{}).rootCommand().Find(done.Command)
			if err != nil || !c.Runnable() || c.HasSubCommands() {
				t.Errorf("%s, step %d: %q is no command", name, i+1, done.Command)
				continue
			}
			for _, word := range rest {
				if flag, ok := strings.CutPrefix(word, "--"); ok && c.Flags().Lookup(flag) == nil {
					t.Errorf("%s, step %d: %s has no --%s", name, i+1, c.CommandPath(), flag)
				}
			}
		}
	}
}

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
		if _, err := parseScript([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if words, err := commandWords("sign {a} --out 'x y'", map[string]string{"a": "one two"}); err != nil || len(words) != 4 || words[1] != "one two" || words[3] != "x y" {
		t.Errorf("words %q, %v", words, err)
	}
	if _, err := commandWords("sign {b}", nil); err == nil {
		t.Error("a name that nothing asks for was filled in")
	}
}
