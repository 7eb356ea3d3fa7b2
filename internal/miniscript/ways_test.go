package miniscript

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// waysOf parses a text and writes the ways of its policy.
func waysOf(t *testing.T, text string, most int) []string {
	t.Helper()
	e, err := Parse(text, P2WSH, letterKey)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var out []string
	for _, way := range e.Policy().Ways(most) {
		out = append(out, way.String())
	}
	return out
}

// TestWays pins how alternatives come apart and keys stay together.
func TestWays(t *testing.T) {
	for text, want := range map[string]string{
		"pk(A)":                                        "key(0)",
		"multi(2,A,B,C)":                               "thresh(2,key(0),key(1),key(2))",
		"or_d(pk(A),or_d(pk(B),pk(C)))":                "or(key(0),key(1),key(2))",
		"and_v(v:pk(A),after(200))":                    "and(key(0),after(200))",
		"or_d(pk(A),and_v(v:pkh(B),older(9)))":         "key(0) | and(key(1),older(9))",
		"andor(pk(A),older(5),pk(B))":                  "key(1) | and(key(0),older(5))",
		"thresh(2,pk(A),s:pk(B),sln:older(9))":         "and(key(0),key(1)) | and(or(key(0),key(1)),older(9))",
		"thresh(3,pk(A),s:pk(B),s:pk(C),sln:older(9))": "and(key(0),key(1),key(2)) | and(thresh(2,key(0),key(1),key(2)),older(9))",
		"and_v(v:pk(A),or_d(pk(B),older(9)))":          "and(key(0),key(1)) | and(key(0),older(9))",
	} {
		ways := waysOf(t, text, 100)
		if strings.Join(ways, " | ") != want {
			t.Errorf("%s: %s", text, strings.Join(ways, " | "))
		}
	}
}

// TestWaysAreBounded: a threshold of many branches stays whole, at once.
func TestWaysAreBounded(t *testing.T) {
	subs := []string{"pk(A)"}
	for n := range 60 {
		subs = append(subs, fmt.Sprintf("sln:older(%d)", n+1))
	}
	text := "thresh(30," + strings.Join(subs, ",") + ")"
	if ways := waysOf(t, text, 50); len(ways) != 1 {
		t.Errorf("%d ways", len(ways))
	}
	if ways := waysOf(t, "or_d(pk(A),and_v(v:pkh(B),older(9)))", 2); len(ways) != 2 {
		t.Errorf("as many as are allowed: %d ways", len(ways))
	}
	if ways := waysOf(t, "or_d(pk(A),and_v(v:pkh(B),older(9)))", 1); len(ways) != 1 {
		t.Errorf("one is allowed: %d ways", len(ways))
	}
}

// checkWays compares the ways of a policy with the policy in one world: one of them is
// met if and only if it is, and none has alternatives but those of keys.
func checkWays(t *rapid.T, p *Policy, w world, met bool) {
	any := false
	for _, way := range p.Ways(1 << 20) {
		any = any || way.Remaining(w.meets).Kind == Always
		if len(way.Ways(1<<20)) != 1 {
			t.Fatalf("%v: the way %v has ways", p, way)
		}
	}
	if any != met {
		t.Fatalf("%v: met %v, by a way %v", p, met, any)
	}
}

// TestSignatures counts what a policy needs, where its alternatives agree.
func TestSignatures(t *testing.T) {
	for text, want := range map[string]int{
		"pk(A)":                                                   1,
		"multi(2,A,B,C)":                                          2,
		"or_d(pk(A),and_v(v:pkh(B),older(9)))":                    1,
		"and_v(v:multi(2,A,B,C),pk(D))":                           3,
		"or_d(multi(2,A,B,C),and_v(v:pkh(D),older(9)))":           0,
		"or_d(multi(2,A,B,C),and_v(v:multi(2,A,B,D),older(9)))":   2,
		"thresh(2,pk(A),s:pk(B),sln:older(9))":                    0,
		"and_v(v:pk(A),sha256(" + strings.Repeat("00", 32) + "))": 1,
	} {
		e, err := Parse(text, P2WSH, letterKey)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if n, ok := e.Policy().Signatures(); ok != (want > 0) || ok && n != want {
			t.Errorf("%s: %d, %v", text, n, ok)
		}
	}
}

// TestWithout takes away what cannot be met.
func TestWithout(t *testing.T) {
	e, err := Parse("or_d(multi(2,A,B,C),and_v(v:pk(D),older(9)))", P2WSH, letterKey)
	if err != nil {
		t.Fatal(err)
	}
	isLock := func(leaf *Policy) bool { return leaf.Kind == LockNode }
	if got := e.Policy().Without(isLock).String(); got != "thresh(2,key(0),key(1),key(2))" {
		t.Error(got)
	}
}

// TestLeast has the smallest witnesses, counted by hand: 71 bytes a signature, each
// element with its length.
func TestLeast(t *testing.T) {
	closed, open := Spend{Version: 2, Sequence: 0xfffffffd}, Spend{Version: 2, Sequence: 10}
	for _, c := range []struct {
		text  string
		spend Spend
		want  int // 0: no way is open
	}{
		{"pk(A)", closed, 72},
		{"multi(2,A,B,C)", closed, 1 + 2*72},
		{"or_d(multi(2,A,B,C),and_v(v:pkh(D),older(9)))", closed, 1 + 2*72},
		{"or_d(multi(2,A,B,C),and_v(v:pkh(D),older(9)))", open, 3 + 72 + 34},
		{"and_v(v:pk(A),older(9))", closed, 0},
		{"and_v(v:pk(A),older(9))", open, 72},
	} {
		e, err := Parse(c.text, P2WSH, letterKey)
		if err != nil {
			t.Fatalf("%s: %v", c.text, err)
		}
		b, ok := e.Least(71, c.spend)
		if ok != (c.want > 0) || b.WitnessSize != c.want {
			t.Errorf("%s: %+v, %v", c.text, b, ok)
		}
	}
}
