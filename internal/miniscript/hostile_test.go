package miniscript

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestHostile bounds the time that the costliest expressions take, far above what
// they need.
func TestHostile(t *testing.T) {
	const most = 5 * time.Second
	thresh := func(first, more string, k, count int) string {
		return fmt.Sprintf("thresh(%d,%s%s)", k, first, strings.Repeat(","+more, count-1))
	}
	for name, text := range map[string]string{
		"thresh that nothing meets": thresh("0", "a:0", 500, maxArguments),
		"thresh that all meets":     thresh("dv:1", "adv:1", 500, maxArguments),
		"thresh of locks":           thresh("dv:older(1)", "adv:older(1)", 500, maxArguments),
		"many thresh": strings.Repeat("and_v(v:"+thresh("dv:1", "adv:1", 50, 100)+",", 100) +
			"1" + strings.Repeat(")", 100),
		"multi_a": "multi_a(500,A" + strings.Repeat(",B", maxArguments-1) + ")",
		"and_v":   strings.Repeat("and_v(v:1,", maxDepth-3) + "1" + strings.Repeat(")", maxDepth-3),
		"n:":      strings.Repeat("n", maxDepth-1) + ":1",
		"l:":      strings.Repeat("l", maxDepth-1) + ":1",
		"and_b":   nested("1", "1", maxDepth/2-2),
	} {
		start := time.Now()
		e, err := Parse(text, Tapscript, letterKey)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if again, err := Parse(e.String(), Tapscript, letterKey); err != nil || again.Type() != e.Type() {
			t.Errorf("%s: %v", name, err)
		}
		pubkeys := make([][]byte, len(e.keys))
		for i := range pubkeys {
			pubkeys[i] = testPubKeys[Tapscript][0]
		}
		if e, err = e.WithKeys(pubkeys); err != nil {
			t.Fatal(err)
		}
		script, err := e.Script()
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := Decode(script, Tapscript, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		decoded.Check()
		decoded.Policy()
		_, err = decoded.Satisfy(Available{
			Spend:     Spend{Version: 2, Sequence: 1},
			Signature: sizedSignatures(Tapscript, 64),
		})
		took := time.Since(start)
		if took > most {
			t.Errorf("%s took %v", name, took)
		}
		t.Logf("%s: %d bytes: %v (%v)", name, len(script), took, err)
	}
	tooMany := "and_b(" + thresh("0", "a:0", 1, maxArguments) + ",a:" + thresh("0", "a:0", 1, maxArguments) + ")"
	if _, err := Parse(tooMany, Tapscript, letterKey); err == nil {
		t.Error("two of the largest thresh")
	}
}
