//go:build linux

package symbol_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"coldsign/qr/symbol"
	"coldsign/qr/symbol/degrade"
)

// A reader takes PGM files and returns, for each, what it read and the processor time that took.
type reader struct {
	name string
	read func(t *testing.T, files []string) []reading
}

type reading struct {
	data []byte
	ms   float64
}

// score sums what one reader did in one cell of a table.
type score struct {
	read, of int
	ms       []float64
}

func (s *score) add(r reading, want []byte) {
	s.of++
	s.ms = append(s.ms, r.ms)
	if bytes.Equal(r.data, want) {
		s.read++
	}
}

func (s *score) median() float64 {
	sorted := slices.Sorted(slices.Values(s.ms))
	return sorted[len(sorted)/2]
}

var compareVersions = []int{10, 20, 30, 40}

// TestCompareReaders reads the degraded set with this package, zbar and zxing-cpp, and writes the tables of docs/qr-reading.md.
//
//	COLDSIGN_COMPARE=tables.md go test ./qr/symbol -run TestCompareReaders -timeout 60m
//
// It needs python3 with libzbar0 (Debian's zbar-tools) and node with npm; a reader that is absent is left out.
// COLDSIGN_COMPARE_VARIANTS is how many variants of each condition are drawn (1).
func TestCompareReaders(t *testing.T) {
	out := os.Getenv("COLDSIGN_COMPARE")
	if out == "" {
		t.Skip("COLDSIGN_COMPARE is not set: it names the file for the tables")
	}
	variants := 1
	if v, err := strconv.Atoi(os.Getenv("COLDSIGN_COMPARE_VARIANTS")); err == nil {
		variants = v
	}
	readers := append([]reader{{"coldsign", readOurs}}, others(t)...)
	tables := newTables(readers)
	for _, size := range degrade.Sizes() {
		for _, version := range compareVersions {
			batch := drawBatch(t, size, version, variants)
			for _, r := range readers {
				for i, got := range r.read(t, batch.files) {
					tables.add(r.name, size, version, batch.conditions[i], got, batch.text)
					if d := os.Getenv("COLDSIGN_COMPARE_KEEP"); d != "" && r.name == "coldsign" && !bytes.Equal(got.data, batch.text) {
						b, _ := os.ReadFile(batch.files[i])
						os.WriteFile(fmt.Sprintf("%s/%dp-v%d-%d-%s.pgm", d, size[1], version, i, strings.ReplaceAll(batch.conditions[i], " ", "_")), b, 0o600)
					}
				}
			}
			os.RemoveAll(batch.dir)
		}
	}
	if err := os.WriteFile(out, []byte(tables.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + tables.String())
}

type batch struct {
	dir        string
	text       []byte
	files      []string
	conditions []string
}

// drawBatch writes the pictures of one symbol that fills its version at level L.
func drawBatch(t *testing.T, size [2]int, version, variants int) batch {
	b := batch{dir: t.TempDir(), text: filling(version)}
	code, err := symbol.Encode(b.text, symbol.Options{})
	if err != nil || code.Version() != version {
		t.Fatalf("version %d: %v", version, err)
	}
	var wait sync.WaitGroup
	limit := make(chan struct{}, runtime.NumCPU())
	for _, c := range degrade.Conditions() {
		for k := range variants {
			scene := c.Vary(size, version, k)
			if scene.Pitch(code) < degrade.LeastPitch {
				continue
			}
			name := filepath.Join(b.dir, fmt.Sprintf("%03d.pgm", len(b.files)))
			b.files = append(b.files, name)
			b.conditions = append(b.conditions, c.Name)
			wait.Go(func() {
				limit <- struct{}{}
				defer func() { <-limit }()
				m := degrade.Draw(code, scene)
				header := fmt.Sprintf("P5\n%d %d\n255\n", m.Rect.Dx(), m.Rect.Dy())
				if err := os.WriteFile(name, append([]byte(header), m.Pix...), 0o600); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wait.Wait()
	return b
}

func readPGM(t *testing.T, name string) *image.Gray {
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var w, h, most int
	if _, err := fmt.Sscanf(string(b[:32]), "P5\n%d %d\n%d\n", &w, &h, &most); err != nil {
		t.Fatal(err)
	}
	return &image.Gray{Pix: b[len(b)-w*h:], Stride: w, Rect: image.Rect(0, 0, w, h)}
}

func readOurs(t *testing.T, files []string) []reading {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	r := symbol.NewReader()
	var out []reading
	for _, name := range files {
		m := readPGM(t, name)
		start := processorTime(t)
		found, err := r.Decode(m)
		took := reading{ms: processorTime(t) - start}
		if err == nil {
			took.data = found[0].Bytes
		}
		out = append(out, took)
	}
	return out
}

// processorTime returns what this thread has used, in milliseconds: other work on the machine does not count.
func processorTime(t *testing.T) float64 {
	const thread = 1 // RUSAGE_THREAD
	var u syscall.Rusage
	if err := syscall.Getrusage(thread, &u); err != nil {
		t.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
}

// others returns the other readers that this machine has.
func others(t *testing.T) []reader {
	var out []reader
	if exec.Command("python3", "-c", `import ctypes; ctypes.CDLL("libzbar.so.0")`).Run() == nil {
		out = append(out, reader{"zbar", func(t *testing.T, files []string) []reading {
			return readOutside(t, files, "python3", "testdata/readers/zbar.py")
		}})
	}
	dir := os.Getenv("COLDSIGN_ZXING")
	if dir == "" {
		dir = t.TempDir()
		if b, err := exec.Command("npm", "install", "--silent", "--prefix", dir, "zxing-wasm@3.1.4").CombinedOutput(); err != nil {
			t.Logf("zxing-cpp is left out: npm: %v %s", err, b)
			return out
		}
	}
	return append(out, reader{"zxing-cpp", func(t *testing.T, files []string) []reading {
		return readOutside(t, files, "node", "testdata/readers/zxing.mjs", dir)
	}})
}

func readOutside(t *testing.T, files []string, command string, arguments ...string) []reading {
	cmd := exec.Command(command, arguments...)
	cmd.Stdin = strings.NewReader(strings.Join(files, "\n"))
	cmd.Stderr = os.Stderr
	b, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	var out []reading
	for line := range strings.Lines(string(b)) {
		fields := append(strings.Fields(line), "")
		ms, err := strconv.ParseFloat(fields[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		data, err := hex.DecodeString(fields[2])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, reading{data, ms})
	}
	if len(out) != len(files) {
		t.Fatalf("%s: %d answers to %d pictures", command, len(out), len(files))
	}
	return out
}
