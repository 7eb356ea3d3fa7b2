package miniscript

import "fmt"

// ParseError says why a text is no expression.
type ParseError struct {
	Offset int    // byte of the text
	Reason string // lower case, without the text
	Err    error  // the error of the function that reads keys, or nil
}

// Error returns the place and the reason.
func (e *ParseError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("miniscript: offset %d: %s: %v", e.Offset, e.Reason, e.Err)
	}
	return fmt.Sprintf("miniscript: offset %d: %s", e.Offset, e.Reason)
}

// Unwrap returns the error of the function that reads keys.
func (e *ParseError) Unwrap() error { return e.Err }

// DecodeError says why a script is no miniscript.
type DecodeError struct {
	Offset int    // byte of the script
	Reason string // lower case
}

// Error returns the place and the reason.
func (e *DecodeError) Error() string {
	return fmt.Sprintf("miniscript: script byte %d: %s", e.Offset, e.Reason)
}

// Reason names why an expression is not sane.
type Reason string

// The reasons of Check. An expression with one of them should not be a wallet;
// it may still be satisfied.
const (
	NoSignature   Reason = "no-signature"  // some way to satisfy it needs no signature
	Malleable     Reason = "malleable"     // a third party can change some witness
	DuplicateKey  Reason = "duplicate-key" // a key appears twice
	TimeLockMix   Reason = "time-lock-mix" // some way needs a height and a time of the same kind of lock
	Unsatisfiable Reason = "unsatisfiable" // no witness exists, or none but malleable ones
	ScriptSize    Reason = "script-size"   // the script is too large to be relayed
	OpcodeCount   Reason = "opcode-count"  // some witness executes too many opcodes
	WitnessItems  Reason = "witness-items" // some witness has too many elements to be relayed
	StackItems    Reason = "stack-items"   // some witness makes the stack too high
)

// Problem is one reason why an expression is not sane.
type Problem struct {
	Reason Reason
	Detail string // the figures, or where
}

// String returns the reason and the detail.
func (p Problem) String() string { return string(p.Reason) + ": " + p.Detail }

// Obstacle names why no witness was made.
type Obstacle string

// The obstacles of Satisfy.
const (
	SomethingMissing Obstacle = "missing"      // signatures, preimages or locks are missing
	PubKeyUnknown    Obstacle = "pubkey"       // the public key of a pk_h is not known
	OnlyMalleable    Obstacle = "malleable"    // what is there gives only witnesses that a third party can change
	WithoutSignature Obstacle = "no-signature" // what is there gives only a witness without a signature
)

// Unsatisfied is the error of Satisfy: why there is no witness yet, as data.
// The indexes are those of Keys.
type Unsatisfied struct {
	Obstacle Obstacle
	Keys     []int   // keys without a signature (or, for PubKeyUnknown, without a public key)
	Hashes   []Hash  // hashes without a preimage
	Locks    []Lock  // locks that the transaction does not open
	Remains  *Policy // what must still be met: the policy less all that is met
}

// Error returns the counts of what is missing.
func (u *Unsatisfied) Error() string {
	return fmt.Sprintf("miniscript: not satisfied (%s): without %d signatures, %d preimages, %d locks closed",
		string(u.Obstacle), len(u.Keys), len(u.Hashes), len(u.Locks))
}
