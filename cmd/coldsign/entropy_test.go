package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coldsign/internal/fault"
)

// TestClockThatStandsStill takes the processor's timing away: no key is made, with
// a person's source or without.
func TestClockThatStandsStill(t *testing.T) {
	sealWorkFactor, processorClock = 1, func() int64 { return 7 }
	t.Cleanup(func() { sealWorkFactor, processorClock = testWorkFactor, nil })
	w := newFaultWalk(t)
	disk := w.prepare(faultyCommand{})
	noise := filepath.Join(w.folder, "noise")
	if err := os.WriteFile(noise, []byte(strings.Repeat("Quick brown foxes jump 6 over lazy dogs, while 9 zebras vex. ", 4)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"key new k --network regtest --passphrase-file $F/one",
		"key new k --network main --noise $F/noise --passphrase-file $F/one",
	} {
		status, said := w.run(disk, line)
		if want := "source timing: the processor's timing does not vary"; status != int(fault.Failed) || !strings.Contains(said, want) {
			t.Errorf("%s: exit status %d: %s; want %q", line, status, said, want)
		}
	}
	if got := w.mustState(disk, "refused"); len(got.keys) != 0 {
		t.Errorf("refused, and the keys are %v", got.keys)
	}
}
