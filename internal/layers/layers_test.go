package layers

import (
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// listing is what `go list -json` says of a package.
type listing struct {
	ImportPath, Dir string
	Module          struct{ Path, Dir string }
}

// read lists a module's packages with the imports of all their files, for
// whatever system or build they are meant.
func read(t *testing.T, dir string) (module string, packages []Package) {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,Module", "./...")
	cmd.Dir = dir
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	for stream := json.NewDecoder(out); ; {
		var l listing
		if err := stream.Decode(&l); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		module = l.Module.Path
		packages = append(packages, readPackage(t, l))
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	return module, packages
}

func readPackage(t *testing.T, l listing) Package {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(l.Dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	p := Package{Path: l.ImportPath}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		list := &p.Imports
		if strings.HasSuffix(file, "_test.go") {
			list = &p.TestImports
		}
		for _, spec := range parsed.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(*list, name) {
				*list = append(*list, name)
			}
		}
	}
	return p
}

// TestLayers compares the program with its plan.
func TestLayers(t *testing.T) {
	module, packages := read(t, filepath.Join("..", ".."))
	if len(packages) < 3 {
		t.Fatalf("only %d packages were listed", len(packages))
	}
	for _, wrong := range Check(module, packages) {
		t.Error(wrong)
	}
}

// Each kind of violation is found, and what is permitted is not.
func TestCheckFindsViolations(t *testing.T) {
	for _, c := range []struct {
		importer, imported, wrong string
	}{
		{"signer", "m/psbt", ""},
		{"signer", "m/keystore", "the plan does not say so"},
		{"signer", "m/signer/policy", "the plan does not say so"},
		{"psbt", "m/signer", "the plan does not say so"},
		{"psbt", "m/qr", "the plan does not say so"},
		{"keystore", "m/psbt", "the plan does not say so"},
		{"keystore", "m/keystore/bip39", ""},
		{"keystore/bip39", "m/internal/wordlist", ""},
		{"keystore/slip39", "m/internal/store", "the plan does not say so"},
		{"qr/ur", "m/qr", "the plan does not say so"},
		{"qr/bbqr", "m/qr/ur", "the plan does not say so"},
		{"qr", "m/qr/ur", ""},
		{"internal/ledger", "m/internal/store", "the plan does not say so"},
		{"internal/store", "m/cmd/coldsign", "nobody imports cmd"},
		{"cmd/coldsign", "m/keystore", ""},
		{"cmd/coldsign", "m/internal/vectors", "it is for tests alone"},
		{"internal/store/faultfs", "m/internal/store", ""},
		{"cmd/coldsign", "net", "nobody may"},
		{"cmd/coldsign", "net/http", "nobody may"},
		{"cmd/coldsign", "os/exec", "nobody may"},
		{"cmd/coldsign", "log/slog", "nobody may"},
		{"keystore", "math/rand/v2", "nobody may"},
		{"internal/locked", "C", "nobody may"},
		{"cmd/coldsign", "os", ""},
		{"qr/camera", "golang.org/x/sys/unix", ""},
		{"internal/store", "io/fs", ""},
		{"psbt", "io", ""},
		{"psbt", "github.com/btcsuite/btcd/wire/v2", ""},
		{"psbt", "os", "only cmd"},
		{"signer", "time", "only cmd"},
		{"keystore", "os/signal", "only cmd"},
		{"keystore", "golang.org/x/sys/unix", "only cmd"},
		{"internal/ledger", "time", "only cmd"},
		{"internal/miniscript", "io/fs", "only cmd"},
		{"qr/symbol", "unsafe", "only cmd"},
		{"internal/newroom", "fmt", "no row"},
		{"signer/deep/room", "fmt", "no row"},
		{".", "fmt", "no row"},
	} {
		path := "m/" + c.importer
		if c.importer == "." {
			path = "m"
		}
		wrong := Check("m", []Package{{Path: path, Imports: []string{c.imported}}})
		switch {
		case c.wrong == "" && len(wrong) != 0:
			t.Errorf("permitted, but found: %v", wrong)
		case c.wrong != "" && (len(wrong) != 1 || !strings.Contains(wrong[0], c.wrong)):
			t.Errorf("%s imports %s: found %v, want %q", c.importer, c.imported, wrong, c.wrong)
		}
	}
	test := Package{Path: "m/psbt", TestImports: []string{"os/exec", "m/internal/vectors", "m/signer"}}
	if wrong := Check("m", []Package{test}); len(wrong) != 0 {
		t.Errorf("tests may: %v", wrong)
	}
	test.TestImports = []string{"m/cmd/coldsign"}
	if wrong := Check("m", []Package{test}); len(wrong) != 1 {
		t.Errorf("a test that imports cmd: %v", wrong)
	}
}

// A violation in a real module is found, also in a file for another system.
func TestReadFindsAViolation(t *testing.T) {
	dir := t.TempDir()
	for file, text := range map[string]string{
		"go.mod":                 "module m\n\ngo 1.26.0\n",
		"psbt/psbt.go":           "package psbt\n\nimport _ \"m/signer\"\n",
		"signer/signer.go":       "package signer\n",
		"signer/s_windows.go":    "package signer\n\nimport _ \"net\"\n",
		"signer/s_test.go":       "package signer\n\nimport _ \"os/exec\"\n",
		"internal/new/new.go":    "package new\n",
		"testdata/other/main.go": "package main\n",
	} {
		at := filepath.Join(dir, file)
		if err := errors.Join(os.MkdirAll(filepath.Dir(at), 0o700), os.WriteFile(at, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	module, packages := read(t, dir)
	want := []string{
		"internal/new has no row in the plan",
		"psbt imports m/signer: the plan does not say so",
		"signer imports net: nobody may",
	}
	if got := Check(module, packages); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}
