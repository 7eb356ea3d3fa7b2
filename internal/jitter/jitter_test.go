package jitter

import (
	"errors"
	"math"
	"testing"
)

// TestSamplesVary estimates the entropy of a sample by its most common value
// (SP 800-90B, 6.3.1): above the one bit that it is credited with.
func TestSamplesVary(t *testing.T) {
	samples := make([]byte, 1<<16)
	if _, err := New(nil).Read(samples); err != nil {
		t.Fatal(err)
	}
	var counts [256]int
	most := 0
	for _, sample := range samples {
		counts[sample]++
		most = max(most, counts[sample])
	}
	share := float64(most) / float64(len(samples))
	upper := share + 2.576*math.Sqrt(share*(1-share)/float64(len(samples)-1))
	bits := -math.Log2(upper)
	t.Logf("%.2f bits a sample", bits)
	if bits < 1 {
		t.Errorf("%.2f bits a sample, below the one that is credited", bits)
	}
}

// TestStuckClocks: clocks that tell nothing are refused, at once or when they
// begin to, and for ever after.
func TestStuckClocks(t *testing.T) {
	real := New(nil).clock
	looks := int64(0)
	for name, clock := range map[string]func(looks int64) int64{
		"stands still":              func(int64) int64 { return 42 },
		"goes in equal steps":       func(n int64) int64 { return 100 * n },
		"goes in growing steps":     func(n int64) int64 { return 100*n + 3*n*(n-1)/2 },
		"goes too seldom":           func(n int64) int64 { return n / 1000 },
		"stops after some hundreds": func(n int64) int64 { return map[bool]int64{true: real(), false: 0}[n < 500] },
	} {
		looks = 0
		s := New(func() int64 { looks++; return clock(looks) })
		if n, err := s.Read(make([]byte, 4096)); n != 0 || !errors.Is(err, ErrStuck) {
			t.Errorf("a clock that %s: %d samples, %v", name, n, err)
		}
		if _, err := s.Read(make([]byte, 1)); !errors.Is(err, ErrStuck) {
			t.Errorf("a clock that %s, read again: %v", name, err)
		}
	}
}

// TestReadsAreMeasured: each sample is a look at the clock, and none is given twice.
func TestReadsAreMeasured(t *testing.T) {
	looks, time := 0, int64(0)
	s := New(func() int64 {
		looks++
		time += int64(looks*looks*looks) % 251
		return time
	})
	before := looks
	if _, err := s.Read(make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	if looks-before < 100 {
		t.Errorf("%d looks at the clock for 100 samples", looks-before)
	}
}

func BenchmarkKey(b *testing.B) {
	samples := make([]byte, 1024+4096) // as for a key: those of the tests, and its own
	for b.Loop() {
		if _, err := New(nil).Read(samples); err != nil {
			b.Fatal(err)
		}
	}
}
