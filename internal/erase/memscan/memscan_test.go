package memscan

import (
	"bytes"
	"crypto/rand"
	"errors"
	"runtime"
	"slices"
	"testing"
)

// escape forces what is assigned to it onto the heap.
var escape []byte

func search(t *testing.T, needles []Needle) []Hit {
	t.Helper()
	hits, err := Search(needles)
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skip("skipped: memory can be searched on Linux only")
	}
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

// The search must find what is there, else a clean result means nothing.
func TestSearchFindsWhatIsHeld(t *testing.T) {
	held := make([]byte, 32)
	rand.Read(held)
	backward := make([]byte, 32)
	rand.Read(backward)
	needles := append(Hide("held", held), Hide("backward", backward)...)
	slices.Reverse(backward)
	count := map[string]int{}
	for _, h := range search(t, needles) {
		count[h.Name]++
	}
	if count["held"] == 0 || count["backward reversed"] == 0 {
		t.Errorf("secrets that are held were not found: %v", count)
	}
	runtime.KeepAlive(held)
	runtime.KeepAlive(backward)
}

// The search must not find its own needles.
func TestSearchDoesNotFindItself(t *testing.T) {
	// On the heap: a growing stack would leave a copy behind.
	secret := make([]byte, 32)
	escape = secret
	rand.Read(secret)
	needles := Hide("wiped", secret)
	clear(secret)
	for _, h := range search(t, needles) {
		t.Error(h)
	}
}

func TestFind(t *testing.T) {
	secret := []byte("correct horse battery")
	n := hide("n", secret)
	memory := slices.Concat(secret, secret[:20], []byte("cocorrect hors"), secret)
	var got []int
	n.find(memory, func(offset int) { got = append(got, offset) })
	want := []int{0, bytes.LastIndex(memory, secret)}
	if !slices.Equal(got, want) {
		t.Errorf("found at %v, want %v", got, want)
	}
	n.find(secret[:20], func(int) { t.Error("found in memory shorter than the secret") })
}

// TestPiecesBehindZeros puts a piece behind every number of zeros.
func TestPiecesBehindZeros(t *testing.T) {
	var p Pieces
	secret := make([]byte, PieceSize)
	rand.Read(secret)
	secret[0] |= 1
	p.AddText("secret", secret)
	for zeros := range 64 {
		block := append(make([]byte, zeros), secret...)
		if got := p.In(append(block, make([]byte, 40)...)); len(got) != 1 {
			t.Errorf("behind %d zeros: found %q", zeros, got)
		}
	}
}
