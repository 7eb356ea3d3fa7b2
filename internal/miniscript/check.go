package miniscript

import "fmt"

// Check returns why the expression is not sane, each reason once; nothing for a
// sane one. A sane expression can be satisfied whenever its policy is met, by a
// witness that needs a signature, that no third party can change, and that is
// within the limits of consensus and relay.
func (e *Expression) Check() []Problem {
	var problems []Problem
	add := func(bad bool, reason Reason, format string, args ...any) {
		if bad {
			problems = append(problems, Problem{reason, fmt.Sprintf(format, args...)})
		}
	}
	lim, _ := e.ctx.limits()
	b, t := e.Bounds(), e.Type()
	first, second, duplicate := e.duplicate()
	over := func(value, limit int) bool { return limit > 0 && value > limit }

	add(!b.Satisfiable, Unsatisfiable, "nothing satisfies it but what a third party can change")
	add(!t.Has(PropS), NoSignature, "it can be satisfied without a signature")
	add(!t.Has(PropM), Malleable, "a third party can change some of its witnesses")
	add(!t.Has(PropK), TimeLockMix, "some way to satisfy it needs both a height and a time")
	add(duplicate, DuplicateKey, "keys %d and %d are the same", first, second)
	add(over(b.ScriptSize, lim.scriptRelay), ScriptSize, "%d bytes, at most %d", b.ScriptSize, lim.scriptRelay)
	add(over(b.Opcodes, lim.opcodes), OpcodeCount, "%d opcodes, at most %d", b.Opcodes, lim.opcodes)
	add(over(b.WitnessItems, lim.witnessItems), WitnessItems, "%d elements, at most %d", b.WitnessItems, lim.witnessItems)
	add(over(b.StackItems, lim.stackItems), StackItems, "%d elements, at most %d", b.StackItems, lim.stackItems)
	return problems
}

// duplicate returns two keys that are one: by public key, by its hash, or, for
// keys not yet derived, by text.
func (e *Expression) duplicate() (first, second int, found bool) {
	seen := make(map[string]int, len(e.keys))
	for i, key := range e.keys {
		identity := key.Text
		switch {
		case key.PubKey != nil:
			identity = string(HASH160.sum(key.PubKey))
		case key.Hash != nil:
			identity = string(key.Hash)
		}
		if earlier, ok := seen[identity]; ok {
			return earlier, i, true
		}
		seen[identity] = i
	}
	return 0, 0, false
}
