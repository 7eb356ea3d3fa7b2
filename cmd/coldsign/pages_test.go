package main

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestPartsOfPage: each part fits the terminal, nothing but blank lines between
// parts is left out, and a block that fits is not cut.
func TestPartsOfPage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns, rows := rapid.IntRange(1, 100).Draw(t, "columns"), rapid.IntRange(-4, 30).Draw(t, "rows")
		line := rapid.Custom(func(t *rapid.T) string { return strings.Repeat("a", rapid.IntRange(0, 120).Draw(t, "length")) })
		lines := rapid.SliceOfN(line, 0, 60).Draw(t, "lines")
		var said []string
		for _, part := range partsOfPage(lines, columns, rows) {
			used := 0
			for _, line := range part {
				used += rowsOf(line, columns)
			}
			if used > rows && len(part) > 1 {
				t.Fatalf("%d rows in a part of %d", used, rows)
			}
			said = append(said, part...)
		}
		full := func(line string) bool { return line == "" }
		if a, b := slices.DeleteFunc(slices.Clone(lines), full), slices.DeleteFunc(said, full); !slices.Equal(a, b) {
			t.Fatalf("%q became %q", a, b)
		}
	})
	blocks := []string{"a", "b", "", "c", "d", "", "e"}
	if parts := partsOfPage(blocks, 80, 4); len(parts) != 2 || !slices.Equal(parts[0], []string{"a", "b"}) || parts[1][0] != "c" {
		t.Errorf("cut into %q", parts)
	}
	if rowsOf("\u754c\u754c", 2) != 2 || rowsOf("", 80) != 1 {
		t.Error("rows of a line")
	}
}
