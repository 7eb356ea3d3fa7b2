// Package keystore is the only home of private keys: it makes and imports them,
// seals them for operators, unlocks them for a session, and signs digests. It
// knows no transactions, and no key leaves it.
//
// It works on bytes: files are read and written by others. Secrets that outlive a
// call lie in coldsign/internal/locked; work on them runs in
// coldsign/internal/erase.
//
// A sealed key is a public record (key.json) and a file for each operator. That
// file is an age file for the operator's passphrase, and its content one line, a
// SLIP-0039 share of the secret, which is the BIP-0032 seed itself: the tools age,
// any SLIP-0039 program and any BIP-0032 program lead to the same keys without
// this one. Where the key came from words, their entropy is kept in words.sealed,
// encrypted with a key that the seed gives.
package keystore
