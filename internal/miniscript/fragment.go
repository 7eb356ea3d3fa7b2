package miniscript

import "github.com/btcsuite/btcd/txscript/v2"

// fragment is the kind of a node. pk, pkh, and_n, t:, l: and u: are sugar for
// others and have no kind of their own.
type fragment uint8

// The fragments of BIP-379, in the order of its translation table.
const (
	fragFalse fragment = iota
	fragTrue
	fragPkK
	fragPkH
	fragOlder
	fragAfter
	fragSHA256
	fragHASH256
	fragRIPEMD160
	fragHASH160
	fragAndor
	fragAndV
	fragAndB
	fragOrB
	fragOrC
	fragOrD
	fragOrI
	fragThresh
	fragMulti
	fragMultiA
	fragWrapA
	fragWrapS
	fragWrapC
	fragWrapD
	fragWrapV
	fragWrapJ
	fragWrapN
)

// form is what stands between the parentheses of a fragment.
type form uint8

const (
	formNone   form = iota // nothing, and no parentheses
	formKey                // one key
	formLock               // a number
	formHash               // hexadecimal
	formSubs               // a fixed count of expressions
	formThresh             // a number and expressions
	formMulti              // a number and keys
	formWrap               // a letter before a colon
)

// spelling is how a fragment is written, and how many arguments it has.
type spelling struct {
	name string // with sugar dissolved
	form form
	subs int // formSubs: expressions; formHash: bytes of the hash
}

// spellings are those of all fragments.
var spellings = [...]spelling{
	fragFalse:     {"0", formNone, 0},
	fragTrue:      {"1", formNone, 0},
	fragPkK:       {"pk_k", formKey, 0},
	fragPkH:       {"pk_h", formKey, 0},
	fragOlder:     {"older", formLock, 0},
	fragAfter:     {"after", formLock, 0},
	fragSHA256:    {"sha256", formHash, 32},
	fragHASH256:   {"hash256", formHash, 32},
	fragRIPEMD160: {"ripemd160", formHash, 20},
	fragHASH160:   {"hash160", formHash, 20},
	fragAndor:     {"andor", formSubs, 3},
	fragAndV:      {"and_v", formSubs, 2},
	fragAndB:      {"and_b", formSubs, 2},
	fragOrB:       {"or_b", formSubs, 2},
	fragOrC:       {"or_c", formSubs, 2},
	fragOrD:       {"or_d", formSubs, 2},
	fragOrI:       {"or_i", formSubs, 2},
	fragThresh:    {"thresh", formThresh, 0},
	fragMulti:     {"multi", formMulti, 0},
	fragMultiA:    {"multi_a", formMulti, 0},
	fragWrapA:     {"a", formWrap, 1},
	fragWrapS:     {"s", formWrap, 1},
	fragWrapC:     {"c", formWrap, 1},
	fragWrapD:     {"d", formWrap, 1},
	fragWrapV:     {"v", formWrap, 1},
	fragWrapJ:     {"j", formWrap, 1},
	fragWrapN:     {"n", formWrap, 1},
}

// hashKind returns the hash function of a hash fragment.
func (f fragment) hashKind() HashKind {
	switch f {
	case fragSHA256:
		return SHA256
	case fragHASH256:
		return HASH256
	case fragRIPEMD160:
		return RIPEMD160
	}
	return HASH160
}

// hashFragment returns the fragment of a hash opcode, and false for another opcode.
func hashFragment(opcode byte) (fragment, bool) {
	switch opcode {
	case txscript.OP_SHA256:
		return fragSHA256, true
	case txscript.OP_HASH256:
		return fragHASH256, true
	case txscript.OP_RIPEMD160:
		return fragRIPEMD160, true
	case txscript.OP_HASH160:
		return fragHASH160, true
	}
	return 0, false
}

// node is one fragment with its arguments. Nodes are made by build only, and
// not changed afterwards.
type node struct {
	frag fragment
	k    uint32  // threshold, or the value of a lock
	keys []int   // indexes into the expression's keys
	hash []byte  // value of a hash fragment
	subs []*node // X, Y, Z of the tables

	typ     Type
	height  int // levels of nesting, this one counted
	choices int // what maxChoices bounds
	size    sizes
}

// build completes a node: its type, its sizes, and the bounds that all nodes keep.
// It returns the reason when the fragment cannot be.
func (n *node) build(ctx Context) string {
	for _, sub := range n.subs {
		n.height = max(n.height, sub.height)
		n.choices += sub.choices
	}
	n.height++
	if n.frag == fragThresh {
		n.choices += len(n.subs) * len(n.subs)
	}
	switch {
	case n.height > maxDepth:
		return "nested too deep"
	case n.choices > maxChoices:
		return "too many arguments of thresh in all"
	}
	if reason := n.checkArguments(ctx); reason != "" {
		return reason
	}
	n.typ = n.computeType(ctx)
	if n.typ&basicTypes == 0 {
		return spellings[n.frag].name + ": arguments are of the wrong type"
	}
	n.size = n.computeSizes(ctx)
	if lim, _ := ctx.limits(); n.size.script > lim.scriptHard {
		return "script is too large"
	}
	return ""
}

// checkArguments checks numbers, counts and the context.
func (n *node) checkArguments(ctx Context) string {
	spell := spellings[n.frag]
	switch spell.form {
	case formLock:
		if n.k < 1 || n.k >= 1<<31 {
			return spell.name + ": value is not within 1 and 2147483647"
		}
	case formThresh:
		return checkThreshold(spell.name, n.k, len(n.subs), maxArguments)
	case formMulti:
		if (n.frag == fragMulti) != (ctx == P2WSH) {
			return spell.name + ": not in " + ctx.String()
		}
		most := maxArguments
		if n.frag == fragMulti {
			most = maxMultisig
		}
		return checkThreshold(spell.name, n.k, len(n.keys), most)
	}
	return ""
}

// checkThreshold checks k of n.
func checkThreshold(name string, k uint32, n, most int) string {
	switch {
	case n > most:
		return name + ": too many arguments"
	case k < 1:
		return name + ": threshold is zero"
	case int64(k) > int64(n):
		return name + ": threshold is above the number of arguments"
	}
	return ""
}
