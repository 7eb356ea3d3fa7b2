package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// The pages are made by a test, so that the program itself needs nothing that makes pages.
var manFolder = flag.String("man", "", "write the manual pages to this folder")

func TestManPages(t *testing.T) {
	root := (&program{}).rootCommand()
	root.DisableAutoGenTag = true // the same bytes on every day
	folder := *manFolder
	if folder == "" {
		folder = t.TempDir()
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	header := &doc.GenManHeader{Title: "COLDSIGN", Section: "1", Source: "coldsign", Manual: "coldsign"}
	if err := doc.GenManTree(root, header, folder); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"coldsign.1", "coldsign-sign.1", "coldsign-key-import.1"} {
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: missing or empty (%v)", name, err)
		}
	}
}

// TestEveryCommandHasAnExample holds --help to its contract.
func TestEveryCommandHasAnExample(t *testing.T) {
	root := (&program{}).rootCommand()
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Short == "" {
			t.Errorf("%s: says not what it does", c.CommandPath())
		}
		if !c.HasSubCommands() && c.Example == "" {
			t.Errorf("%s: no example", c.CommandPath())
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root)
}
