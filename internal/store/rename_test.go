package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Both ways of moving to a free name keep what has the name already.
func TestRenameNew(t *testing.T) {
	for name, move := range map[string]func(old, new string) error{"flag": renameNew, "link": renameNewByLink} {
		t.Run(name, func(t *testing.T) {
			in := func(name string) string { return filepath.Join(t.TempDir(), name) }
			file, folder, taken, takenFolder := in("file"), in("folder"), in("taken"), in("taken folder")
			for _, f := range []string{file, taken} {
				if err := os.WriteFile(f, []byte(filepath.Base(f)), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for _, f := range []string{folder, takenFolder} {
				if err := os.Mkdir(f, 0o700); err != nil {
					t.Fatal(err)
				}
			}
			for _, pair := range [][2]string{{file, taken}, {file, takenFolder}, {folder, takenFolder}, {folder, taken}} {
				if err := move(pair[0], pair[1]); !errors.Is(err, fs.ErrExist) {
					t.Errorf("%s onto %s: %v", filepath.Base(pair[0]), filepath.Base(pair[1]), err)
				}
			}
			if data, err := os.ReadFile(taken); string(data) != "taken" {
				t.Errorf("what was there holds %q, %v", data, err)
			}
			for _, f := range []string{file, folder} {
				if err := move(f, f+" moved"); err != nil {
					t.Error(err)
				}
				if _, err := os.Lstat(f); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("the old name is still there: %v", err)
				}
				if _, err := os.Lstat(f + " moved"); err != nil {
					t.Error(err)
				}
			}
		})
	}
}
