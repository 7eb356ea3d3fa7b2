package descriptor

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// pathTexts write what a descriptor's paths are.
func pathTexts(t *testing.T, text string) []string {
	t.Helper()
	d, err := Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	names := map[string]string{}
	for i, name := range map[int]string{0: "alice", 4: "bob", 8: "carol"} {
		names[accountText(i)[1:9]] = name
	}
	var out []string
	for _, p := range d.Paths() {
		out = append(out, fmt.Sprintf("%d, leaf %d: %s", p.Required, p.Leaf, p.Words(names)))
	}
	return out
}

// TestPaths lists the ways to spend of every kind of script.
func TestPaths(t *testing.T) {
	a, b, c := accountText(0)+"/<0;1>/*", accountText(4)+"/<0;1>/*", accountText(8)+"/<0;1>/*"
	nums := "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0"
	for text, want := range map[string][]string{
		"wpkh(" + a + ")":     {"1, leaf -1: alice"},
		"sh(wpkh(" + a + "))": {"1, leaf -1: alice"},
		"tr(" + a + ")":       {"1, leaf -1: alice"},
		"sh(wsh(sortedmulti(2," + a + "," + b + "," + c + ")))": {"2, leaf -1: 2 of alice, bob, carol"},
		"wsh(or_d(multi(2," + a + "," + b + "," + c + "),and_v(v:pkh(" + accountText(0) + "/<2;3>/*),after(900000))))": {
			"2, leaf -1: 2 of alice, bob, carol", "1, leaf -1: alice, from block 900,000 on"},
		"tr(" + a + ",{pk(" + b + "),multi_a(2," + b[:len(b)-7] + "<2;3>/*," + c + ")})": {
			"1, leaf -1: alice", "1, leaf 0: bob", "2, leaf 1: 2 of bob, carol"},
		"tr(" + nums + ",pk(" + b + "))": {"1, leaf 0: bob"},
		"tr(musig(" + a + "," + b + "),pk(" + c + "))": {
			"1, leaf -1: all of alice, bob together (MuSig2)", "1, leaf 0: carol"},
	} {
		if got := pathTexts(t, text); !slices.Equal(got, want) {
			t.Errorf("%s:\n%s\nnot\n%s", text, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// TestOpenPaths lists who can take a path in a transaction.
func TestOpenPaths(t *testing.T) {
	a, b := accountText(0)+"/<0;1>/*", accountText(4)+"/<0;1>/*"
	hash := strings.Repeat("ab", 32)
	nobody, everybody := func(Hash) bool { return false }, func(Hash) bool { return true }
	for _, c := range []struct {
		text  string
		spend Spend
		known func(Hash) bool
		want  string
	}{
		{"wsh(or_d(pk(" + a + "),and_v(v:pkh(" + b + "),older(10))))", Spend{Version: 2, Sequence: 0xfffffffd}, nobody, "[[0] []]"},
		{"wsh(or_d(pk(" + a + "),and_v(v:pkh(" + b + "),older(10))))", Spend{Version: 2, Sequence: 10}, nobody, "[[0] [1]]"},
		{"wsh(or_d(pk(" + a + "),and_v(v:pkh(" + b + "),older(10))))", Spend{Version: 1, Sequence: 10}, nobody, "[[0] []]"},
		{"wsh(and_v(v:pk(" + a + "),sha256(" + hash + ")))", Spend{Version: 2, Sequence: 10}, nobody, "[[]]"},
		{"wsh(and_v(v:pk(" + a + "),sha256(" + hash + ")))", Spend{Version: 2, Sequence: 10}, everybody, "[[0]]"},
		{"tr(musig(" + a + "," + b + "))", Spend{Version: 2, Sequence: 10}, nobody, "[[0 1]]"},
	} {
		d, err := Parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		var got [][]int
		for _, p := range d.Paths() {
			got = append(got, p.Open(c.spend, c.known))
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s in %+v: %v, not %s", c.text, c.spend, got, c.want)
		}
	}
}

// TestManyPaths: a script of more paths than are listed is one, whose keys are all
// there, and which closes as a whole when no part of it is open.
func TestManyPaths(t *testing.T) {
	const half = 8
	var parts []string
	for n := range half {
		parts = append(parts, fmt.Sprintf("s:pk(%s/<%d;%d>/*)", accountText(4*(n%2)), 2*n, 2*n+1))
	}
	for n := range half {
		parts = append(parts, fmt.Sprintf("sln:older(%d)", n+1))
	}
	d, err := Parse("wsh(thresh(9," + strings.TrimPrefix(strings.Join(parts, ","), "s:") + "))")
	if err != nil {
		t.Fatal(err)
	}
	paths := d.Paths()
	if len(paths) != 1 || paths[0].Required != 0 || len(paths[0].Keys) != half || len(paths[0].Locks) != half {
		t.Fatalf("%+v", paths)
	}
	unknown := func(Hash) bool { return false }
	for sequence, want := range map[uint32]int{0: 0, 1: half, 8: half} {
		if got := paths[0].Open(Spend{Version: 2, Sequence: sequence}, unknown); len(got) != want {
			t.Errorf("sequence %d: %v", sequence, got)
		}
	}
}

// TestLeast has the smallest satisfactions, counted by hand: 71 bytes an ECDSA
// signature, 64 a BIP-340 one.
func TestLeast(t *testing.T) {
	a, b, c := accountText(0)+"/0/*", accountText(4)+"/0/*", accountText(8)+"/0/*"
	three := "multi(2," + a + "," + b + "," + c + ")"
	late := "and_v(v:pk(" + b + "),older(10))"
	nums := "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0"
	for _, row := range []struct {
		text     string
		sequence uint32
		want     Satisfaction
	}{
		{"pkh(" + a + ")", 0, Satisfaction{1 + 71 + 1 + 33, 0}},
		{"wpkh(" + a + ")", 0, Satisfaction{0, 1 + 1 + 71 + 1 + 33}},
		{"sh(wpkh(" + a + "))", 0, Satisfaction{1 + 22, 1 + 1 + 71 + 1 + 33}},
		{"sh(" + three + ")", 0, Satisfaction{1 + 2*72 + 2 + 105, 0}},
		{"sh(wsh(" + three + "))", 0, Satisfaction{1 + 34, 1 + 1 + 2*72 + 1 + 105}},
		{"tr(" + a + ")", 0, Satisfaction{0, 1 + 1 + 64}},
		{"tr(" + a + ",pk(" + b + "))", 0, Satisfaction{0, 1 + 1 + 64}},
		{"tr(" + nums + ",{pk(" + a + "),multi_a(2," + b + "," + c + ")})", 0, Satisfaction{0, 1 + 1 + 64 + 1 + 34 + 1 + 65}},
		{"tr(" + nums + ",{" + late + ",multi_a(2," + a + "," + c + ")})", 10, Satisfaction{0, 1 + 1 + 64 + 1 + 36 + 1 + 65}},
		{"tr(" + nums + ",{" + late + ",multi_a(2," + a + "," + c + ")})", 9, Satisfaction{0, 1 + 2*65 + 1 + 70 + 1 + 65}},
		{"wsh(" + late + ")", 9, Satisfaction{}},
	} {
		d, err := Parse(row.text)
		if err != nil {
			t.Fatal(err)
		}
		s, err := d.At(0, 0)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := d.Least(s, Spend{Version: 2, Sequence: row.sequence})
		if ok != (row.want != Satisfaction{}) || ok && got != row.want {
			t.Errorf("%s, sequence %d: %+v, %v, not %+v", row.text, row.sequence, got, ok, row.want)
		}
		if ok && got.Weight() > s.MaxSatisfaction.Weight() {
			t.Errorf("%s: more than the most, %+v", row.text, s.MaxSatisfaction)
		}
	}
}
