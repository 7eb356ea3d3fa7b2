// Package psbt reads, writes and works on partially signed Bitcoin
// transactions: versions 0 (BIP-174) and 2 (BIP-370), with the fields of
// taproot (BIP-371), MuSig2 (BIP-373), silent payments (BIP-375), proofs of
// reserves (BIP-127), signed messages (BIP-322) and payment names (BIP-353).
//
// A Packet is its pairs, in the order and to the byte in which they were read:
// for everything that Parse accepts, Bytes gives it back. Unknown and
// proprietary fields are kept. What a field is, is one row of the field table
// (see Fields); parsing, errors and Describe all read it there. The package
// holds no opinion on what is safe to sign and knows no wallet and no key.
package psbt
