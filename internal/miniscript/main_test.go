package miniscript

import (
	"flag"
	"os"
	"testing"
)

// TestMain gives the random tests more rounds when there is time.
func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv("COLDSIGN_LONG") != "" {
		flag.Set("rapid.checks", "5000")
	}
	os.Exit(m.Run())
}
