package text

import "testing"

func TestLine(t *testing.T) {
	for given, want := range map[string]string{
		"plain":         "plain",
		"two\nlines\t.": "two lines .",
		"\x1b[2Jred":    "?[2Jred",
		"a\u202eb\xff":  "a?b?",
		"Zürich 東京":     "Zürich 東京",
	} {
		if got := Line(given); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	for want, got := range map[string]string{
		"1 entry": Count(1, "entry"), "2 entries": Count(2, "entry"), "0 keys": Count(0, "key"),
		"1 input": Count(1, "input"), "3 inputs": Count(3, "input"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestDateAndJoin(t *testing.T) {
	if got := Date(1_790_000_000); got != "2026-09-21T14:13:20Z" {
		t.Error(got)
	}
	if got := Join("", "not begun", "", "why"); got != "not begun: why" {
		t.Error(got)
	}
}
