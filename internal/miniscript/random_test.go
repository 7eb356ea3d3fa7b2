package miniscript

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/btcsuite/btcd/wire/v2"
	"pgregory.net/rapid"
)

// TestRandomIdentity compiles, decodes and compiles random expressions, and
// writes and parses them.
func TestRandomIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := drawContext(t)
		s := drawSample(t, ctx, 6, 30)
		e, err := Parse(s.text, ctx, anyKey)
		if err != nil {
			t.Fatalf("%s: %v", s.text, err)
		}
		text := e.String()
		again, err := Parse(text, ctx, anyKey)
		if err != nil {
			t.Fatalf("%s written as %s: %v", s.text, text, err)
		}
		if again.String() != text {
			t.Fatalf("%s written as %s", text, again)
		}
		pubkeys := make([][]byte, len(e.keys))
		for i := range pubkeys {
			pubkeys[i] = append([]byte{2}, bytes.Repeat([]byte{byte(i)}, 32)...)
			if ctx == Tapscript {
				pubkeys[i] = pubkeys[i][1:]
			}
		}
		e, err = e.WithKeys(pubkeys)
		if err != nil {
			t.Fatal(err)
		}
		again, err = again.WithKeys(pubkeys)
		if err != nil {
			t.Fatal(err)
		}
		script, err := e.Script()
		if err != nil {
			t.Fatal(err)
		}
		if len(script) != e.Bounds().ScriptSize {
			t.Fatalf("%s: script of %d bytes, not %d", text, len(script), e.Bounds().ScriptSize)
		}
		if other, err := again.Script(); err != nil || !bytes.Equal(other, script) {
			t.Fatalf("%s: written and parsed, the script is %x, not %x (%v)", text, other, script, err)
		}
		lookup := func(hash [20]byte) ([]byte, bool) {
			for _, pubkey := range pubkeys {
				if bytes.Equal(HASH160.sum(pubkey), hash[:]) {
					return pubkey, true
				}
			}
			return nil, false
		}
		decoded, err := Decode(script, ctx, lookup)
		if err != nil {
			t.Fatalf("%s: %x: %v", text, script, err)
		}
		if decoded.Type() != e.Type() {
			t.Errorf("%s of type %v decoded as %v of type %v", text, e.Type(), decoded, decoded.Type())
		}
		if decoded.Bounds() != e.Bounds() {
			t.Errorf("%s: bounds %+v, decoded %+v", text, e.Bounds(), decoded.Bounds())
		}
		if parsed, err := Parse(decoded.String(), ctx, nil); err != nil || parsed.String() != decoded.String() {
			t.Errorf("%v: parsed as %v: %v", decoded, parsed, err)
		}
	})
}

// TestRandomSatisfaction satisfies random expressions of up to 8 keys with every
// subset of signatures and preimages and every kind of lock, and runs every
// witness. What a witness needs is reckoned by the generator.
func TestRandomSatisfaction(t *testing.T) {
	sane := 0
	rapid.Check(t, func(t *rapid.T) {
		ctx := drawContext(t)
		s := drawSample(t, ctx, 4, 6)
		e, err := Parse(s.text, ctx, anyKey)
		if err != nil {
			t.Fatal(err)
		}
		if len(e.keys) > 8 {
			t.Skip("too many keys")
		}
		isSane := len(e.Check()) == 0
		if isSane {
			sane++
		}
		e = derived(t, e)
		for _, spend := range spends() {
			c := newCoin(t, e, spend)
			seen := map[string]bool{}
			for _, w := range worlds(e, spend) {
				checkWitness(t, e, s, c, w, isSane, seen)
			}
		}
	})
	t.Logf("%d sane expressions", sane)
	if sane < 10 {
		t.Error("the generator makes too few sane expressions")
	}
}

// checkWitness satisfies the expression in one world and runs a new witness.
func checkWitness(t *rapid.T, e *Expression, s sample, c *coin, w world, sane bool, seen map[string]bool) {
	have := c.available(t, w)
	witness, err := e.Satisfy(have)
	met := s.met(w)
	if (e.Policy().Remaining(w.meets).Kind == Always) != met {
		t.Fatalf("%v: policy %v is not what the generator says, met %v", e, e.Policy(), met)
	}
	checkWays(t, e.Policy(), w, met)
	if err != nil {
		missing := err.(*Unsatisfied)
		if met && (sane || missing.Obstacle == SomethingMissing) {
			t.Fatalf("%v: %v although all is there", e, err)
		}
		if missing.Obstacle == SomethingMissing && missing.Remains.Kind == Always {
			t.Fatalf("%v: nothing remains of %v", e, e.Policy())
		}
		return
	}
	if !met {
		t.Fatalf("%v: witness %x although something is missing", e, witness)
	}
	if key := fmt.Sprintf("%x", witness); !seen[key] {
		seen[key] = true
		if err := c.run(witness); err != nil {
			t.Fatalf("%v: witness %x: %v", e, witness, err)
		}
		checkBounds(t, e, witness, c.tx)
	}
}

// checkBounds compares a witness with the figures promised.
func checkBounds(t *rapid.T, e *Expression, witness wire.TxWitness, tx *wire.MsgTx) {
	b, size := e.Bounds(), 0
	for _, element := range witness {
		size += wire.VarIntSerializeSize(uint64(len(element))) + len(element)
	}
	if !b.Satisfiable || len(witness) > b.WitnessItems || size > b.WitnessSize {
		t.Fatalf("%v: witness of %d elements, %d bytes; promised %+v", e, len(witness), size, b)
	}
	const signature = 64 // bytes; no signature of the tests is smaller
	b, ok := e.Least(signature, Spend{tx.Version, tx.LockTime, tx.TxIn[0].Sequence})
	if !ok || len(witness) < b.WitnessItems || size < b.WitnessSize {
		t.Fatalf("%v: witness of %d elements, %d bytes; promised at least %+v, %v", e, len(witness), size, b, ok)
	}
}

// meets reports whether a leaf is met in the world.
func (w world) meets(leaf *Policy) bool {
	switch leaf.Kind {
	case KeyNode:
		return w.signed[leaf.Key]
	case LockNode:
		return w.open[leaf.Lock]
	}
	_, known := w.preimage(leaf.Hash)
	return known
}

// spends are transactions that open no lock, or those of some kinds.
func spends() []Spend {
	return []Spend{
		{Version: 2, Sequence: wire.MaxTxInSequenceNum},
		{Version: 2, Sequence: 144, LockTime: 499_999_999},
		{Version: 2, Sequence: 1<<22 | 2, LockTime: 1_700_000_000},
		{Version: 2, Sequence: 143, LockTime: 500_000_000},
	}
}

// worlds are all subsets of the signatures and preimages of an expression.
func worlds(e *Expression, spend Spend) []world {
	open := map[Lock]bool{}
	for _, l := range sampleLocks {
		open[l] = spend.Opens(l)
	}
	seeds := samplePreimages
	if !usesHashes(e.root) {
		seeds = nil
	}
	var all []world
	for set := range 1 << (len(e.keys) + len(seeds)) {
		w := world{signed: map[int]bool{}, known: map[byte]bool{}, open: open, spend: spend}
		for i := range e.keys {
			w.signed[i] = set>>i&1 == 1
		}
		for i, seed := range seeds {
			w.known[seed] = set>>(len(e.keys)+i)&1 == 1
		}
		all = append(all, w)
	}
	return all
}

// usesHashes reports whether a hash stands anywhere in a node.
func usesHashes(n *node) bool {
	return n.hash != nil || slices.ContainsFunc(n.subs, usesHashes)
}
