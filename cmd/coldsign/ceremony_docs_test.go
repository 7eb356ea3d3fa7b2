package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"coldsign/internal/ceremony"
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
	if len(ceremony.Names()) < 5 {
		t.Fatalf("scripts: %q", ceremony.Names())
	}
	for _, name := range ceremony.Names() {
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
			var done ceremony.Step
			if err := done.Fill(step, answers); err != nil {
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
