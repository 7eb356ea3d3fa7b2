package specter

import (
	"fmt"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	tests := []struct {
		text string
		want Part
		ok   bool
	}{
		{"p1of3 abc", Part{0, 3, "abc"}, true},
		{"p12of12 a b", Part{11, 12, "a b"}, true},
		{"p0of3 abc", Part{}, false},
		{"p4of3 abc", Part{}, false},
		{"p1of3 ", Part{}, false},
		{"p1of3", Part{}, false},
		{"p01of3 abc", Part{}, false},
		{"p-1of3 abc", Part{}, false},
		{"P1OF3 abc", Part{}, false},
		{"p1of99999999 abc", Part{}, false},
		{"please 1of3", Part{}, false},
	}
	for _, test := range tests {
		got, err := Parse(test.text)
		if (err == nil) != test.ok || test.ok && got != test.want {
			t.Errorf("%q: %v, %v", test.text, got, err)
		}
	}
}

func TestSplit(t *testing.T) {
	text := strings.Repeat("0123456789", 37)
	for total := 1; total <= 100; total++ {
		parts, err := Split(text, total)
		if err != nil || len(parts) != total {
			t.Fatal(err)
		}
		joined, least, most := "", len(text), 0
		for i, part := range parts {
			p, err := Parse(part)
			if err != nil || p.Index != i || p.Total != total || len(part)-len(p.Text) > HeadLen(total) {
				t.Fatalf("%q: %v, %v", part, p, err)
			}
			joined += p.Text
			least, most = min(least, len(p.Text)), max(most, len(p.Text))
		}
		if joined != text || most-least > 1 {
			t.Errorf("%d parts of %d to %d", total, least, most)
		}
	}
	for _, total := range []int{0, -1, 371, MaxParts + 1} {
		if _, err := Split(text, total); err == nil {
			t.Errorf("%d parts", total)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("p1of3 abc")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse(text)
		if err != nil {
			return
		}
		if got := fmt.Sprintf("p%dof%d %s", p.Index+1, p.Total, p.Text); got != text || !IsPart([]byte(text)) && len(text) > 16 {
			t.Fatalf("%q became %q", text, got)
		}
	})
}
