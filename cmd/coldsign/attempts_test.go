package main

import (
	"testing"
	"time"
)

func TestWaitsDoubleUpToAMinute(t *testing.T) {
	for failed, want := range map[int]time.Duration{
		0: 0, 1: 0, 2: 0, 3: time.Second, 4: 2 * time.Second, 5: 4 * time.Second, 8: 32 * time.Second, 9: longestWait, 1 << 30: longestWait,
	} {
		if got := (attempts{failed}).pause(); got != want {
			t.Errorf("after %d failures: %s, want %s", failed, got, want)
		}
	}
}
