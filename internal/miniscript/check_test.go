package miniscript

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// numberedKeys returns key expressions k0, k1, … joined by commas.
func numberedKeys(count int) string {
	var keys []string
	for i := range count {
		keys = append(keys, fmt.Sprintf("k%d", i))
	}
	return strings.Join(keys, ",")
}

// nested returns and_b(X,a:and_b(X,a:…last…)) with so many X.
func nested(x, last string, count int) string {
	return strings.Repeat("and_b("+x+",a:", count) + last + strings.Repeat(")", count)
}

// TestCheck gives for each reason an expression and its twin without the fault.
func TestCheck(t *testing.T) {
	keyed := func(count int) string { // and_v of so many pk, each of 35 bytes
		text := ""
		for i := range count - 1 {
			text += fmt.Sprintf("and_v(v:pk(k%d),", i)
		}
		return text + fmt.Sprintf("pk(k%d)", count-1) + strings.Repeat(")", count-1)
	}
	for _, c := range []struct {
		ctx    Context
		text   string
		reason Reason // empty: sane
	}{
		{P2WSH, "pk(A)", ""},
		{P2WSH, "or_d(pk(A),and_v(v:pk(B),older(10)))", ""},
		{P2WSH, "or_d(pk(A),older(10))", NoSignature},
		{P2WSH, "sha256(" + hash32 + ")", NoSignature},
		{P2WSH, "and_v(v:pk(A),or_d(pk(B),pk(C)))", ""},
		{P2WSH, "and_v(v:pk(A),or_i(sha256(" + hash32 + "),older(10)))", Malleable},
		{P2WSH, "and_v(v:pk(A),and_v(v:older(10),after(500000000)))", ""},
		{P2WSH, "and_v(v:pk(A),and_v(v:after(10),after(500000000)))", TimeLockMix},
		{P2WSH, "or_i(and_v(v:pk(A),after(10)),and_v(v:pk(B),after(500000000)))", ""},
		{P2WSH, "or_d(pk(A),pk(A))", DuplicateKey},
		{P2WSH, "multi(1,A,B,A)", DuplicateKey},
		{P2WSH, "or_d(pk(A),pkh(A))", DuplicateKey},
		{P2WSH, "or_b(0,a:0)", Unsatisfiable},
		{Tapscript, "and_b(pk(A),a:0)", Unsatisfiable},
		// 3600 bytes: 99 pk of 35 bytes, 45 and more of a multi and two locks
		{P2WSH, keyed(99), ""},
		{P2WSH, "and_v(v:multi(1," + numberedKeys(20) + ")," + keyedFrom(20, 83) + ")", ""},         // 3588
		{P2WSH, "and_v(v:multi(1," + numberedKeys(20) + ")," + keyedFrom(20, 84) + ")", ScriptSize}, // 3623
		{Tapscript, keyed(200), ""},
		{P2WSH, opcodes(200), ""},
		{P2WSH, opcodes(201), OpcodeCount},
		{Tapscript, opcodes(201), ""},
		{P2WSH, keyed(100), ""},
		{P2WSH, keyed(101), WitnessItems},
		{Tapscript, nested("older(1)", "pk(A)", 998), ""},
		{Tapscript, nested("older(1)", "pk(A)", 999), StackItems},
		{Tapscript, "multi_a(1," + numberedKeys(999) + ")", ""},
	} {
		e, err := Parse(c.text, c.ctx, anyKey)
		if err != nil {
			t.Errorf("%.60s: %v", c.text, err)
			continue
		}
		problems := e.Check()
		switch {
		case c.reason == "" && len(problems) > 0:
			t.Errorf("%.60s: %v", c.text, problems)
		case c.reason != "" && !slices.ContainsFunc(problems, func(p Problem) bool { return p.Reason == c.reason }):
			t.Errorf("%.60s: %v, not %s (%+v)", c.text, problems, c.reason, e.Bounds())
		}
		for _, p := range problems {
			if p.Detail == "" || p.String() == "" {
				t.Errorf("%.60s: %s without words", c.text, p.Reason)
			}
		}
	}
}

// keyedFrom is an and_v of so many pk, the first of that number.
func keyedFrom(first, count int) string {
	text := ""
	for i := range count - 1 {
		text += fmt.Sprintf("and_v(v:pk(k%d),", first+i)
	}
	return text + fmt.Sprintf("pk(k%d)", first+count-1) + strings.Repeat(")", count-1)
}

// opcodes is an expression of so many opcodes: pk and n: wrappers.
func opcodes(count int) string {
	return strings.Repeat("n", count) + ":pk(A)" // CHECKSIG is one more
}

// TestDuplicatesByPublicKey finds one public key behind two texts, and one behind
// a text and a hash.
func TestDuplicatesByPublicKey(t *testing.T) {
	e, err := Parse("or_d(pk(A),pkh(B))", P2WSH, letterKey)
	if err != nil {
		t.Fatal(err)
	}
	key := testPubKeys[P2WSH][3]
	twice, err := e.WithKeys([][]byte{key, key})
	if err != nil {
		t.Fatal(err)
	}
	script, err := twice.Script()
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := Decode(script, P2WSH, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []*Expression{twice, decoded} {
		if !hasReason(e, DuplicateKey) {
			t.Errorf("%v: %v", e, e.Check())
		}
	}
	if hasReason(derived(t, e), DuplicateKey) {
		t.Error("two keys are one")
	}
}

// TestBoundsOfUnsatisfiable has no figures but the script's.
func TestBoundsOfUnsatisfiable(t *testing.T) {
	e, err := Parse("and_v(v:pk(A),0)", P2WSH, letterKey)
	if err != nil {
		t.Fatal(err)
	}
	if b := e.Bounds(); b != (Bounds{ScriptSize: 36}) {
		t.Errorf("%+v", b)
	}
}

// TestMulti recognises scripts that are one multi.
func TestMulti(t *testing.T) {
	for text, want := range map[string]int{"multi(2,A,B,C)": 2, "pk(A)": 0, "and_v(v:multi(1,A),1)": 0} {
		e, err := Parse(text, P2WSH, letterKey)
		if err != nil {
			t.Fatal(err)
		}
		if k, ok := e.Multi(); k != want || ok != (want > 0) {
			t.Errorf("%s: %d, %v", text, k, ok)
		}
	}
}
