package miniscript

import (
	"errors"
	"strings"
	"testing"
)

// TestParseErrors says where a text is wrong.
func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		text   string
		offset int
		reason string
	}{
		{"", 0, `unknown fragment ""`},
		{"foo(A)", 0, `unknown fragment "foo"`},
		{strings.Repeat("a", 100), 0, `unknown fragment "aaaaaaaaaaaaaaaa"…`},
		{"Pk(A)", 0, `unknown fragment ""`},
		{"pk (A)", 2, "no parenthesis after the name of a fragment"},
		{"pk(A) ", 5, "text goes on after the expression"},
		{" pk(A)", 0, `unknown fragment ""`},
		{"pk(A", 4, "no closing parenthesis"},
		{"pk()", 3, "no key"},
		{"pk(A,B)", 4, "no closing parenthesis"},
		{"pk(x)", 3, "key"},
		{"pk((A)", 3, "key"},
		{"older(x)", 6, "no number"},
		{"older(010)", 9, "number with leading zeros"},
		{"older(4294967297)", 15, "number is not below 2147483648"},
		{"older(0)", 0, "older: value is not within 1 and 2147483647"},
		{"sha256(00)", 7, "hash is too short"},
		{"sha256(" + strings.Repeat("x", 64) + ")", 7, "hash is not 32 bytes in hexadecimal"},
		{"and_v(v:pk(A))", 13, "too few arguments"},
		{"and_v(v:pk(A),pk(B),pk(C))", 19, "no closing parenthesis"},
		{"and_v(v:pk(A),and_v(pk(B),1))", 14, "and_v: arguments are of the wrong type"},
		{"or_i(xv:1,1)", 5, `unknown wrapper 'x'`},
		{"or_i(1,:1)", 8, "colon without wrappers"},
		{"vv:1", 0, "v: arguments are of the wrong type"},
		{"multi(1,A" + strings.Repeat(",A", 20) + ")", 0, "multi: too many arguments"},
		{"thresh(2,pk(A))", 0, "thresh: threshold is above the number of arguments"},
		{"thresh(0,pk(A))", 0, "thresh: threshold is zero"},
		{"multi_a(1,A)", 0, "multi_a: not in P2WSH"},
		{"v:pk(A)", 0, "a script is of type B, this is of type Vonsfmk"},
		{strings.Repeat("n", maxDepth) + ":1", maxDepth + 1, "nested too deep"},
		{strings.Repeat("and_b(1,a:", 3000), 10240, "nested too deep"},
		{strings.Repeat("1", maxText+1), maxText, "text is too long"},
		{"thresh(1,1" + strings.Repeat(",a:1", 999) + ")", 4003, "too many arguments"},
		{"and_v(v:pk(A)," + nested("sha256("+hash32+")", "1", 250) + ")", 0, ""},
	} {
		_, err := Parse(c.text, P2WSH, letterKey)
		var reason *ParseError
		if !errors.As(err, &reason) || err.Error() == "" {
			t.Errorf("%.40s: %v", c.text, err)
			continue
		}
		if c.reason != "" && (reason.Offset != c.offset || reason.Reason != c.reason) {
			t.Errorf("%.40s: offset %d: %s, not offset %d: %s", c.text, reason.Offset, reason.Reason, c.offset, c.reason)
		}
	}
	if _, err := Parse("pk(A)", 0, letterKey); err == nil {
		t.Error("no context")
	}
}

// TestKeyExpressions hands key expressions over whole, and keeps their error.
func TestKeyExpressions(t *testing.T) {
	var seen []string
	reader := func(expr string) (Key, error) {
		seen = append(seen, expr)
		return Key{Text: strings.ToUpper(expr)}, nil
	}
	e, err := Parse("or_d(multi(2,[00000000/48h]xpub/<0;1>/*,musig(a,b)/0/*),pk(musig(c,(d),e)))", P2WSH, reader)
	if err != nil {
		t.Fatal(err)
	}
	want := "[00000000/48h]xpub/<0;1>/* musig(a,b)/0/* musig(c,(d),e)"
	if strings.Join(seen, " ") != want {
		t.Errorf("key expressions %q", seen)
	}
	if e.String() != "or_d(multi(2,[00000000/48H]XPUB/<0;1>/*,MUSIG(A,B)/0/*),pk(MUSIG(C,(D),E)))" {
		t.Errorf("text %v", e)
	}
	bad := errors.New("bad key")
	if _, err := Parse("pk(A)", P2WSH, func(string) (Key, error) { return Key{}, bad }); !errors.Is(err, bad) {
		t.Errorf("error of the reader lost: %v", err)
	}
	if _, err := Parse("pk(A)", P2WSH, func(string) (Key, error) { return Key{PubKey: make([]byte, 32)}, nil }); err == nil {
		t.Error("an x-only key in P2WSH")
	}
}

// TestSugar writes every spelling in its canonical form.
func TestSugar(t *testing.T) {
	for text, want := range map[string]string{
		"c:pk_k(A)":                "pk(A)",
		"vc:pk_k(A)":               "",
		"tvc:pk_h(A)":              "tv:pkh(A)",
		"and_v(v:pk(A),1)":         "tv:pk(A)",
		"or_i(0,pk(A))":            "l:pk(A)",
		"or_i(pk(A),0)":            "u:pk(A)",
		"or_i(0,0)":                "l:0",
		"andor(pk(A),pk(B),0)":     "and_n(pk(A),pk(B))",
		"and_b(pk(A),a:or_i(0,1))": "and_b(pk(A),al:1)",
		"c:and_v(v:pk(A),pk_k(B))": "c:and_v(v:pk(A),pk_k(B))",
		"hash160(" + strings.ToUpper(hash20) + ")": "hash160(" + hash20 + ")",
		"1": "1",
	} {
		e, err := Parse(text, P2WSH, letterKey)
		if err != nil {
			if want != "" {
				t.Errorf("%s: %v", text, err)
			}
			continue
		}
		if e.String() != want {
			t.Errorf("%s: %v, not %s", text, e, want)
		}
	}
}

// TestWithKeys refuses keys that do not fit.
func TestWithKeys(t *testing.T) {
	e, err := Parse("multi(1,A,B)", P2WSH, letterKey)
	if err != nil {
		t.Fatal(err)
	}
	good := testPubKeys[P2WSH][0]
	for why, pubkeys := range map[string][][]byte{
		"too few": {good}, "too many": {good, good, good}, "nil": {good, nil},
		"x-only": {good, good[1:]}, "uncompressed": {good, append([]byte{4}, good[1:]...)},
	} {
		if _, err := e.WithKeys(pubkeys); err == nil {
			t.Errorf("%s: no error", why)
		}
	}
	for _, text := range []string{"pk(zz)", "pk(02)", "pk(04" + hash32 + ")"} {
		if _, err := Parse(text, P2WSH, nil); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
}
