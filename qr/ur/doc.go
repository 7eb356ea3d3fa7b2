// Package ur is Uniform Resources, version 2 (BCR-2020-005): typed CBOR
// messages carried as text in one QR symbol or, fountain-coded, in a stream of
// them. It holds Bytewords (BCR-2020-012), the multipart fountain code
// (BCR-2024-001), the strict CBOR that both need, and the registered types that
// carry keys, output descriptors and accounts (BCR-2020-006 and its family, in
// their older crypto-… and their newer forms).
//
// Text is written in upper case, so that QR symbols stay alphanumeric, and read
// in either case.
package ur
