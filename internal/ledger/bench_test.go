package ledger

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"runtime"
	"sync"
	"testing"
)

const benchEntries = 100_000

// BenchmarkVerify verifies a log of 100,000 entries; compare its entries/s with
// BenchmarkRaw's, which must be at most twice as many.
func BenchmarkVerify(b *testing.B) {
	key := testKey(b, 0)
	lines, heads := testLog(b, key, benchEntries)
	log, public := join(lines...), key.Public()
	for b.Loop() {
		if s, err := Verify(log, public); err != nil || s.Head != heads[benchEntries] {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(benchEntries*b.N)/b.Elapsed().Seconds(), "entries/s")
}

// BenchmarkRaw is SHA-256 and Ed25519 over the same bytes on as many processors,
// and nothing else.
func BenchmarkRaw(b *testing.B) {
	key := testKey(b, 0)
	lines, _ := testLog(b, key, benchEntries)
	public := ed25519.PublicKey(key.Public().key[:])
	signatures := make([][]byte, len(lines))
	for i, line := range lines {
		signatures[i] = ed25519.Sign(key.private, line)
	}
	workers := runtime.GOMAXPROCS(0)
	for b.Loop() {
		var group sync.WaitGroup
		for w := range workers {
			group.Go(func() {
				for i := w; i < len(lines); i += workers {
					sum := sha256.Sum256(lines[i])
					if !ed25519.Verify(public, lines[i], signatures[i]) || bytes.Equal(sum[:], lines[i]) {
						b.Error("not verified")
					}
				}
			})
		}
		group.Wait()
	}
	b.ReportMetric(float64(benchEntries*b.N)/b.Elapsed().Seconds(), "entries/s")
}

func BenchmarkAppend(b *testing.B) {
	key := testKey(b, 0)
	for b.Loop() {
		if _, _, err := (Head{}).Append(sample(1), key); err != nil {
			b.Fatal(err)
		}
	}
}
