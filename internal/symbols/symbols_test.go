package symbols

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// build makes a static program of the package in the folder, with its symbols.
func build(t *testing.T, dir, pkg string, flags []string, env ...string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "program")
	cmd := exec.Command("go", slices.Concat([]string{"build", "-trimpath", "-buildvcs=false", "-o", program}, flags, []string{pkg})...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append(env, "CGO_ENABLED=0", "GOOS=linux")...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// list returns the names of all symbols of a program.
func list(t *testing.T, program string) []string {
	t.Helper()
	out, err := exec.Command("go", "tool", "nm", program).Output()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for line := range bytes.Lines(out) {
		// Address (missing for an undefined symbol), type, name; a name may hold spaces.
		fields := strings.Fields(string(line))
		if i := slices.IndexFunc(fields, func(f string) bool { return len(f) == 1 && strings.Contains("TtRrDdBbCUu?", f) }); i >= 0 {
			names = append(names, strings.Join(fields[i+1:], " "))
		}
	}
	if !slices.Contains(names, "runtime.main") {
		t.Fatalf("%d symbols, and runtime.main is none of them: nothing can be told", len(names))
	}
	return names
}

// look stats every source of the module. The answer of a test is kept until a file
// that it looked at changes, and what the compiler reads in another process does not
// count: without this a socket could be linked and the old "ok" be told again.
func look(t *testing.T, root string) {
	t.Helper()
	seen := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" && !strings.HasPrefix(entry.Name(), "go.") {
			return err
		}
		seen++
		_, err = os.Stat(path)
		return err
	})
	if err != nil || seen < 100 {
		t.Fatalf("%d sources, %v", seen, err)
	}
}

func TestProgramHasNoNetwork(t *testing.T) {
	root := filepath.Join("..", "..")
	look(t, root)
	if _, err := os.Stat(filepath.Join(root, "cmd", "coldsign")); errors.Is(err, fs.ErrNotExist) {
		t.Skip("skipped: there is no cmd/coldsign yet")
	}
	builds := map[string][]string{"release": {"GOEXPERIMENT=runtimesecret"}}
	if os.Getenv("COLDSIGN_LONG") != "" {
		builds["as it is"] = nil
		builds["release for arm64"] = []string{"GOEXPERIMENT=runtimesecret", "GOARCH=arm64"}
	}
	for name, env := range builds {
		t.Run(name, func(t *testing.T) {
			program := build(t, root, "./cmd/coldsign", nil, env...)
			for _, f := range Check(list(t, program)) {
				t.Errorf("%s: %s", f.Symbol, f.Why)
			}
			if err := CheckStatic(program); err != nil {
				t.Errorf("not static: %v", err)
			}
		})
	}
}

// Small programs that do what must not be done are all caught.
func TestNetworkIsFound(t *testing.T) {
	for name, c := range map[string]struct{ imports, call, why string }{
		"dial":    {"net", `net.Dial("tcp", "x:1")`, "opens a connection"},
		"listen":  {"net", `net.Listen("unix", "x")`, "waits for connections"},
		"packets": {"net", `net.ListenPacket("udp", "x:1")`, "waits for connections"},
		"resolve": {"net", `net.LookupHost("x")`, "asks a name server"},
		"inherit": {"net", `net.FileConn(nil)`, "uses a connection"},
		"cards":   {"net", `net.Interfaces()`, "makes a socket"},
		"web":     {"net/http", `http.Get("x")`, "speaks a network protocol"},
		"kernel":  {"syscall", `syscall.Socket(1, 1, 0)`, "calls the kernel's socket functions"},
		"send":    {"syscall", `syscall.Sendto(0, nil, 0, nil)`, "calls the kernel's socket functions"},
		"program": {"os", `os.StartProcess("x", nil, nil)`, "starts another program"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			main := "package main\n\nimport \"" + c.imports + "\"\n\nfunc main() { " + c.call + " }\n"
			if err := errors.Join(
				os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module m\n\ngo 1.26.0\n"), 0o600),
				os.WriteFile(filepath.Join(dir, "main.go"), []byte(main), 0o600),
			); err != nil {
				t.Fatal(err)
			}
			found := Check(list(t, build(t, dir, ".", nil, "GOFLAGS=-mod=mod", "GOPROXY=off")))
			if !slices.ContainsFunc(found, func(f Found) bool { return f.Why == c.why }) {
				t.Errorf("not found: %s; found %d others", c.why, len(found))
			}
		})
	}
}

func TestDynamicProgramIsFound(t *testing.T) {
	dir := t.TempDir()
	if err := errors.Join(
		os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module m\n\ngo 1.26.0\n"), 0o600),
		os.WriteFile(filepath.Join(dir, "main.go"), []byte("package main\n\nfunc main() {}\n"), 0o600),
	); err != nil {
		t.Fatal(err)
	}
	if err := CheckStatic(build(t, dir, ".", nil)); err != nil {
		t.Errorf("a static program: %v", err)
	}
	if err := CheckStatic(build(t, dir, ".", []string{"-buildmode=pie"})); err == nil {
		t.Error("a dynamic program passed for a static one")
	}
}

// What the linker leaves of net for types of addresses is no network.
func TestHarmlessSymbols(t *testing.T) {
	for _, s := range []string{
		"net.IPv4bcast", "vendor/golang.org/x/net/dns/dnsmessage.rCodeNames", "net.lookupOrderName", "net.(*file).readLine", "net.init.OnceFunc.func7", "net.open", "net.readProtocolsOnce",
		"syscall.bindata", "syscall.sendfile", "runtime.sigsend", "internal/poll.(*FD).Read", "internal/poll.(*FD).Write",
		"github.com/spf13/pflag.(*FlagSet).Lookup", "coldsign/signer.(*Input).accept", "syscall.Sockaddr",
	} {
		if found := Check([]string{s}); len(found) != 0 {
			t.Errorf("%s passes for: %s", s, found[0].Why)
		}
	}
}
