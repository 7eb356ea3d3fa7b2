package qr

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"coldsign/qr/ur"
)

// fountain is a source of n fragments, of few bytes: what counts is how many
// parts are shown until the reader is done.
func fountain(b testing.TB, n int, rng *rand.Rand) *fountainSource {
	b.Helper()
	content := make([]byte, 16*n-5)
	for i := range content {
		content[i] = byte(rng.Uint32())
	}
	encoder, err := ur.NewEncoder("bytes", ur.WrapBytes(content), 16)
	if err != nil || encoder.Len() != n {
		b.Fatal(err, encoder.Len(), n)
	}
	return &fountainSource{encoder: encoder, version: 1}
}

// BenchmarkLoss reports the mean number of frames shown, over the number of
// fragments, until a reader that joins at a random moment and loses a share of
// the frames has the message. The least possible is 1/(1-loss).
func BenchmarkLoss(b *testing.B) {
	for _, n := range []int{20, 50, 100, 300} {
		for _, loss := range []float64{0, 0.1, 0.2, 0.4} {
			b.Run(fmt.Sprintf("n=%d/loss=%.0f%%", n, 100*loss), func(b *testing.B) {
				rng := rand.New(rand.NewPCG(uint64(n), uint64(100*loss)))
				shown, rounds := 0, 0
				for b.Loop() {
					source := fountain(b, n, rng)
					skip(source, rng.IntN(4*n))
					shown += framesNeeded(b, source, loss, rng)
					rounds++
				}
				b.ReportMetric(float64(shown)/float64(rounds*n), "frames/fragment")
			})
		}
	}
}

func skip(source PartSource, frames int) {
	for range frames {
		source.Next()
	}
}

func framesNeeded(b testing.TB, source PartSource, loss float64, rng *rand.Rand) int {
	b.Helper()
	stream := NewStream()
	for shown := 1; ; shown++ {
		part := source.Next()
		if rng.Float64() < loss {
			continue
		}
		if err := stream.Add([]byte(part)); err != nil {
			b.Fatal(err)
		}
		if _, done := stream.Result(); done {
			return shown
		}
	}
}
