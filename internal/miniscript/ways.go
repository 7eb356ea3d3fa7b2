package miniscript

// Ways returns the alternatives of a policy, each of which is met as a whole: a key
// or several of which so many sign, with the locks and hashes that go with them. Where
// there are more than most of them, the policy stays whole, with its alternatives
// inside, so that a threshold of many branches costs no more than its text.
func (p *Policy) Ways(most int) []*Policy {
	if p.countWays(most) > most {
		return []*Policy{p}
	}
	return p.ways()
}

// ofKeys says whether all arguments are keys: k of them are one way, and not as many
// as there are choices.
func (p *Policy) ofKeys() bool {
	for _, sub := range p.Subs {
		if sub.Kind != KeyNode {
			return false
		}
	}
	return true
}

// parted are the keys among the arguments, and the rest.
func (p *Policy) parted() (keys, others []*Policy) {
	for _, sub := range p.Subs {
		if sub.Kind == KeyNode {
			keys = append(keys, sub)
		} else {
			others = append(others, sub)
		}
	}
	return keys, others
}

// countWays counts the ways, up to one more than most.
func (p *Policy) countWays(most int) int {
	if p.ofKeys() {
		return 1
	}
	keys, others := p.parted()
	sums := make([]int, len(others)+1) // the ways to meet so many of the others
	sums[0] = 1
	for n, sub := range others {
		count := sub.countWays(most)
		for j := n + 1; j > 0; j-- {
			sums[j] = min(sums[j]+sums[j-1]*count, most+1)
		}
	}
	total := 0
	for j, sum := range sums {
		if p.enough(j, len(keys)) {
			total = min(total+sum, most+1)
		}
	}
	return total
}

// enough says whether so many others and the rest of so many keys meet the policy,
// and none of them is too many.
func (p *Policy) enough(others, keys int) bool {
	rest := p.needs() - others
	return rest >= 0 && rest <= keys
}

func (p *Policy) ways() []*Policy {
	if p.ofKeys() {
		return []*Policy{p}
	}
	keys, others := p.parted()
	chosen := make([][][]*Policy, len(others)+1) // the ways to meet so many of the others: what is met in each
	chosen[0] = [][]*Policy{nil}
	for n, sub := range others {
		subWays := sub.ways()
		for j := n + 1; j > 0; j-- {
			for _, before := range chosen[j-1] {
				for _, way := range subWays {
					chosen[j] = append(chosen[j], append(before[:len(before):len(before)], way))
				}
			}
		}
	}
	var out []*Policy
	for j := range chosen {
		if !p.enough(j, len(keys)) {
			continue
		}
		for _, met := range chosen[j] {
			if rest := p.needs() - j; rest > 0 {
				met = append([]*Policy{someOf(rest, keys)}, met...)
			}
			out = append(out, someOf(len(met), met))
		}
	}
	return out
}

// Without returns what can still be met when some of the leaves cannot be.
func (p *Policy) Without(lost func(leaf *Policy) bool) *Policy {
	return p.replaced(func(leaf *Policy) *Policy {
		if lost(leaf) {
			return &Policy{Kind: Never}
		}
		return leaf
	})
}

// Signatures is how many signatures meet the policy, whichever of its alternatives is
// taken; ok is false when they need different numbers.
func (p *Policy) Signatures() (count int, ok bool) {
	switch p.Kind {
	case KeyNode:
		return 1, true
	case And:
		for _, sub := range p.Subs {
			n, ok := sub.Signatures()
			if !ok {
				return 0, false
			}
			count += n
		}
		return count, true
	case Or, Thresh:
		for i, sub := range p.Subs {
			n, ok := sub.Signatures()
			if !ok || i > 0 && n != count {
				return 0, false
			}
			count = n
		}
		return p.needs() * count, true
	}
	return 0, true
}

// Walk calls visit for every leaf, from left to right.
func (p *Policy) Walk(visit func(leaf *Policy)) {
	if len(p.Subs) == 0 {
		visit(p)
	}
	for _, sub := range p.Subs {
		sub.Walk(visit)
	}
}
