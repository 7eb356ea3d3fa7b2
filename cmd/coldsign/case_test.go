package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// caseNamed reads one signing case of a file of testdata.
func caseNamed(file, id string) (signingCase, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return signingCase{}, err
	}
	var content struct {
		Cases []signingCase `json:"cases"`
	}
	if err := json.Unmarshal(data, &content); err != nil {
		return signingCase{}, err
	}
	for _, c := range content.Cases {
		if c.ID == id {
			return c, nil
		}
	}
	return signingCase{}, fmt.Errorf("no case %s", id)
}

// loadCase reads one case of core_signing.json.
func loadCase(t *testing.T, id string) signingCase {
	t.Helper()
	c, err := caseNamed(filepath.Join("..", "..", "testdata", "core_signing.json"), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
