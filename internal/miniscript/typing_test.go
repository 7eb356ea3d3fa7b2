package miniscript

import (
	"strings"
	"testing"
)

// The keys A and B and the hashes of the tables below.
const hash32 = "926a54995ca48600920a19bf7bc502ca5f2f7d07e6f804c4f00ebf0325084dbc"
const hash20 = "4355a46b19d348dc2f57c046f8ef63d4538ebb93"

// TestTypes gives for each fragment an expression that meets its requirements,
// with the properties of BIP-379's tables (and m and k), and twins that miss one
// requirement each. The text H stands for a hash of the right size.
func TestTypes(t *testing.T) {
	for _, row := range []struct {
		text string
		typ  string
		bad  []string
	}{
		{"0", "Bzdusemk", []string{"0()", "0(1)", "00"}},
		{"1", "Bzufmk", []string{"2", "1)"}},
		{"pk_k(A)", "Kondusemk", []string{"pk_k()", "pk_k(A,B)", "pk_k"}},
		{"pk_h(A)", "Kndusemk", []string{"pk_h()", "pk_h(A"}},
		{"pk(A)", "Bondusemk", []string{"pk()", "c:pk(A)"}},
		{"pkh(A)", "Bndusemk", []string{"pkh", "c:pkh(A)"}},
		{"older(1)", "Bzfmk", []string{"older(0)", "older(2147483648)", "older(01)", "older(-1)", "older()", "older(1,1)"}},
		{"older(2147483647)", "Bzfmk", nil},
		{"after(1)", "Bzfmk", []string{"after(0)", "after(2147483648)", "after( 1)", "after(1a)", "after(0x1)"}},
		{"after(2147483647)", "Bzfmk", nil},
		{"sha256(H)", "Bondumk", []string{"sha256(" + hash20 + ")", "sha256(" + hash32 + "00)", "sha256()", "sha256(" + strings.Repeat("g", 64) + ")"}},
		{"hash256(H)", "Bondumk", []string{"hash256(" + hash20 + ")"}},
		{"ripemd160(H)", "Bondumk", []string{"ripemd160(" + hash32 + ")"}},
		{"hash160(H)", "Bondumk", []string{"hash160(" + hash32 + ")"}},
		{"andor(pk(A),older(1),pk(B))", "Bdsemk", []string{
			"andor(pk_k(A),1,1)",    // X is no B
			"andor(after(1),1,1)",   // X is not d
			"andor(l:older(1),1,1)", // X is not u
			"andor(pk(A),a:1,a:1)",  // Y and Z are W
			"andor(pk(A),v:1,1)",    // Y and Z differ
			"andor(pk(A),1)",        // no Z
			"andor(pk(A),1,1,1)"}},  // one too many
		{"andor(0,1,1)", "Bzufmk", nil},
		{"andor(pk(A),pk_k(A),pk_k(B))", "Kdusemk", nil},
		{"andor(pk(A),v:1,v:1)", "Vofmk", nil},
		{"and_v(v:pk(A),pk(B))", "Bnusfmk", []string{"and_v(pk(A),1)", "and_v(v:1,a:1)", "and_v(v:1)"}},
		{"and_v(v:1,pk_h(A))", "Knusmk", nil},
		{"and_v(v:1,v:pk(A))", "Vonsfmk", nil},
		{"and_b(pk(A),s:pk(B))", "Bndusemk", []string{"and_b(pk(A),pk(B))", "and_b(v:1,a:1)", "and_b(pk_k(A),a:1)", "and_b(a:1,a:1)"}},
		{"and_n(pk(A),pk(B))", "Bdusemk", []string{"and_n(1,1)", "and_n(pk(A),v:1)", "and_n(pk(A),1,1)"}},
		{"or_b(pk(A),s:pk(B))", "Bdusemk", []string{"or_b(1,a:0)", "or_b(0,a:1)", "or_b(0,0)", "or_b(pk_k(A),a:0)"}},
		{"or_c(pk(A),v:pk(B))", "Vsfmk", []string{"or_c(1,v:1)", "or_c(l:older(1),v:1)", "or_c(0,1)", "or_c(a:0,v:1)"}},
		{"or_d(pk(A),pk(B))", "Bdusemk", []string{"or_d(1,1)", "or_d(l:older(1),1)", "or_d(0,v:1)", "or_d(a:0,1)"}},
		{"or_i(pk(A),pk(B))", "Bdusmk", []string{"or_i(a:1,a:1)", "or_i(1,v:1)", "or_i(pk_k(A),pk(B))"}},
		{"or_i(v:pk(A),v:1)", "Vfmk", nil},
		{"thresh(2,pk(A),s:pk(B),a:0)", "Bdusemk", []string{
			"thresh(0,pk(A),s:pk(B))", "thresh(3,pk(A),s:pk(B))", "thresh(1)", "thresh(1,s:pk(A))",
			"thresh(1,pk(A),pk(B))", "thresh(1,pk(A),a:1)", "thresh(1,pk(A),al:older(1))", "thresh(pk(A))"}},
		{"thresh(1,pk(A))", "Bodusemk", nil},
		{"thresh(1,0)", "Bzdusemk", nil},
		{"thresh(1,0,a:0)", "Bdusemk", nil},
		{"a:pk(A)", "Wdusemk", []string{"a:pk_k(A)", "a:v:1", "a:a:1"}},
		{"s:pk(A)", "Wdusemk", []string{"s:pkh(A)", "s:1", "s:pk_k(A)"}},
		{"c:pk_k(A)", "Bondusemk", []string{"c:1", "c:a:1", "c:v:1"}},
		{"v:1", "Vzfmk", []string{"d:v:1", ":1", "v::1", "x:1", "vpk(A)", "V:1"}},
		{"v:pk(A)", "Vonsfmk", []string{"v:pk_k(A)", "vv:1", "va:1"}},
		{"j:pk(A)", "Bondusmk", []string{"j:1", "j:pk_k(A)", "j:or_i(0,1)"}},
		{"n:pk(A)", "Bondusemk", []string{"n:pk_k(A)", "nv:1", "na:1"}},
		{"n:older(1)", "Bzufmk", nil},
		{"tv:pk(A)", "Bonusfmk", []string{"t:1", "t:pk_k(A)"}},
		{"l:older(1)", "Bodemk", []string{"l:pk_k(A)", "lv:1"}},
		{"u:pk(A)", "Bdusmk", []string{"u:pk_k(A)", "uv:1"}},
	} {
		checkType(t, P2WSH, row.text, row.typ)
		for _, bad := range row.bad {
			checkType(t, P2WSH, bad, "")
			checkType(t, Tapscript, bad, "")
		}
	}
	for _, row := range []struct {
		ctx       Context
		text, typ string
	}{
		{P2WSH, "multi(1,A)", "Bndusemk"},
		{P2WSH, "multi(2,A,B)", "Bndusemk"},
		{Tapscript, "multi(2,A,B)", ""},
		{P2WSH, "multi_a(2,A,B)", ""},
		{Tapscript, "multi_a(2,A,B)", "Bdusemk"},
		{P2WSH, "multi(0,A)", ""},
		{P2WSH, "multi(2,A)", ""},
		{P2WSH, "multi(1)", ""},
		{P2WSH, "multi(1,A" + strings.Repeat(",B", 19) + ")", "Bndusemk"},
		{P2WSH, "multi(1,A" + strings.Repeat(",B", 20) + ")", ""},
		{Tapscript, "multi_a(1,A" + strings.Repeat(",B", 998) + ")", "Bdusemk"},
		{Tapscript, "multi_a(1,A" + strings.Repeat(",B", 999) + ")", ""},
		{P2WSH, "dv:older(1)", "Bondemk"},
		{Tapscript, "dv:older(1)", "Bonduemk"},
		{P2WSH, "dv:pk(A)", ""},
		{P2WSH, "d:older(1)", ""},
		{P2WSH, "thresh(1,dv:older(1))", ""},
		{Tapscript, "thresh(1,dv:older(1))", "Bodumk"},
	} {
		checkType(t, row.ctx, row.text, row.typ)
	}
}

// checkType parses an expression of any type and compares its letters; no
// letters: it must be refused.
func checkType(t *testing.T, ctx Context, text, want string) {
	t.Helper()
	for _, hash := range []struct{ name, value string }{
		{"sha256(", hash32}, {"hash256(", hash32}, {"ripemd160(", hash20}, {"hash160(", hash20},
	} {
		text = strings.ReplaceAll(text, hash.name+"H", hash.name+hash.value)
	}
	n, _, err := parseNode(text, ctx, anyKey)
	switch {
	case err != nil && want != "":
		t.Errorf("%s: %v", text, err)
	case err == nil && n.typ.String() != want:
		t.Errorf("%s in %v: type %q, not %q", text, ctx, n.typ, want)
	}
}

// TestTimeLockMix tries the four kinds of locks in pairs, in ways that need both
// and ways that need one.
func TestTimeLockMix(t *testing.T) {
	locks := []struct{ text, kind string }{
		{"older(10)", "relative height"}, {"older(4194305)", "relative time"},
		{"after(10)", "absolute height"}, {"after(500000000)", "absolute time"},
	}
	both := []string{
		"and_v(v:X,Y)", "and_b(X,a:Y)", "andor(nl:X,Y,1)", "thresh(2,nl:X,anl:Y,s:pk(A))",
		"and_v(v:pk(A),and_v(v:X,Y))", "and_v(or_i(v:X,v:1),or_i(1,Y))", "and_n(nl:X,Y)",
	}
	either := []string{
		"or_b(l:X,al:Y)", "or_d(nl:X,Y)", "tor_c", "or_i(X,Y)", "andor(nl:X,1,Y)", "andor(pk(A),X,Y)",
		"thresh(1,nl:X,anl:Y)", "thresh(2,pk(A),anl:or_i(X,Y))", "and_v(or_i(v:X,v:Y),pk(A))",
	}
	for _, x := range locks {
		for _, y := range locks {
			kindX, unitX, _ := strings.Cut(x.kind, " ")
			kindY, unitY, _ := strings.Cut(y.kind, " ")
			conflict := kindX == kindY && unitX != unitY
			fill := func(pattern string) string {
				pattern = strings.ReplaceAll(pattern, "tor_c", "t:or_c(nl:X,v:Y)")
				return strings.NewReplacer("X", x.text, "Y", y.text).Replace(pattern)
			}
			for _, pattern := range both {
				checkMix(t, fill(pattern), conflict)
			}
			for _, pattern := range either {
				checkMix(t, fill(pattern), false)
			}
		}
	}
}

func checkMix(t *testing.T, text string, want bool) {
	t.Helper()
	e, err := Parse(text, P2WSH, anyKey)
	if err != nil {
		t.Errorf("%s: %v", text, err)
		return
	}
	if got := !e.Type().Has(PropK); got != want {
		t.Errorf("%s: mixes %v, not %v", text, got, want)
	}
}
