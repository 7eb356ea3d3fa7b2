package policy

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"coldsign/internal/names"
)

// Statement is what a person says about one review. Its text is what the person
// signs, so that the signature can be checked by minisign or ssh-keygen alone:
//
//	coldsign approval 1
//	review: 64 hex digits
//	name: alice
//	says: yes
//	reason: the invoice is right
type Statement struct {
	Review string // id, in hex
	Name   string
	Yes    bool
	Reason string
}

const statementHeader = "coldsign approval 1"

// maxReason bounds a reason or a purpose, in characters.
const maxReason = 200

var says = map[bool]string{true: "yes", false: "no"}

// statementFields are the lines after the header, in order.
var statementFields = []struct {
	name string
	read func(*Statement, string) bool
	text func(*Statement) string
}{
	{"review", func(s *Statement, v string) bool { s.Review = v; return isHash(v) }, func(s *Statement) string { return s.Review }},
	{"name", func(s *Statement, v string) bool { s.Name = v; return names.Is(v) }, func(s *Statement) string { return s.Name }},
	{"says", func(s *Statement, v string) bool { s.Yes = v == says[true]; return v == says[s.Yes] }, func(s *Statement) string { return says[s.Yes] }},
	{"reason", func(s *Statement, v string) bool { s.Reason = v; return printableUpTo(v, maxReason) }, func(s *Statement) string { return s.Reason }},
}

func isHash(text string) bool {
	raw, err := hex.DecodeString(text)
	return err == nil && len(raw) == 32 && strings.ToLower(text) == text
}

// Text writes the statement, or says why it cannot be one.
func (s *Statement) Text() ([]byte, error) {
	var b strings.Builder
	b.WriteString(statementHeader + "\n")
	for _, f := range statementFields {
		b.WriteString(f.name + ": " + f.text(s) + "\n")
	}
	if _, err := ParseStatement([]byte(b.String())); err != nil {
		return nil, err
	}
	return []byte(b.String()), nil
}

// ParseStatement reads a statement: these lines in this order and nothing else.
func ParseStatement(text []byte) (*Statement, error) {
	lines := strings.Split(string(text), "\n")
	if len(lines) != len(statementFields)+2 || lines[0] != statementHeader || lines[len(lines)-1] != "" {
		return nil, errors.New("statement: not of the form that 'coldsign approve --draft' writes")
	}
	var s Statement
	for i, f := range statementFields {
		value, ok := strings.CutPrefix(lines[i+1], f.name+": ")
		if !ok || !f.read(&s, value) {
			return nil, fmt.Errorf("statement: line %d: malformed %s", i+2, f.name)
		}
	}
	return &s, nil
}

// ReadStatement checks a signed statement: it is about the review, and its person
// is one of the policy and signed it.
func (p *Policy) ReadStatement(text, signature []byte, review string) (*Statement, error) {
	s, err := ParseStatement(text)
	if err != nil {
		return nil, err
	}
	if s.Review != review {
		return nil, fmt.Errorf("statement: about the review %s, not %s", s.Review, review)
	}
	person := p.person(s.Name)
	if person == nil {
		return nil, fmt.Errorf("statement: %s is no person of the policy", s.Name)
	}
	if err := person.verify(text, signature, ApprovalNamespace); err != nil {
		return nil, fmt.Errorf("statement of %s: %w", s.Name, err)
	}
	return s, nil
}
