package miniscript

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// PolicyKind is the kind of one node of a policy.
type PolicyKind int

// The kinds of policy nodes.
const (
	Never    PolicyKind = iota + 1 // cannot be met
	Always                         // needs nothing
	KeyNode                        // a signature by Key
	LockNode                       // Lock is open
	HashNode                       // the preimage of Hash
	And                            // all of Subs
	Or                             // one of Subs
	Thresh                         // K of Subs, 1 < K < len(Subs)
)

// Policy says what must be met to satisfy an expression. Wrappers are dissolved,
// an And has no And below it and an Or no Or, and Never and Always stand only alone.
type Policy struct {
	Kind PolicyKind
	Key  int       // KeyNode: index into Keys
	Lock Lock      // LockNode
	Hash Hash      // HashNode
	K    int       // Thresh: how many of Subs
	Subs []*Policy // And, Or, Thresh: two or more
}

// Policy returns what must be met to satisfy the expression.
func (e *Expression) Policy() *Policy { return e.root.policy() }

// policy returns the policy of a node.
func (n *node) policy() *Policy {
	var subs []*Policy
	for _, sub := range n.subs {
		subs = append(subs, sub.policy())
	}
	for _, key := range n.keys {
		subs = append(subs, &Policy{Kind: KeyNode, Key: key})
	}
	switch n.frag {
	case fragFalse:
		return &Policy{Kind: Never}
	case fragTrue:
		return &Policy{Kind: Always}
	case fragOlder, fragAfter:
		return &Policy{Kind: LockNode, Lock: n.lock()}
	case fragSHA256, fragHASH256, fragRIPEMD160, fragHASH160:
		return &Policy{Kind: HashNode, Hash: n.hashOf()}
	case fragAndV, fragAndB:
		return someOf(2, subs)
	case fragOrB, fragOrC, fragOrD, fragOrI:
		return someOf(1, subs)
	case fragAndor:
		return someOf(1, []*Policy{someOf(2, subs[:2]), subs[2]})
	case fragThresh, fragMulti, fragMultiA:
		return someOf(int(n.k), subs)
	}
	return subs[0] // pk_k, pk_h and wrappers
}

// lock returns the lock of an older or after.
func (n *node) lock() Lock {
	if n.frag == fragOlder {
		return Lock{Older, n.k}
	}
	return Lock{After, n.k}
}

// hashOf returns the hash of a hash fragment.
func (n *node) hashOf() Hash { return Hash{n.frag.hashKind(), n.hash} }

// someOf returns the policy of k of the given ones, in its simplest form.
func someOf(k int, of []*Policy) *Policy {
	subs := make([]*Policy, 0, len(of))
	for _, sub := range of {
		switch sub.Kind {
		case Never:
		case Always:
			k--
		default:
			subs = append(subs, sub)
		}
	}
	switch {
	case k <= 0:
		return &Policy{Kind: Always}
	case k > len(subs):
		return &Policy{Kind: Never}
	case len(subs) == 1:
		return subs[0]
	case k == len(subs):
		return &Policy{Kind: And, Subs: spliced(And, subs)}
	case k == 1:
		return &Policy{Kind: Or, Subs: spliced(Or, subs)}
	}
	return &Policy{Kind: Thresh, K: k, Subs: subs}
}

// spliced replaces nodes of that kind by what stands below them.
func spliced(kind PolicyKind, subs []*Policy) []*Policy {
	flat := make([]*Policy, 0, len(subs))
	for _, sub := range subs {
		if sub.Kind == kind {
			flat = append(flat, sub.Subs...)
		} else {
			flat = append(flat, sub)
		}
	}
	return flat
}

// Remaining returns what is still to be met when met holds for some of the
// leaves (KeyNode, LockNode, HashNode).
func (p *Policy) Remaining(met func(leaf *Policy) bool) *Policy {
	return p.replaced(func(leaf *Policy) *Policy {
		if met(leaf) {
			return &Policy{Kind: Always}
		}
		return leaf
	})
}

// replaced is the policy with other leaves (KeyNode, LockNode, HashNode), in its
// simplest form.
func (p *Policy) replaced(by func(leaf *Policy) *Policy) *Policy {
	switch p.Kind {
	case KeyNode, LockNode, HashNode:
		return by(p)
	case And, Or, Thresh:
		subs := make([]*Policy, len(p.Subs))
		for i, sub := range p.Subs {
			subs[i] = sub.replaced(by)
		}
		return someOf(p.needs(), subs)
	}
	return p
}

// needs returns how many of Subs must be met.
func (p *Policy) needs() int {
	switch p.Kind {
	case And:
		return len(p.Subs)
	case Or:
		return 1
	}
	return p.K
}

// String returns the policy in short form, with keys by index: for tests and
// messages to developers.
func (p *Policy) String() string {
	switch p.Kind {
	case Never:
		return "never"
	case Always:
		return "always"
	case KeyNode:
		return fmt.Sprintf("key(%d)", p.Key)
	case LockNode:
		return p.Lock.String()
	case HashNode:
		return p.Hash.String()
	}
	list := make([]string, len(p.Subs))
	for i, sub := range p.Subs {
		list[i] = sub.String()
	}
	inner := strings.Join(list, ",") + ")"
	switch p.Kind {
	case And:
		return "and(" + inner
	case Or:
		return "or(" + inner
	}
	return fmt.Sprintf("thresh(%d,%s", p.K, inner)
}

// String returns the lock as miniscript writes it.
func (l Lock) String() string {
	if l.Kind == Older {
		return fmt.Sprintf("older(%d)", l.Value)
	}
	return fmt.Sprintf("after(%d)", l.Value)
}

// String returns the hash as miniscript writes it.
func (h Hash) String() string {
	name := "unknown"
	for frag := fragSHA256; frag <= fragHASH160; frag++ {
		if frag.hashKind() == h.Kind {
			name = spellings[frag].name
		}
	}
	return name + "(" + hex.EncodeToString(h.Value) + ")"
}
