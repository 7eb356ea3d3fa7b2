package miniscript

import (
	"slices"

	"github.com/btcsuite/btcd/wire/v2"
)

// solution is the best witness for one outcome of a node, or none.
type solution struct {
	possible  bool
	signed    bool // it holds a signature
	malleable bool // a third party can change it into another that serves as well
	size      int  // bytes of the elements with their lengths
	stack     *stack
}

// stack is a list of witness elements, the bottom first: one element, or two
// lists joined. Joining copies nothing, so that choosing among many stays cheap.
type stack struct {
	element     []byte
	lower, rest *stack
}

// The solutions that need nothing.
var (
	none   = solution{}
	empty  = solution{possible: true}
	zero   = element([]byte{})
	one    = element([]byte{1})
	zero32 = element(make([]byte, preimageSize)).changeable() // any 32 bytes but the preimage do
)

// element is the solution of one element of at most 252 bytes.
func element(data []byte) solution {
	return solution{possible: true, size: 1 + len(data), stack: &stack{element: data}}
}

// signature is the solution of a signature.
func signature(sig []byte) solution {
	s := element(sig)
	s.signed = true
	return s
}

// changeable marks a solution as malleable.
func (s solution) changeable() solution {
	s.malleable = s.possible
	return s
}

// under puts a solution below the next one on the stack: what the script reads
// last comes first.
func (s solution) under(top solution) solution {
	if !s.possible || !top.possible {
		return none
	}
	joined := solution{
		possible:  true,
		signed:    s.signed || top.signed,
		malleable: s.malleable || top.malleable,
		size:      s.size + top.size,
		stack:     s.stack,
	}
	switch {
	case s.stack == nil:
		joined.stack = top.stack
	case top.stack != nil:
		joined.stack = &stack{lower: s.stack, rest: top.stack}
	}
	return joined
}

// or chooses between two solutions (BIP-379, "Non-malleable Satisfaction
// Algorithm", with Bitcoin Core's choice among equals: the first).
func (s solution) or(other solution) solution {
	switch {
	case !s.possible:
		return other
	case !other.possible:
		return s
	case s.signed != other.signed: // a third party can always take the one without
		if s.signed {
			return other
		}
		return s
	case !s.signed: // a third party can take either
		s.malleable, other.malleable = true, true
	case s.malleable != other.malleable:
		if s.malleable {
			return other
		}
		return s
	}
	if other.size < s.size {
		return other
	}
	return s
}

// witness returns the elements, the bottom first.
func (s solution) witness() wire.TxWitness {
	var elements wire.TxWitness
	pending := []*stack{s.stack}
	for len(pending) > 0 {
		next := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		switch {
		case next == nil:
		case next.lower != nil:
			pending = append(pending, next.rest, next.lower)
		default:
			elements = append(elements, slices.Clone(next.element))
		}
	}
	return elements
}
