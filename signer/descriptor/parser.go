package descriptor

import (
	"errors"
	"fmt"
	"strings"
)

// Bounds on what is read, so that no text costs more than its size.
const (
	// MaxText is the longest descriptor in bytes: a multi_a() of 999 keys with
	// their origins fits.
	MaxText = 1 << 18
	// maxBranches bounds the choices of a multipath step; wallets use two.
	maxBranches = 16
)

// context is where an expression stands; a row of the table of expressions holds
// a set of them.
type context byte

const (
	top context = 1 << iota
	inSH
	inWSH
	inLeaf // of a taproot script tree
)

// forms are the keys that may stand in a context (BIP-381, -382, -386, -390).
func (c context) forms() keyForms {
	switch c {
	case inWSH:
		return compressedOnly
	case inLeaf:
		return xonlyToo | musigToo
	}
	return uncompressedToo
}

// parser reads one descriptor from left to right.
type parser struct {
	text  string
	pos   int
	open  []string // the expressions around pos
	keys  []Key
	slots []slot
}

// fail makes an error at the place that has been reached.
func (p *parser) fail(reason error) error {
	var placed *Error
	if errors.As(reason, &placed) {
		return reason
	}
	place := ""
	if len(p.open) > 0 {
		place = strings.Join(p.open, "(") + "(" + strings.Repeat(")", len(p.open))
	}
	return &Error{p.pos, place, reason}
}

func (p *parser) failf(format string, args ...any) error {
	return p.fail(fmt.Errorf(format, args...))
}

// peek is the next character, 0 at the end.
func (p *parser) peek() byte {
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

// take reads the character when it is next.
func (p *parser) take(c byte) bool {
	if p.peek() != c {
		return false
	}
	p.pos++
	return true
}

func (p *parser) expect(c byte) error {
	if !p.take(c) {
		return p.failf("%q expected", c)
	}
	return nil
}

// argument is the text up to the next comma or closing bracket; it does not move.
func (p *parser) argument() string {
	rest := p.text[p.pos:]
	if end := strings.IndexAny(rest, ",(){}"); end >= 0 {
		return rest[:end]
	}
	return rest
}

// expression reads NAME(…) by the row of the table that has its name.
func (p *parser) expression(in context) (expr, error) {
	name := p.argument()
	if !strings.HasPrefix(p.text[p.pos+len(name):], "(") {
		return nil, p.failf("a script expression expected, a name with its (")
	}
	row, ok := expressionNamed(name)
	if !ok && in&(inWSH|inLeaf) != 0 {
		return p.miniscript(in)
	}
	if !ok {
		return nil, p.failf("a script expression that is not known")
	}
	if row.in&in == 0 {
		return nil, p.failf("%s() may not stand here", row.name)
	}
	p.open = append(p.open, row.name)
	p.pos += len(name) + 1
	e, err := row.parse(p, in)
	if err != nil {
		return nil, err
	}
	if err := p.expect(')'); err != nil {
		return nil, err
	}
	p.open = p.open[:len(p.open)-1]
	return e, nil
}

// key reads a key expression and returns its slot.
func (p *parser) key(forms keyForms) (int, error) {
	var s slot
	var err error
	if strings.HasPrefix(p.text[p.pos:], "musig(") {
		s, err = p.musig(forms)
	} else {
		s.keys = make([]int, 1)
		s.keys[0], err = p.plainKey(forms)
	}
	if err != nil {
		return 0, err
	}
	p.slots = append(p.slots, s)
	return len(p.slots) - 1, nil
}

// plainKey reads a key expression that is no musig() and returns its position
// among the keys.
func (p *parser) plainKey(forms keyForms) (int, error) {
	text := p.argument()
	k, err := parseKey(text, forms)
	if err != nil {
		return 0, p.failf("key %d: %w", len(p.keys)+1, err)
	}
	p.pos += len(text)
	p.keys = append(p.keys, k)
	return len(p.keys) - 1, nil
}

// number reads a decimal number of at most most.
func (p *parser) number(most int) (int, error) {
	text := p.argument()
	n, err := parseNumber(text, uint64(most))
	if err != nil {
		return 0, p.fail(err)
	}
	p.pos += len(text)
	return int(n), nil
}
