package miniscript

import "fmt"

// Context is the kind of script that an expression compiles to.
type Context int

// The contexts of BIP-379. The zero value is none of them.
const (
	P2WSH     Context = iota + 1 // witness script of BIP-141, keys of 33 bytes
	Tapscript                    // tap leaf of BIP-342, keys of 32 bytes
)

// String returns the name of the context.
func (c Context) String() string {
	switch c {
	case P2WSH:
		return "P2WSH"
	case Tapscript:
		return "tapscript"
	}
	return fmt.Sprintf("context %d", int(c))
}

// Hard bounds: what exceeds them is refused before it is read.
const (
	// maxText holds 999 keys with origin, extended key and derivation.
	maxText = 1 << 18

	// maxDepth bounds the nesting of an expression. What nests deepest within the
	// stack's 1000 elements keeps one of them waiting on every second level, as
	// and_b(X,a:and_b(X,a:...)) does.
	maxDepth = 2_048

	// maxArguments bounds thresh and multi_a: each signature or subexpression of use
	// takes a stack element, and the stack holds 1000 of them.
	maxArguments = 999

	// maxChoices bounds the work on all thresh of an expression: the sum of their
	// squared argument counts. One thresh of the most arguments is within.
	maxChoices = 1 << 20

	// maxMultisig is consensus for OP_CHECKMULTISIG.
	maxMultisig = 20
)

// limits are the bounds of one context.
type limits struct {
	keySize      int // bytes of a public key in the script
	signature    int // bytes of the largest signature with its sighash byte
	scriptHard   int // bytes of a script that can be spent at all
	scriptRelay  int // bytes of a script whose spending is relayed
	opcodes      int // non-push opcodes and keys of CHECKMULTISIG executed; 0: unlimited
	witnessItems int // stack elements of a relayed witness, the script not counted; 0: unlimited
	stackItems   int // elements of the stack at any moment
}

// limits returns the bounds of a context, and false for an unknown one.
func (c Context) limits() (limits, bool) {
	switch c {
	case P2WSH:
		return limits{
			keySize:      33,
			signature:    72, // DER with low S, and the sighash byte
			scriptHard:   10_000,
			scriptRelay:  3_600,
			opcodes:      201,
			witnessItems: 100,
			stackItems:   1_000,
		}, true
	case Tapscript:
		return limits{
			keySize:     32,
			signature:   65,
			scriptHard:  maxTapscript,
			scriptRelay: maxTapscript,
			stackItems:  1_000,
		}, true
	}
	return limits{}, false
}

// maxTapscript is the largest leaf that a transaction of standard weight can
// always spend, counted as Bitcoin Core does: 400,000 weight units less a
// transaction of one input and one P2WSH output (94 bytes of four units, and the
// segwit marker and flag), less the largest witness beside the script (a count,
// 1000 elements of 65 bytes, the largest control block), less the script's length.
const maxTapscript = 400_000 - (94*4 + 2) - (3 + 1_000*(1+65) + 3 + 33 + 128*32) - 5
