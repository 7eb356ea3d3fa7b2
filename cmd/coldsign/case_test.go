package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// loadCase reads one case of core_signing.json.
func loadCase(t *testing.T, id string) signingCase {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "core_signing.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []signingCase `json:"cases"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Cases {
		if c.ID == id {
			return c
		}
	}
	t.Fatalf("no case %s", id)
	return signingCase{}
}
