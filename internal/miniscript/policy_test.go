package miniscript

import "testing"

// TestPolicy pins how wrappers, constants and nested nodes dissolve.
func TestPolicy(t *testing.T) {
	for text, want := range map[string]string{
		"pk(A)":                                  "key(0)",
		"0":                                      "never",
		"1":                                      "always",
		"and_v(v:pk(A),1)":                       "key(0)",
		"and_b(pk(A),a:0)":                       "never",
		"or_i(0,pk(A))":                          "key(0)",
		"or_i(1,pk(A))":                          "always",
		"and_n(pk(A),pk(B))":                     "and(key(0),key(1))",
		"andor(pk(A),older(5),pk(B))":            "or(and(key(0),older(5)),key(1))",
		"and_v(v:pk(A),and_v(v:pk(B),after(7)))": "and(key(0),key(1),after(7))",
		"and_v(and_v(v:pk(A),v:pk(B)),after(7))": "and(key(0),key(1),after(7))",
		"or_d(pk(A),or_d(pk(B),pk(C)))":          "or(key(0),key(1),key(2))",
		"multi(2,A,B,C)":                         "thresh(2,key(0),key(1),key(2))",
		"multi(3,A,B,C)":                         "and(key(0),key(1),key(2))",
		"multi(1,A,B)":                           "or(key(0),key(1))",
		"multi(1,A)":                             "key(0)",
		"thresh(2,pk(A),s:pk(B),a:0)":            "and(key(0),key(1))",
		"thresh(2,pk(A),s:pk(B),sln:older(9))":   "thresh(2,key(0),key(1),older(9))",
		"or_d(multi(2,A,B,C),and_v(v:pk(D),older(4194305)))": "or(thresh(2,key(0),key(1),key(2)),and(key(3),older(4194305)))",
		"and_v(v:pkh(A),hash160(" + hash20 + "))":            "and(key(0),hash160(" + hash20 + "))",
		"tv:or_c(pk(A),v:pk(B))":                             "",
		"t:or_c(pk(A),v:pk(B))":                              "or(key(0),key(1))",
	} {
		e, err := Parse(text, P2WSH, letterKey)
		if err != nil {
			if want != "" {
				t.Errorf("%s: %v", text, err)
			}
			continue
		}
		if got := e.Policy().String(); got != want {
			t.Errorf("%s: %s, not %s", text, got, want)
		}
	}
}

// TestRemaining takes away what is met.
func TestRemaining(t *testing.T) {
	e, err := Parse("or_d(multi(2,A,B,C),and_v(v:pk(D),older(9)))", P2WSH, letterKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		signed []int
		open   bool
		want   string
	}{
		{nil, false, "or(thresh(2,key(0),key(1),key(2)),and(key(3),older(9)))"},
		{[]int{1}, false, "or(key(0),key(2),and(key(3),older(9)))"},
		{[]int{1}, true, "or(key(0),key(2),key(3))"},
		{[]int{3}, false, "or(thresh(2,key(0),key(1),key(2)),older(9))"},
		{[]int{3}, true, "always"},
		{[]int{0, 2}, false, "always"},
	} {
		w := world{signed: map[int]bool{}, open: map[Lock]bool{{Older, 9}: c.open}}
		for _, key := range c.signed {
			w.signed[key] = true
		}
		if got := e.Policy().Remaining(w.meets).String(); got != c.want {
			t.Errorf("%v: %s, not %s", c.signed, got, c.want)
		}
	}
}
