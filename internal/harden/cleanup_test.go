package harden

import "testing"

// TestCleanupsAreForgotten: what was cleaned up is not kept, however long the program runs.
func TestCleanupsAreForgotten(t *testing.T) {
	g, ran := NewGuard(), 0
	for range 1000 {
		g.Cleanup(func() { ran++ })()
	}
	last := false
	g.Cleanup(func() { last = true })
	if len(g.cleanups) != 1 || ran != 1000 {
		t.Errorf("%d are kept, %d ran", len(g.cleanups), ran)
	}
	if g.clean(); !last || ran != 1000 {
		t.Errorf("the last ran: %v; %d ran", last, ran)
	}
}
