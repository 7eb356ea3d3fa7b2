package parallel

import (
	"runtime"
	"testing"
)

// TestEach does each piece of work once, whatever the number of cores.
func TestEach(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 4} {
		runtime.GOMAXPROCS(cores)
		for _, n := range []int{0, 1, 3, 1000} {
			done := make([]int, n)
			Each(n, func(i int) { done[i]++ })
			for i, times := range done {
				if times != 1 {
					t.Errorf("%d cores: %d of %d was done %d times", cores, i, n, times)
				}
			}
		}
	}
}

// TestPanic: a panic in one call is the caller's.
func TestPanic(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 4} {
		runtime.GOMAXPROCS(cores)
		func() {
			defer func() {
				if value := recover(); value != "seven" {
					t.Errorf("%d cores: %v", cores, value)
				}
			}()
			Each(1000, func(i int) {
				if i == 7 {
					panic("seven")
				}
			})
			t.Errorf("%d cores: no panic", cores)
		}()
	}
}
