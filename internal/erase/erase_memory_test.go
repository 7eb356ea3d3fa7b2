package erase

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"
	"testing"

	"coldsign/internal/erase/memscan"
)

// pool keeps an object alive over one collection, as many libraries' pools do.
var pool sync.Pool

// scatter leaves copies of a fresh secret where ordinary code leaves them: on a
// grown stack, in heap objects, in a pool, inside hash functions. It does not
// call fmt, whose pooled buffers may be older than the work and are not erased.
func scatter(needles *[]memscan.Needle) {
	var secret [48]byte
	rand.Read(secret[:])
	*needles = memscan.Hide("secret", secret[:])
	heap := append([]byte(nil), secret[:]...)
	pool.Put(&heap)
	sum := sha256.New()
	sum.Write(heap)
	sum.Sum(nil)
	text := hex.EncodeToString(heap)
	*needles = append(*needles, memscan.Hide("secret in hex", []byte(text))...)
	deep(secret, 200)
}

//go:noinline
func deep(secret [48]byte, depth int) byte {
	if depth == 0 {
		return secret[0]
	}
	return deep(secret, depth-1) + secret[depth%len(secret)]
}

func TestDoLeavesNothing(t *testing.T) {
	var needles []memscan.Needle
	Do(func() { scatter(&needles) })
	hits, err := memscan.Search(needles)
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		t.Skip("skipped: memory can be searched on Linux only")
	case err != nil:
		t.Fatal(err)
	case !Enabled() && len(hits) == 0:
		t.Error("nothing found without erasure: the test cannot tell")
	case !Enabled():
		t.Skipf("skipped: this build does not erase (GOEXPERIMENT=runtimesecret); %d copies were left", len(hits))
	}
	for _, h := range hits {
		t.Error(h)
	}
}

// Many short calls on other goroutines, collected once at the end.
func TestWrapThenCollectLeavesNothing(t *testing.T) {
	if !Enabled() {
		t.Skip("skipped: this build does not erase (GOEXPERIMENT=runtimesecret)")
	}
	needles := make([][]memscan.Needle, 50)
	var workers sync.WaitGroup
	for i := range needles {
		workers.Go(func() { Wrap(func() { scatter(&needles[i]) }) })
	}
	workers.Wait()
	Collect()
	var all []memscan.Needle
	for _, n := range needles {
		all = append(all, n...)
	}
	hits, err := memscan.Search(all)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range hits {
		t.Error(h)
	}
}

func TestPanicIsErased(t *testing.T) {
	if !Enabled() {
		t.Skip("skipped: this build does not erase (GOEXPERIMENT=runtimesecret)")
	}
	var needles []memscan.Needle
	func() {
		defer func() { recover() }()
		Do(func() {
			scatter(&needles)
			panic("after the secret was scattered")
		})
	}()
	Collect()
	hits, err := memscan.Search(needles)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range hits {
		t.Error(h)
	}
}
