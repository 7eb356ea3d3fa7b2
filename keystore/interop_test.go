package keystore

import (
	"bytes"
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// TestInteropRecovery opens a key for two of three operators without this program:
// with the age command, and the npm packages slip39 and @scure/bip32. It installs
// them, so it needs Go, Node.js and npm, and runs only when COLDSIGN_INTEROP is set.
func TestInteropRecovery(t *testing.T) {
	if os.Getenv("COLDSIGN_INTEROP") == "" {
		t.Skip("skipped: set COLDSIGN_INTEROP=1 to run other people's programs")
	}
	// A key of the main network: the libraries write its accounts as the record does.
	entropy := make([]byte, 32)
	rand.Read(entropy)
	m, err := FromEntropy(Spec{Name: "treasury-1", Network: "main"}, entropy, "test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	record, files := seal(t, m, 2, operators(t, "alice=a one", "bob=b two", "carol=c three"))
	folder := t.TempDir()
	run(t, exec.Command("npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "slip39@0.1.9", "@scure/bip32@2.4.0"))
	install := exec.Command("go", "install", "filippo.io/age/cmd/age@v1.3.2")
	install.Env = append(os.Environ(), "GOBIN="+folder)
	run(t, install)
	script, err := os.ReadFile("testdata/recover.mjs")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "recover.mjs"), script, 0o600); err != nil {
		t.Fatal(err)
	}

	var shares strings.Builder
	for operator, passphrase := range map[string]string{"alice": "a one", "carol": "c three"} {
		sealed, opened := filepath.Join(folder, operator+".age"), filepath.Join(folder, operator+".txt")
		if err := os.WriteFile(sealed, files[operator+".age"], 0o600); err != nil {
			t.Fatal(err)
		}
		typePassphrase(t, exec.Command(filepath.Join(folder, "age"), "-d", "-o", opened, sealed), passphrase)
		share, err := os.ReadFile(opened)
		if err != nil {
			t.Fatal(err)
		}
		shares.Write(share)
	}
	recovery := exec.Command("node", "recover.mjs")
	recovery.Dir, recovery.Stdin = folder, strings.NewReader(shares.String())
	var want []string
	for _, account := range record.Accounts {
		recovery.Args = append(recovery.Args, strings.ReplaceAll(account.Path.String(), "h", "'"))
		want = append(want, account.XPub)
	}
	if got := strings.Fields(run(t, recovery)); !slices.Equal(got, want) {
		t.Errorf("recovered %q, want %q", got, want)
	}
}

func run(t *testing.T, c *exec.Cmd) string {
	t.Helper()
	var failed bytes.Buffer
	c.Stderr = &failed
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", c, err, out, failed.Bytes())
	}
	return string(out)
}

// typePassphrase runs a command that asks for a passphrase on its terminal.
func typePassphrase(t *testing.T, c *exec.Cmd, passphrase string) {
	t.Helper()
	terminal, err := pty.Start(c)
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	var said []byte
	for b := make([]byte, 256); !bytes.Contains(said, []byte("assphrase")); {
		n, err := terminal.Read(b)
		if said = append(said, b[:n]...); err != nil {
			t.Fatalf("%s: %v: %s", c, err, said)
		}
	}
	if _, err := terminal.WriteString(passphrase + "\n"); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Fatalf("%s: %v", c, err)
	}
}
