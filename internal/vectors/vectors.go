// Package vectors finds the published test vectors for tests.
package vectors

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Variable names the folder of the published vectors. When it is set, a missing
// file fails the test; when it is not, the folder beside the project is tried,
// then testdata, which holds our own cases, and a test without vectors says that
// it was skipped.
const Variable = "COLDSIGN_VECTORS"

// Load decodes the named vector file into the given value.
func Load(t testing.TB, file string, into any) {
	t.Helper()
	data := Read(t, file)
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// Read returns the bytes of the named vector file.
func Read(t testing.TB, file string) []byte {
	t.Helper()
	folder, set := os.LookupEnv(Variable)
	if set {
		data, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil {
			t.Fatalf("%s is set and the vectors are not there: %v", Variable, err)
		}
		return data
	}
	root := moduleRoot(t)
	for _, folder := range []string{filepath.Join(root, "..", "shared", "vectors"), filepath.Join(root, "testdata")} {
		if data, err := os.ReadFile(filepath.Join(folder, file)); err == nil {
			return data
		}
	}
	t.Skipf("skipped: published vectors %s not found; set %s to their folder", file, Variable)
	return nil
}

// moduleRoot walks up from the test's working directory to the folder of go.mod.
func moduleRoot(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			t.Fatal("no go.mod above the working directory")
		}
		folder = parent
	}
}
