package ur

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkDecode is the time that one mixed part costs a reader that saw no
// plain part: the dearest case of elimination.
func BenchmarkDecode(b *testing.B) {
	for _, n := range []int{100, 300, 1000, 4000, 16000} {
		b.Run(fmt.Sprintf("fragments=%d", n), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 2))
			content := make([]byte, n*600-5)
			for i := range content {
				content[i] = byte(rng.Uint32())
			}
			e, err := NewEncoder("bytes", WrapBytes(content), 600)
			if err != nil || e.Len() != n {
				b.Fatal(err, e.Len())
			}
			parts := 0
			for b.Loop() {
				var d Decoder
				for seqNum := uint32(n + 1); ; seqNum++ {
					b.StopTimer()
					p := e.Part(seqNum)
					b.StartTimer()
					if err := d.AddPart(p); err != nil {
						b.Fatal(err)
					}
					parts++
					if _, ok := d.Result(); ok {
						break
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(parts), "µs/part")
		})
	}
}
