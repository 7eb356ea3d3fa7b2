// Package specter is the numbered text parts that Specter-Desktop and
// Specter-DIY show: "p2of5 " and then the second of five pieces of a text, which
// for a transaction is its base64. Parts join in any order; there is no checksum.
package specter

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// MaxParts bounds the total that a part may claim.
const MaxParts = 10_000

// Part is one piece.
type Part struct {
	Index int // from 0
	Total int
	Text  string
}

// IsPart says whether text begins like a part.
func IsPart(text []byte) bool {
	_, _, ok := parseHead(string(text[:min(len(text), 16)]))
	return ok
}

// Parse reads one part.
func Parse(text string) (Part, error) {
	p, rest, ok := parseHead(text)
	switch {
	case !ok:
		return Part{}, errors.New("specter: does not begin with pNofM")
	case p.Index >= p.Total || p.Total > MaxParts:
		return Part{}, fmt.Errorf("specter: impossible part %d of %d", p.Index+1, p.Total)
	case rest == "":
		return Part{}, fmt.Errorf("specter: part %d of %d: empty", p.Index+1, p.Total)
	}
	p.Text = rest
	return p, nil
}

// parseHead reads "pNofM ".
func parseHead(text string) (p Part, rest string, ok bool) {
	head, rest, found := strings.Cut(text, " ")
	if !found || !strings.HasPrefix(head, "p") {
		return Part{}, "", false
	}
	number, total, found := strings.Cut(head[1:], "of")
	n, ok1 := positive(number)
	m, ok2 := positive(total)
	return Part{Index: n - 1, Total: m}, rest, found && ok1 && ok2
}

// positive reads a number of at most seven digits without sign or leading zero.
func positive(s string) (int, bool) {
	if s == "" || len(s) > 7 || s[0] < '1' || s[0] > '9' {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// HeadLen is the length of the longest head among total parts.
func HeadLen(total int) int { return len(head(total-1, total)) }

func head(index, total int) string { return fmt.Sprintf("p%dof%d ", index+1, total) }

// Split cuts text into total parts, as equal as can be.
func Split(text string, total int) ([]string, error) {
	if total < 1 || total > MaxParts || total > len(text) {
		return nil, fmt.Errorf("specter: %d characters in %d parts", len(text), total)
	}
	parts := make([]string, total)
	for i := range parts {
		parts[i] = head(i, total) + text[i*len(text)/total:(i+1)*len(text)/total]
	}
	return parts, nil
}
