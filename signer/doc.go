// Package signer judges a transaction and signs it, in a straight line:
//
//	Analyze     a packet and what this machine knows  ->  facts
//	Check       facts and limits                      ->  findings
//	NewReview   facts and findings                    ->  what is shown, and its id
//	Approve     the id and the acknowledgements       ->  an approval, or why not
//	Sign        an approval and keys                  ->  a signed copy
//
// Analyze never stops at the first wrong thing, and a fact that cannot be
// established is a value, so a person sees all findings at once. An [Approval]
// has private fields and one maker, and [Sign] takes nothing else: a path
// around the checks does not compile.
//
// The package knows no private key. Whoever holds one implements [Keys] and is
// handed digests.
//
// Amounts are integers in satoshi, paths are from the master key with the
// highest bit of a hardened element set (BIP-32), fingerprints are the first
// four bytes of the master key's HASH160.
package signer
