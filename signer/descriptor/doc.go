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
package descriptor
