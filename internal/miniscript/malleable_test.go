package miniscript

import (
	"bytes"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/wire/v2"
	"pgregory.net/rapid"
)

// TestRandomMalleability plays the third party: it has a witness, every public
// key and every known preimage, and tries all stacks of these and of the
// constants against the script engine. None but the witness itself may pass.
func TestRandomMalleability(t *testing.T) {
	const mostStacks = 3_000
	attacks := 0
	rapid.Check(t, func(t *rapid.T) {
		ctx := drawContext(t)
		s := drawSample(t, ctx, 3, 3)
		e, err := Parse(s.text, ctx, anyKey)
		if err != nil {
			t.Fatal(err)
		}
		if len(e.keys) > 4 {
			t.Skip("too many keys")
		}
		e = derived(t, e)
		spend := rapid.SampledFrom(spends()).Draw(t, "spend")
		c := newCoin(t, e, spend)
		w := rapid.SampledFrom(worlds(e, spend)).Draw(t, "world")
		witness, err := e.Satisfy(c.available(t, w))
		if err != nil {
			t.Skip("not satisfied")
		}
		elements := thirdParty(e, w, witness)
		if power(len(elements), len(witness)+1) > mostStacks {
			t.Skip("too many stacks")
		}
		for length := 0; length <= len(witness)+1; length++ {
			for number := range power(len(elements), length) {
				stack := make(wire.TxWitness, length)
				for i := range stack {
					stack[i] = elements[number%len(elements)]
					number /= len(elements)
				}
				attacks++
				if c.run(stack) == nil && !equalStacks(stack, witness) {
					t.Fatalf("%v: witness %x, and %x passes as well", e, witness, stack)
				}
			}
		}
	})
	t.Logf("%d stacks tried", attacks)
	if attacks < 1_000 {
		t.Error("hardly any stack was tried")
	}
}

// thirdParty returns the stack elements that a third party can have.
func thirdParty(e *Expression, w world, witness wire.TxWitness) [][]byte {
	elements := [][]byte{{}, {1}, make([]byte, preimageSize)}
	add := func(element []byte) {
		for _, other := range elements {
			if bytes.Equal(element, other) {
				return
			}
		}
		elements = append(elements, element)
	}
	for _, element := range witness {
		add(element)
	}
	for _, seed := range samplePreimages {
		if w.known[seed] {
			add(samplePreimage(seed))
		}
	}
	if text := e.String(); strings.Contains(text, "pkh(") || strings.Contains(text, "pk_h(") {
		for _, key := range e.keys {
			add(key.PubKey)
		}
	}
	return elements
}

func power(base, exponent int) int {
	result := 1
	for range exponent {
		result *= base
	}
	return result
}

func equalStacks(a, b wire.TxWitness) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !bytes.Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

// TestRandomSolutions holds the satisfier against the type system, in which it
// has no part: every node's solutions must be as its type says.
func TestRandomSolutions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := drawContext(t)
		s := drawSample(t, ctx, 5, 8)
		e, err := Parse(s.text, ctx, anyKey)
		if err != nil {
			t.Fatal(err)
		}
		if len(e.keys) > len(testKeys) {
			t.Skip("too many keys")
		}
		e = derived(t, e)
		spend := rapid.SampledFrom(spends()).Draw(t, "spend")
		w := world{known: map[byte]bool{}, spend: spend}
		for _, seed := range samplePreimages {
			w.known[seed] = rapid.Bool().Draw(t, "known")
		}
		sat := satisfier{keys: e.keys, signatures: make([][]byte, len(e.keys)),
			have: Available{Spend: spend, Preimage: w.preimage}}
		for i := range e.keys {
			if rapid.Bool().Draw(t, "signed") {
				sat.signatures[i] = make([]byte, rapid.IntRange(64, 72).Draw(t, "size"))
			}
		}
		var walk func(n *node)
		walk = func(n *node) {
			checkSolutions(t, &sat, n)
			for _, sub := range n.subs {
				walk(sub)
			}
		}
		walk(e.root)
	})
}

// checkSolutions compares a node's solutions with its type.
func checkSolutions(t *rapid.T, s *satisfier, n *node) {
	sat, dsat := s.solve(n)
	must := func(holds bool, what string) {
		if !holds {
			t.Fatalf("%s of type %v: %s: %+v, %+v", spellings[n.frag].name, n.typ, what, sat, dsat)
		}
	}
	for _, some := range []solution{sat, dsat} {
		if !some.possible {
			continue
		}
		elements, size := some.witness(), 0
		for _, element := range elements {
			size += 1 + len(element)
		}
		must(size == some.size, "size of the elements")
		must(!n.typ.Has(PropZ) || len(elements) == 0, "z consumes nothing")
		must(!n.typ.Has(PropO) || len(elements) == 1, "o consumes one element")
		must(!n.typ.Has(PropN) || len(elements) >= 1, "n consumes an element")
	}
	if sat.possible {
		elements := sat.witness()
		must(!n.typ.Has(PropN) || len(elements[len(elements)-1]) > 0, "n has no zero on top")
		must(!n.typ.Has(PropS) || sat.signed, "s is satisfied by a signature")
		must(!n.typ.Has(PropM) || !sat.malleable, "m has a non-malleable satisfaction")
		must(sat.malleable || n.size.sat.possible, "satisfied although no witness was foreseen")
	}
	if dsat.possible {
		must(!n.typ.Has(PropF) || dsat.signed, "f is dissatisfied by a signature")
	}
	must(!n.typ.Has(PropD) || dsat.possible && !dsat.signed, "d is dissatisfied without signature")
	must(!n.typ.Has(PropE|PropM) || dsat.possible && !dsat.malleable, "e has a non-malleable dissatisfaction")
}
