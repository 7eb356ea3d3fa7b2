package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"coldsign/internal/fault"
)

// maxSource bounds what is read from a file or a stream, in bytes: a packet of
// 100 MB is the largest that psbt takes, and its text forms are twice as long.
const maxSource = 210 << 20

// maxFrames bounds the files of a folder of frames; ten minutes of camera at
// 30 frames a second.
const maxFrames = 18000

// standardStream stands for standard input as a source, and for standard output as
// the place of a result.
const standardStream = "-"

// document is one thing that was read: once, whole, into memory.
type document struct {
	path string // as given, "-" for standard input
	data []byte
}

// readSource reads a file, a folder of frames, or standard input.
func (p *program) readSource(path string) ([]document, error) {
	if path == standardStream {
		data, err := readSized(p.in, 0, maxSource)
		if err != nil {
			return nil, fmt.Errorf("standard input: %w", err)
		}
		return []document{{path, data}}, nil
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, fault.Path(path, err)
	case info.IsDir():
		return readFolder(path)
	}
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	return []document{{path, data}}, nil
}

// readFolder reads a folder of frames in the order of their names. Hidden
// files, links and anything that is no ordinary file are passed over.
func readFolder(path string) ([]document, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, fault.Path(path, err)
	}
	var names []string
	for _, entry := range entries {
		if entry.Type().IsRegular() && !strings.HasPrefix(entry.Name(), ".") {
			names = append(names, entry.Name())
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: an empty folder", path)
	}
	if len(names) > maxFrames {
		return nil, fmt.Errorf("%s: more than %d files", path, maxFrames)
	}
	sort.Strings(names)
	var documents []document
	total := 0
	for _, name := range names {
		full := filepath.Join(path, name)
		data, err := readFile(full)
		if err != nil {
			return nil, err
		}
		if total += len(data); total > maxSource {
			return nil, fmt.Errorf("%s: more than %d MB in all", path, maxSource>>20)
		}
		documents = append(documents, document{full, data})
	}
	return documents, nil
}

// readFile reads one ordinary file, or a pipe given as /dev/fd/N.
func readFile(path string) ([]byte, error) { return readFileUpTo(path, maxSource) }

func readFileUpTo(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.Path(path, err)
	}
	defer file.Close()
	size := int64(0)
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
		size = info.Size()
	}
	data, err := readSized(file, size, most)
	if err != nil {
		return nil, fault.Path(path, err)
	}
	return data, nil
}

// readSized reads to the end, with room for the size that is expected: a large
// file is in memory once.
func readSized(r io.Reader, size, most int64) ([]byte, error) {
	if size > most {
		return nil, tooLarge(most)
	}
	data := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	n, err := io.Copy(data, io.LimitReader(r, most+1))
	if err != nil {
		return nil, err
	}
	if n > most {
		return nil, tooLarge(most)
	}
	return data.Bytes(), nil
}

// tooLarge says that a source is refused by its size.
func tooLarge(most int64) error { return fmt.Errorf("larger than %d MB", most>>20) }
