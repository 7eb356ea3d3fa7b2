package memscan

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

// Find is one piece of a secret found in another process.
type Find struct {
	Name    string
	Mapping string // its line of /proc/PID/smaps
	// Locked: the pages are locked and left out of core dumps, as an arena's are.
	// A process that locks all its memory has many that are only locked.
	Locked bool
}

func (f Find) String() string { return fmt.Sprintf("%s in %s", f.Name, f.Mapping) }

// Process is another process whose memory can be read.
type Process struct {
	pid    int
	memory *os.File
}

// OpenProcess asks for leave to read a process: root has it, and a debugger.
func OpenProcess(pid int) (*Process, error) {
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		return nil, err
	}
	return &Process{pid, memory}, nil
}

// Close ends the reading.
func (p *Process) Close() error { return p.memory.Close() }

// Search reads all memory of the process, mapped files, arguments and environment
// included, and answers with what it found and how many bytes it read.
func (p *Process) Search(pieces *Pieces) (finds []Find, size int, err error) {
	list, err := mappings(p.pid)
	if err != nil {
		return nil, 0, err
	}
	buffer := make([]byte, window+PieceSize)
	for _, m := range list {
		for at := m.start; at < m.end; at += window {
			block := buffer[:min(len(buffer), int(m.end-at))]
			got, err := p.memory.ReadAt(block, int64(at))
			if got == 0 && err != nil {
				break // device memory, which even the kernel does not read for us
			}
			size += min(got, window)
			for _, name := range pieces.In(block[:got]) {
				finds = append(finds, Find{name, m.name, m.locked})
			}
		}
	}
	return finds, size, nil
}

type mapping struct {
	start, end uint64
	name       string
	locked     bool
}

// mappings reads /proc/PID/smaps: the readable ones, and whether they are locked.
func mappings(pid int) (list []mapping, err error) {
	file, err := os.Open(fmt.Sprintf("/proc/%d/smaps", pid))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	readable := false
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var m mapping
		var rights string
		if n, _ := fmt.Sscanf(lines.Text(), "%x-%x %s", &m.start, &m.end, &rights); n == 3 {
			m.name = lines.Text()
			if readable = rights[0] == 'r' && !strings.Contains(m.name, "[v"); readable {
				list = append(list, m)
			}
		} else if flags, ok := strings.CutPrefix(lines.Text(), "VmFlags:"); ok && readable {
			list[len(list)-1].locked = strings.Contains(flags+" ", " lo ") && strings.Contains(flags+" ", " dd ")
		}
	}
	return list, lines.Err()
}
