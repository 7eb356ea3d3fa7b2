// Package miniscript reads, checks, compiles and satisfies miniscript (BIP-379)
// for P2WSH and tapscript.
//
// An [Expression] is valid by construction: its syntax, its types and its hard
// bounds were checked when it was made, from text or from a script.
//
//	Parse(text, ctx, keys) (*Expression, error)     text -> expression; keys reads the key expressions
//	Decode(script, ctx, lookup) (*Expression, error) script -> expression; compiling it gives the same bytes
//
//	(e) String() string                     canonical text
//	(e) Keys() []Key                        the keys, in order of appearance; everything else counts keys by this index
//	(e) WithKeys(pubkeys) (*Expression, error)  the same expression with these public keys; cheap, the tree is shared
//	(e) Script() ([]byte, error)            the script; all public keys (or their hashes) must be known
//	(e) Type() Type                         basic type and properties
//	(e) Check() []Problem                   why the expression is not sane; empty: sane
//	(e) Bounds() Bounds                     script size, largest witness, opcodes, stack
//	(e) Multi() (k int, ok bool)            the whole script is one multi or multi_a
//	(e) Policy() *Policy                    what must be met, without the details of the script
//	(e) Satisfy(have Available) (wire.TxWitness, error)  the witness, or *Unsatisfied with what is missing
//
// A wallet keeps one parsed expression and calls WithKeys for each address. A
// finalizer calls Decode on the witness script or the tap leaf, and Satisfy.
//
// sortedmulti and sortedmulti_a are functions of descriptors (BIP-383, BIP-387)
// and no miniscript: a descriptor parses multi or multi_a with the same
// arguments, and gives the sorted public keys to WithKeys.
package miniscript
