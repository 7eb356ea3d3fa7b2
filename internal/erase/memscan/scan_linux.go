package memscan

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// window is how much memory is read at once.
const window = 1 << 20

// Search reads all readable memory of this process, in whatever state it is,
// and returns where the needles lie. Pages that even the kernel does not read
// for us (device memory, memfd_secret) are passed over.
func Search(needles []Needle) ([]Hit, error) {
	longest := 0
	for _, n := range needles {
		longest = max(longest, len(n.mask))
	}
	s, err := newScanner(needles, longest)
	if err != nil {
		return nil, err
	}
	defer s.close()
	regions, err := readRegions()
	if err != nil {
		return nil, err
	}
	for _, r := range regions {
		s.region(r)
	}
	return s.hits, nil
}

type region struct {
	start, end uint64
	name       string
}

// readRegions lists the readable mappings of this process.
func readRegions() ([]region, error) {
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return nil, err
	}
	var regions []region
	lines := bufio.NewScanner(strings.NewReader(string(maps)))
	for lines.Scan() {
		var r region
		if _, err := fmt.Sscanf(lines.Text(), "%x-%x", &r.start, &r.end); err != nil {
			return nil, fmt.Errorf("/proc/self/maps: %w", err)
		}
		_, r.name, _ = strings.Cut(lines.Text(), " ")
		if strings.HasPrefix(r.name, "r") {
			regions = append(regions, r)
		}
	}
	return regions, lines.Err()
}

// scanner holds a buffer outside Go's heap, whose own address range it skips:
// it would find what it has just copied.
type scanner struct {
	memory  *os.File
	buffer  []byte
	own     region
	overlap int
	needles []Needle
	hits    []Hit
}

func newScanner(needles []Needle, longest int) (*scanner, error) {
	memory, err := os.Open("/proc/self/mem")
	if err != nil {
		return nil, err
	}
	buffer, err := unix.Mmap(-1, 0, window, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		memory.Close()
		return nil, err
	}
	start := addressOf(buffer)
	own := region{start: start, end: start + window}
	return &scanner{memory: memory, buffer: buffer, own: own, overlap: longest - 1, needles: needles}, nil
}

func (s *scanner) close() {
	clear(s.buffer)
	unix.Munmap(s.buffer)
	s.memory.Close()
}

// region searches one mapping window by window; windows overlap so that nothing
// hides across an edge.
func (s *scanner) region(r region) {
	for at := r.start; at < r.end; {
		size := min(uint64(window), r.end-at)
		n, err := s.memory.ReadAt(s.buffer[:size], int64(at))
		s.search(s.buffer[:n], at, r.name)
		if err != nil || at+size == r.end {
			return
		}
		at += size - uint64(s.overlap)
	}
}

func (s *scanner) search(memory []byte, at uint64, name string) {
	for i := max(at, s.own.start); i < min(at+uint64(len(memory)), s.own.end); i++ {
		memory[i-at] = 0
	}
	for _, n := range s.needles {
		n.find(memory, func(offset int) {
			hit := Hit{Name: n.Name, Address: at + uint64(offset), Region: name}
			if len(s.hits) == 0 || s.hits[len(s.hits)-1] != hit {
				s.hits = append(s.hits, hit)
			}
		})
	}
}
