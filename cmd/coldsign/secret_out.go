package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"coldsign/internal/fault"
	"coldsign/internal/locked"
)

// clearScreen empties the screen and what can be scrolled back to.
const clearScreen = "\x1b[H\x1b[2J\x1b[3J"

func (t *terminal) clear() { t.file.WriteString(clearScreen) }

// showSecret writes a text's words in a grid with their numbers. The bytes go
// straight to the terminal: formatting would leave copies.
func (t *terminal) showSecret(text *locked.Buffer) {
	t.clear()
	words := bytes.Fields(text.Bytes())
	const columns = 4
	for i, word := range words {
		fmt.Fprintf(t.file, "%4d ", i+1)
		t.file.Write(word)
		for range max(1, 14-len(word)) {
			t.file.WriteString(" ")
		}
		if i%columns == columns-1 || i == len(words)-1 {
			t.file.WriteString("\n")
		}
	}
	t.file.WriteString("\n")
}

// writeSecret writes a secret to a new file, straight from locked memory: it is
// never in a buffer of ours.
func writeSecret(path string, text *locked.Buffer) (err error) {
	if err := outsideHomes(path); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return existsFailure(path)
	}
	if err != nil {
		return fault.Path(path, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.Write(text.Bytes()); err != nil {
		return fault.Path(path, err)
	}
	if _, err := file.WriteString("\n"); err != nil {
		return fault.Path(path, err)
	}
	return file.Sync()
}

// makeFolder makes a new private folder.
func makeFolder(path string) error {
	if err := outsideHomes(path); err != nil {
		return err
	}
	err := os.Mkdir(path, 0o700)
	if errors.Is(err, fs.ErrExist) {
		return existsFailure(path)
	}
	if err != nil {
		return fault.Path(path, err)
	}
	return nil
}
