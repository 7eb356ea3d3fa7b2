package miniscript

import (
	"bytes"
	"slices"

	"github.com/btcsuite/btcd/txscript/v2"
)

// Decode reads the expression whose script this is. lookup returns the public
// key of a hash in a pk_h; it may be nil or not know the key, which then has
// only a Hash. The expression keeps parts of script.
//
// Several expressions can have one script, since and_v binds no opcode; Decode
// gives the same one always. Compiling it gives the same bytes. The error is a
// *DecodeError.
func Decode(script []byte, ctx Context, lookup func(hash [20]byte) (pubkey []byte, ok bool)) (*Expression, error) {
	lim, ok := ctx.limits()
	if !ok {
		return nil, &DecodeError{Reason: "unknown " + ctx.String()}
	}
	if len(script) > lim.scriptHard {
		return nil, &DecodeError{Offset: lim.scriptHard, Reason: "script is too large"}
	}
	tokens, err := tokenize(script)
	if err != nil {
		return nil, err
	}
	d := decoder{ctx: ctx, keySize: lim.keySize, lookup: lookup, tokens: tokens}
	root, err := d.sequence(0)
	if err != nil {
		return nil, err
	}
	if len(d.tokens) > 0 {
		return nil, d.fail("opcode where no expression ends")
	}
	if !root.typ.Has(TypeB) {
		return nil, &DecodeError{Reason: "a script is of type B, this is of type " + root.typ.String()}
	}
	e := &Expression{ctx: ctx, root: root}
	e.numberKeys(root, d.keys)
	again, err := e.Script()
	if err != nil || !bytes.Equal(again, script) {
		return nil, &DecodeError{Reason: "opcodes are not in the form that miniscript has"}
	}
	return e, nil
}

// numberKeys brings the keys from the order in which they were found into the
// order of appearance.
func (e *Expression) numberKeys(n *node, found []Key) {
	for i, index := range n.keys {
		n.keys[i] = len(e.keys)
		e.keys = append(e.keys, found[index])
	}
	for _, sub := range n.subs {
		e.numberKeys(sub, found)
	}
}

// decoder reads tokens from the end: the last opcode of a fragment tells which
// one it is. The names of its methods are the shapes that may stand there.
type decoder struct {
	ctx     Context
	keySize int
	lookup  func([20]byte) ([]byte, bool)
	tokens  []token // those not yet read
	keys    []Key
}

// fail returns an error at the last token not yet read.
func (d *decoder) fail(reason string) error {
	offset := 0
	if len(d.tokens) > 0 {
		offset = d.tokens[len(d.tokens)-1].offset
	}
	return &DecodeError{Offset: offset, Reason: reason}
}

// back returns the token that many places before the last one; beyond the
// beginning, one that no fragment has.
func (d *decoder) back(places int) token {
	if places >= len(d.tokens) {
		return token{opcode: txscript.OP_INVALIDOPCODE}
	}
	return d.tokens[len(d.tokens)-1-places]
}

// ends reports whether the tokens end with these opcodes, given from the end.
func (d *decoder) ends(opcodes ...byte) bool {
	for i, opcode := range opcodes {
		if d.back(i).opcode != opcode {
			return false
		}
	}
	return true
}

// drop takes tokens from the end.
func (d *decoder) drop(count int) { d.tokens = d.tokens[:len(d.tokens)-count] }

// take drops these opcodes if the tokens end with them, given from the end.
func (d *decoder) take(opcodes ...byte) bool {
	if !d.ends(opcodes...) {
		return false
	}
	d.drop(len(opcodes))
	return true
}

// built completes a node.
func (d *decoder) built(n *node) (*node, error) {
	if reason := n.build(d.ctx); reason != "" {
		return nil, d.fail(reason)
	}
	return n, nil
}

// sequence reads a B, K or V with all that stands before it up to an opcode that
// ends no expression: and_v has no opcode of its own.
func (d *decoder) sequence(depth int) (*node, error) {
	var parts []*node
	for {
		part, err := d.single(depth)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
		switch d.back(0).opcode {
		case txscript.OP_IF, txscript.OP_NOTIF, txscript.OP_ELSE, txscript.OP_TOALTSTACK, txscript.OP_SWAP,
			txscript.OP_INVALIDOPCODE:
			return d.chain(parts)
		}
	}
}

// chain joins expressions, the last one first, by and_v.
func (d *decoder) chain(parts []*node) (*node, error) {
	n := parts[len(parts)-1]
	for _, next := range slices.Backward(parts[:len(parts)-1]) {
		var err error
		if n, err = d.built(&node{frag: fragAndV, subs: []*node{n, next}}); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// wrapped reads a W.
func (d *decoder) wrapped(depth int) (*node, error) {
	frag, opens := fragWrapS, byte(txscript.OP_SWAP)
	if d.take(txscript.OP_FROMALTSTACK) {
		frag, opens = fragWrapA, txscript.OP_TOALTSTACK
	}
	x, err := d.sequence(depth + 1)
	if err != nil {
		return nil, err
	}
	if !d.take(opens) {
		return nil, d.fail("no opcode that begins a W expression")
	}
	return d.built(&node{frag: frag, subs: []*node{x}})
}

// suffix reads the argument of a wrapper whose opcode stood behind it.
func (d *decoder) suffix(frag fragment, depth int) (*node, error) {
	x, err := d.single(depth + 1)
	if err != nil {
		return nil, err
	}
	return d.built(&node{frag: frag, subs: []*node{x}})
}

// binary reads the arguments of and_b and or_b.
func (d *decoder) binary(frag fragment, depth int) (*node, error) {
	y, err := d.wrapped(depth + 1)
	if err != nil {
		return nil, err
	}
	x, err := d.single(depth + 1)
	if err != nil {
		return nil, err
	}
	return d.built(&node{frag: frag, subs: []*node{x, y}})
}

// threshold reads the arguments of thresh.
func (d *decoder) threshold(k uint32, depth int) (*node, error) {
	var subs []*node
	for d.take(txscript.OP_ADD) {
		if len(subs) >= maxArguments {
			return nil, d.fail("thresh: too many arguments")
		}
		sub, err := d.wrapped(depth + 1)
		if err != nil {
			return nil, err
		}
		subs = append(subs, sub)
	}
	first, err := d.single(depth + 1)
	if err != nil {
		return nil, err
	}
	subs = append(subs, first)
	slices.Reverse(subs)
	return d.built(&node{frag: fragThresh, k: k, subs: subs})
}

// conditional reads what stands before an ENDIF.
func (d *decoder) conditional(depth int) (*node, error) {
	last, err := d.sequence(depth + 1)
	if err != nil {
		return nil, err
	}
	switch {
	case d.take(txscript.OP_IF, txscript.OP_DUP):
		return d.built(&node{frag: fragWrapD, subs: []*node{last}})
	case d.take(txscript.OP_IF, txscript.OP_0NOTEQUAL, txscript.OP_SIZE):
		return d.built(&node{frag: fragWrapJ, subs: []*node{last}})
	case d.take(txscript.OP_NOTIF, txscript.OP_IFDUP):
		return d.condition(fragOrD, depth, last)
	case d.take(txscript.OP_NOTIF):
		return d.condition(fragOrC, depth, last)
	case !d.take(txscript.OP_ELSE):
		return nil, d.fail("ENDIF without an IF of miniscript")
	}
	first, err := d.sequence(depth + 1)
	if err != nil {
		return nil, err
	}
	switch {
	case d.take(txscript.OP_IF):
		return d.built(&node{frag: fragOrI, subs: []*node{first, last}})
	case d.take(txscript.OP_NOTIF):
		return d.condition(fragAndor, depth, last, first)
	}
	return nil, d.fail("ELSE without an IF of miniscript")
}

// condition reads the X before a NOTIF and joins it with the other arguments.
func (d *decoder) condition(frag fragment, depth int, others ...*node) (*node, error) {
	x, err := d.single(depth + 1)
	if err != nil {
		return nil, err
	}
	return d.built(&node{frag: frag, subs: append([]*node{x}, others...)})
}
