package miniscript

import (
	"cmp"
	"slices"
)

// threshold returns the solutions of a thresh.
func (s *satisfier) threshold(n *node) (sat, dsat solution) {
	best := []solution{empty} // by how many of the last arguments are satisfied
	for _, sub := range slices.Backward(n.subs) {
		xs, xd := s.solve(sub)
		next := make([]solution, len(best)+1)
		for j := range next {
			if j < len(best) {
				next[j] = best[j].under(xd)
			}
			if j > 0 {
				next[j] = next[j].or(best[j-1].under(xs))
			}
		}
		for !next[len(next)-1].possible && len(next) > 1 {
			next = next[:len(next)-1]
		}
		best = next
	}
	for j, other := range best {
		switch j {
		case int(n.k):
			sat = other
		case 0:
			dsat = dsat.or(other)
		default: // satisfying some, but not k of them, fails as well
			dsat = dsat.or(other.changeable())
		}
	}
	return sat, dsat
}

// refused is the solution of that many empty elements.
func (s *satisfier) refused(count int) solution {
	all := empty
	for range count {
		all = all.under(zero)
	}
	return all
}

// firstOf satisfies a multi by the first k signatures in the order of its keys.
// That is what Bitcoin Core does when it is the whole script, which it knows as
// a template before miniscript comes in.
func (s *satisfier) firstOf(n *node) solution {
	return s.multi(n, s.signers(n))
}

// smallestOf satisfies a multi or multi_a by the k smallest signatures; among
// equal ones, by those of the first keys of a multi and the last keys of a multi_a.
func (s *satisfier) smallestOf(n *node) solution {
	signers := s.signers(n)
	if n.frag == fragMultiA {
		slices.Reverse(signers)
	}
	slices.SortStableFunc(signers, func(a, b int) int {
		return cmp.Compare(len(s.signatures[a]), len(s.signatures[b]))
	})
	return s.multi(n, signers)
}

// signers returns the keys of a node that have a signature, in order.
func (s *satisfier) signers(n *node) []int {
	var signers []int
	for _, key := range n.keys {
		if s.signatures[key] != nil {
			signers = append(signers, key)
		}
	}
	return signers
}

// multi satisfies a multi or multi_a by the first k of the given keys.
func (s *satisfier) multi(n *node, signers []int) solution {
	if len(signers) < int(n.k) {
		return none
	}
	chosen := make(map[int]bool, n.k)
	for _, key := range signers[:n.k] {
		chosen[key] = true
	}
	if n.frag == fragMulti {
		all := zero // CHECKMULTISIG takes an element too many
		for _, key := range n.keys {
			if chosen[key] {
				all = all.under(s.sign(key))
			}
		}
		return all
	}
	all := empty
	for _, key := range slices.Backward(n.keys) {
		if chosen[key] {
			all = all.under(s.sign(key))
		} else {
			all = all.under(zero)
		}
	}
	return all
}
