// Package psbt reads, writes and works on partially signed Bitcoin
// transactions: versions 0 (BIP-174) and 2 (BIP-370), with the fields of
// taproot (BIP-371), MuSig2 (BIP-373), silent payments (BIP-375), proofs of
// reserves (BIP-127), signed messages (BIP-322) and payment names (BIP-353).
//
// # Faithful
//
// A [Packet] is its pairs, in the order and to the byte in which they were
// read: for everything that [Parse] accepts, [Packet.Bytes] gives it back.
// Unknown and proprietary fields are kept. Accessors ([Packet.Input],
// [Packet.Output]) read the pairs at each call and answer alike for both
// versions; nothing is held a second time that could come to differ.
//
// # Strict
//
// What a field is, is one row of the field table ([Fields]): name, form of key
// and value, in which versions. Parse holds every pair against its row, refuses
// duplicate keys, numbers that are not in their shortest form, missing and
// trailing bytes, preimages that do not hash to their key, and packets above
// [MaxSize]. It does not ask whether a public key is on the curve, which costs
// more than all the rest and is learned by whoever uses the key. Every error is
// an [*Error] and names map, field, byte and reason; none quotes the packet.
//
// Packets that are still being made may have no inputs or outputs (BIP-174 has
// such among its valid ones); whoever signs asks [Packet.CheckNotEmpty].
//
// # Roles
//
//	Creator       Create
//	Constructor   Packet.AddInput, Packet.AddOutput
//	Updater       Packet.Set
//	Signer        Packet.AddPartialSig, SetTapKeySig, AddTapScriptSig; ReturnSignatures for the way back
//	Combiner      Combine
//	Finalizer     Finalize: every signature verified; p2pk, p2pkh, p2wpkh, multisig, miniscript, taproot key and leaves
//	Extractor     Extract: the script engine over every input, absurd fees refused
//
// Between the versions goes [Packet.Convert]; [Packet.Describe] decodes every
// field for people and programs.
//
// The package holds no opinion on what is safe to sign and knows no wallet and
// no private key. It does no input or output and starts nothing: bytes in,
// bytes out.
package psbt
