package keystore

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"os"
	"strings"
	"testing"
)

// pieceSize is how much of a secret is looked for at once: half a key is a find.
const pieceSize = 16

// needles are pieces of secrets, found by their first eight bytes.
type needles struct {
	byStart map[uint64][]needle
	second  [1 << 16]bool // first two bytes of any needle: what a scan looks at first
	pieces  int
}

type needle struct {
	name string
	rest [pieceSize - 8]byte
}

// add looks for every piece of the secret, in both orders of its bytes. Words of
// 64 or 32 bits, lowest first, are the second order as a whole.
func (n *needles) add(name string, secret []byte) {
	reversed := make([]byte, len(secret))
	for i, b := range secret {
		reversed[len(secret)-1-i] = b
	}
	n.addText(name, secret)
	n.addText(name+" reversed", reversed)
}

// addText looks for every piece of the bytes as they are.
func (n *needles) addText(name string, b []byte) {
	for ; len(b) >= pieceSize; b = b[pieceSize:] {
		start := binary.LittleEndian.Uint64(b)
		if n.byStart == nil {
			n.byStart = map[uint64][]needle{}
		}
		n.byStart[start] = append(n.byStart[start], needle{name, [pieceSize - 8]byte(b[8:pieceSize])})
		n.second[uint16(start)] = true
		n.pieces++
	}
}

// find is one piece of a secret found in memory.
type find struct {
	name    string
	mapping string
	locked  bool
}

func (f find) String() string { return fmt.Sprintf("%s in %s", f.name, f.mapping) }

// search reads all memory of a process.
func (n *needles) search(t *testing.T, pid int) (finds []find, size int) {
	t.Helper()
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Skipf("skipped: no leave to read a child's memory: %v", err)
	}
	defer memory.Close()
	buffer := make([]byte, 1<<20+pieceSize)
	for _, m := range mappings(t, pid) {
		for at := m.start; at < m.end; at += 1 << 20 {
			block := buffer[:min(len(buffer), int(m.end-at))]
			got, err := memory.ReadAt(block, int64(at))
			if got == 0 && err != nil {
				break
			}
			size += min(got, 1<<20)
			for _, name := range n.in(block[:got]) {
				finds = append(finds, find{name, m.name, m.locked})
			}
		}
	}
	return finds, size
}

// in finds needles in a block.
func (n *needles) in(block []byte) (names []string) {
	for i := 0; i+pieceSize <= len(block); i++ {
		if !n.second[binary.LittleEndian.Uint16(block[i:])] {
			continue
		}
		for _, candidate := range n.byStart[binary.LittleEndian.Uint64(block[i:])] {
			if [pieceSize - 8]byte(block[i+8:]) == candidate.rest {
				names = append(names, candidate.name)
			}
		}
	}
	return names
}

type mapping struct {
	start, end uint64
	name       string
	locked     bool
}

// mappings reads /proc/PID/smaps: the readable ones, and whether they are locked.
func mappings(t *testing.T, pid int) (list []mapping) {
	t.Helper()
	file, err := os.Open(fmt.Sprintf("/proc/%d/smaps", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	readable := false
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var m mapping
		var rights string
		if n, _ := fmt.Sscanf(lines.Text(), "%x-%x %s", &m.start, &m.end, &rights); n == 3 {
			m.name = lines.Text()
			if readable = rights[0] == 'r' && !strings.Contains(m.name, "[v"); readable {
				list = append(list, m)
			}
		} else if flags, ok := strings.CutPrefix(lines.Text(), "VmFlags:"); ok && readable {
			list[len(list)-1].locked = strings.Contains(flags+" ", " lo ")
		}
	}
	return list
}
