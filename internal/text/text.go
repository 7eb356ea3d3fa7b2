// Package text writes what people read: one line of anything, counts, dates.
package text

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Line makes any text safe for a terminal: one line, no control characters,
// nothing that turns the direction of writing.
func Line(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\n' || r == '\t':
			b.WriteByte(' ')
		case r == unicode.ReplacementChar || !unicode.IsPrint(r):
			b.WriteByte('?')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Count writes a number with its noun, which is given for one: 1 entry, 2 entries.
func Count(n int, noun string) string {
	switch stem, y := strings.CutSuffix(noun, "y"); {
	case n == 1:
	case y && !strings.ContainsAny(stem[max(0, len(stem)-1):], "aeou"):
		noun = stem + "ies"
	default:
		noun = strings.TrimSuffix(noun, "s") + "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// Date writes seconds since 1970 for people and machines.
func Date(seconds int64) string { return time.Unix(seconds, 0).UTC().Format(time.RFC3339) }

// Join puts a colon between what is there.
func Join(details ...string) string {
	var said []string
	for _, d := range details {
		if d != "" {
			said = append(said, d)
		}
	}
	return strings.Join(said, ": ")
}
