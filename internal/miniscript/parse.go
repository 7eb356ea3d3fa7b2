package miniscript

import "fmt"

// Parse reads an expression from its text. keys reads one key expression, whose
// commas stand in parentheses only; for key expressions that mean one key it
// must return the same text or public key, since that is how duplicates are
// found. Without keys, the key expressions are public keys in hexadecimal.
//
// The error is a *ParseError. What is read is well typed and of type B; whether
// it is safe to use is what Check says.
func Parse(text string, ctx Context, keys func(expr string) (Key, error)) (*Expression, error) {
	n, all, err := parseNode(text, ctx, keys)
	if err != nil {
		return nil, err
	}
	if !n.typ.Has(TypeB) {
		return nil, &ParseError{Reason: "a script is of type B, this is of type " + n.typ.String()}
	}
	return &Expression{ctx: ctx, root: n, keys: all}, nil
}

// parseNode reads an expression of any type.
func parseNode(text string, ctx Context, keys func(string) (Key, error)) (*node, []Key, error) {
	if _, ok := ctx.limits(); !ok {
		return nil, nil, &ParseError{Reason: "unknown " + ctx.String()}
	}
	if len(text) > maxText {
		return nil, nil, &ParseError{Offset: maxText, Reason: "text is too long"}
	}
	if keys == nil {
		keys = HexKey(ctx)
	}
	p := parser{text: text, ctx: ctx, readKey: keys}
	n, err := p.expression(0)
	if err == nil && p.pos != len(text) {
		err = p.fail("text goes on after the expression")
	}
	if err != nil {
		return nil, nil, err
	}
	return n, p.keys, nil
}

// parser reads text from pos on.
type parser struct {
	text    string
	pos     int
	ctx     Context
	readKey func(string) (Key, error)
	keys    []Key
}

// fail returns an error at the present place.
func (p *parser) fail(reason string) error {
	return &ParseError{Offset: p.pos, Reason: reason}
}

// expression reads an expression with its wrappers.
func (p *parser) expression(depth int) (*node, error) {
	if depth >= maxDepth {
		return nil, p.fail("nested too deep")
	}
	start := p.pos
	word := p.word()
	wrappers := ""
	if p.skip(':') {
		wrappers = word
		if wrappers == "" {
			return nil, p.fail("colon without wrappers")
		}
		if len(wrappers)+depth >= maxDepth {
			return nil, p.fail("nested too deep")
		}
		word = p.word()
	}
	n, err := p.fragment(word, depth+len(wrappers))
	if err != nil {
		return nil, err
	}
	for i := len(wrappers) - 1; i >= 0; i-- {
		if n, err = p.wrap(wrappers[i], n, start+i); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// wrap applies the wrapper of that letter, which stands at that place.
func (p *parser) wrap(letter byte, x *node, place int) (*node, error) {
	n := &node{subs: []*node{x}}
	switch letter {
	case 't':
		n.frag, n.subs = fragAndV, []*node{x, p.constant(fragTrue)}
	case 'l':
		n.frag, n.subs = fragOrI, []*node{p.constant(fragFalse), x}
	case 'u':
		n.frag, n.subs = fragOrI, []*node{x, p.constant(fragFalse)}
	default:
		for frag := fragWrapA; frag <= fragWrapN; frag++ {
			if spellings[frag].name[0] == letter {
				n.frag = frag
			}
		}
		if n.frag == fragFalse {
			return nil, &ParseError{Offset: place, Reason: fmt.Sprintf("unknown wrapper %q", letter)}
		}
	}
	return p.built(n, place)
}

// built completes a node that begins at that place.
func (p *parser) built(n *node, place int) (*node, error) {
	if reason := n.build(p.ctx); reason != "" {
		return nil, &ParseError{Offset: place, Reason: reason}
	}
	return n, nil
}

// constant returns 0 or 1.
func (p *parser) constant(frag fragment) *node {
	n := &node{frag: frag}
	n.build(p.ctx) // a constant is always valid
	return n
}

// fragment reads what follows the name of a fragment.
func (p *parser) fragment(name string, depth int) (*node, error) {
	place := p.pos - len(name)
	n := &node{}
	sugar := name
	switch name {
	case "pk":
		name = "pk_k"
	case "pkh":
		name = "pk_h"
	case "and_n":
		name = "andor"
	}
	found := false
	for frag := fragFalse; frag <= fragMultiA; frag++ {
		if spellings[frag].name == name {
			n.frag, found = frag, true
		}
	}
	if !found {
		return nil, &ParseError{Offset: place, Reason: "unknown fragment " + excerpt(name)}
	}
	if spellings[n.frag].form != formNone {
		if !p.skip('(') {
			return nil, p.fail("no parenthesis after the name of a fragment")
		}
		if err := p.arguments(n, sugar, depth); err != nil {
			return nil, err
		}
		if !p.skip(')') {
			return nil, p.fail("no closing parenthesis")
		}
	}
	n, err := p.built(n, place)
	if err == nil && (sugar == "pk" || sugar == "pkh") {
		return p.wrap('c', n, place)
	}
	return n, err
}

// arguments reads what stands between the parentheses.
func (p *parser) arguments(n *node, sugar string, depth int) (err error) {
	spell := spellings[n.frag]
	switch spell.form {
	case formKey:
		return p.key(n)
	case formLock:
		n.k, err = p.number()
		return err
	case formHash:
		n.hash, err = p.hash(spell.subs)
		return err
	case formSubs:
		count := spell.subs
		if sugar == "and_n" {
			count = 2
		}
		for i := range count {
			if i > 0 && !p.skip(',') {
				return p.fail("too few arguments")
			}
			if err := p.sub(n, depth); err != nil {
				return err
			}
		}
		if sugar == "and_n" {
			n.subs = append(n.subs, p.constant(fragFalse))
		}
		return nil
	}
	// thresh, multi, multi_a: a number, then expressions or keys to the end
	if n.k, err = p.number(); err != nil {
		return err
	}
	for p.skip(',') {
		if len(n.subs) >= maxArguments || len(n.keys) >= maxArguments {
			return p.fail("too many arguments")
		}
		if spell.form == formMulti {
			err = p.key(n)
		} else {
			err = p.sub(n, depth)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// sub reads one argument that is an expression.
func (p *parser) sub(n *node, depth int) error {
	sub, err := p.expression(depth + 1)
	n.subs = append(n.subs, sub)
	return err
}

// key reads one argument that is a key expression: all up to the comma or the
// closing parenthesis that belongs to the fragment.
func (p *parser) key(n *node) error {
	start, open := p.pos, 0
scan:
	for ; p.pos < len(p.text); p.pos++ {
		switch c := p.text[p.pos]; {
		case c == '(':
			open++
		case c == ')' && open > 0:
			open--
		case (c == ')' || c == ',') && open == 0:
			break scan
		}
	}
	if p.pos == start {
		return p.fail("no key")
	}
	key, err := p.readKey(p.text[start:p.pos])
	if err == nil && key.PubKey != nil {
		err = checkPubKey(p.ctx, key.PubKey)
	}
	if err != nil {
		return &ParseError{Offset: start, Reason: "key", Err: err}
	}
	n.keys = append(n.keys, len(p.keys))
	p.keys = append(p.keys, key)
	return nil
}
