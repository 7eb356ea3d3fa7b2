package signer

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAmounts(t *testing.T) {
	for _, c := range []struct {
		sats int64
		want string
	}{
		{0, "0.00000000 BTC (0 sat)"},
		{1, "0.00000001 BTC (1 sat)"},
		{999, "0.00000999 BTC (999 sat)"},
		{1_000, "0.00001000 BTC (1,000 sat)"},
		{123_456_789, "1.23456789 BTC (123,456,789 sat)"},
		{maxMoney, "21000000.00000000 BTC (2,100,000,000,000,000 sat)"},
		{-1, "-0.00000001 BTC (-1 sat)"},
		{-123_456_789, "-1.23456789 BTC (-123,456,789 sat)"},
	} {
		if got := amount(c.sats); got != c.want {
			t.Errorf("%d: %s, want %s", c.sats, got, c.want)
		}
	}
}

// TestDates compares the small calendar with the standard library's.
func TestDates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seconds := rapid.Int64Range(0, 1<<33).Draw(t, "seconds")
		want := time.Unix(seconds, 0).UTC().Format("2006-01-02 15:04:05 UTC")
		if got := dateText(seconds); got != want {
			t.Fatalf("%d: %s, want %s", seconds, got, want)
		}
	})
}

func TestInFours(t *testing.T) {
	got := inFours("bcrt1qf063yte5g42v2w7796ace54hu0gkqzkkf9pxha")
	want := []string{"bcrt 1qf0 63yt e5g4 2v2w 7796 ace5 4hu0", "gkqz kkf9 pxha"}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%q", got)
	}
	if inFours("") != nil {
		t.Error("nothing makes a line")
	}
}

// TestNothingRaw makes sure that no text of others reaches a person as it came.
func TestNothingRaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		for _, written := range []string{quoted(text), name(text)} {
			for _, c := range written {
				if c < ' ' || c > '~' {
					t.Fatalf("%q writes %q", text, c)
				}
			}
			if strings.Contains(written, "  ") {
				t.Fatalf("%q writes two spaces", text)
			}
		}
	})
}

func TestName(t *testing.T) {
	for text, want := range map[string]string{
		"treasury-1/p2wpkh": "treasury-1/p2wpkh",
		"":                  `""`,
		"a b":               `"a b"`,
		"a\u202eb":          `"a\u202eb"`,
		"\x1b[2J":           `"\x1b[2J"`,
	} {
		if got := name(text); got != want {
			t.Errorf("%q: %s", text, got)
		}
	}
}

func TestNumbers(t *testing.T) {
	for want, list := range map[string][]int{
		"": nil, "4": {4}, "0-2": {0, 1, 2}, "0-1, 5, 7-9": {0, 1, 5, 7, 8, 9},
	} {
		if got := numbers(list); got != want {
			t.Errorf("%v: %s", list, got)
		}
	}
}

func TestWrap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.StringMatching(`[a-z]{1,40}`)).Draw(t, "words")
		text, width := strings.Join(words, " "), rapid.IntRange(1, 50).Draw(t, "width")
		lines := wrap(text, width)
		for _, line := range lines {
			if len(line) > width || line == "" {
				t.Fatalf("line %q at width %d", line, width)
			}
		}
		if bare := strings.NewReplacer(" ", ""); bare.Replace(strings.Join(lines, "")) != bare.Replace(text) {
			t.Fatalf("%q lost something: %q", text, lines)
		}
	})
}

func TestPath(t *testing.T) {
	if got := pathText([]uint32{84 | hardened, 0, 7}); got != "m/84h/0/7" {
		t.Error(got)
	}
}

func TestSighashNames(t *testing.T) {
	for value, want := range map[uint32]string{0: "DEFAULT", 1: "ALL", 2: "NONE", 3: "SINGLE",
		0x81: "ALL|ANYONECANPAY", 0x83: "SINGLE|ANYONECANPAY", 0x80: "0x80", 4: "0x04", 1 << 20: "0x100000"} {
		if got := sighashName(value); got != want {
			t.Errorf("%#x: %s, want %s", value, got, want)
		}
	}
}
