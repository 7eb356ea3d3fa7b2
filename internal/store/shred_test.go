package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestShredOverwritesBeforeItRemoves(t *testing.T) {
	folder := t.TempDir()
	path, link := filepath.Join(folder, "secret"), filepath.Join(folder, "other-name")
	secret := bytes.Repeat([]byte("sealed "), 40)
	if err := os.WriteFile(path, secret, 0o600); err != nil {
		t.Fatal(err)
	}
	// A second name of the same file shows what its blocks hold afterwards.
	if err := os.Link(path, link); err != nil {
		t.Skip("skipped: no hard links here")
	}
	if err := New(OS{}).Shred(path); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(path); err == nil {
		t.Error("the file still has its name")
	}
	left, err := os.ReadFile(link)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != len(secret) || bytes.Contains(left, []byte("sealed ")) {
		t.Errorf("the old bytes are still there: %q", left[:20])
	}
	if err := New(OS{}).Shred(path); err != nil {
		t.Errorf("shredding what is not there: %v", err)
	}
}
