// Package descriptor reads and writes output script descriptors (BIP-380 to
// BIP-386, BIP-389, BIP-390) and turns them into scripts and addresses. It
// handles public data only: a descriptor that holds a private key is refused.
//
// A *Descriptor can only come from [Parse], [Join] or an import, so one that
// exists is valid: its checksum was right, its expressions are nested as the
// standards allow, its numbers are in range, and its keys are points of the
// curve. Nothing in it changes after that, and every method may be called from
// many goroutines at once.
//
// A derivation path is a []uint32 from the master key, with the highest bit of
// an element set when the element is hardened (BIP-32). A branch is the position
// of a choice in a multipath step: 0 for receive and 1 for change in <0;1>.
//
// What it does, by file:
//
//	descriptor.go, parser.go, expression.go   text to descriptor: a table of script expressions, one row each
//	key.go, path.go, musig.go                 key expressions and their paths; Match is the inverse of FullPath
//	at.go, script.go, taproot.go, tree.go     descriptor to scripts, at a branch and an index
//	address.go, network.go                    script to address, and back only by way of the script
//	inspect.go, checks.go                     what must be known before a wallet is registered: a table of checks
//	sentences.go                              who can spend, in words
//	policy.go, policyid.go                    wallet policies (BIP-388); the id that people compare
//	import.go and its kin                     files of coordinators: a table of formats
//	import_ur.go                              what a UR says, as qr/ur reads it
//	bsms.go, bsms_key.go, bsms_crypt.go       BIP-129
//
// A new script expression is a type with the two methods of expr and a row in
// expressionNamed. A new file format is two functions and a row in formats.
package descriptor
