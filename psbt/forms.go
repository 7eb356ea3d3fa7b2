package psbt

// A KeyForm is the shape of a field's key data.
type KeyForm struct {
	Name  string // for people, like "33-byte public key"
	check func(key []byte) string
	show  func(key []byte) []Detail
}

// A ValueForm is the shape of a field's value. The key data is at hand for the
// forms that depend on it (preimages, leaf scripts, xpub origins).
type ValueForm struct {
	Name  string
	check func(key, value []byte) string
	show  func(key, value []byte) []Detail
}

// Checks return "" for a well-formed slice and else the reason.

// exactly asks for n bytes.
func exactly(n int, reason string) func([]byte) string {
	return func(b []byte) string {
		if len(b) != n {
			return reason
		}
		return ""
	}
}

// valueOnly turns a check of bytes into one that ignores the key.
func valueOnly(check func([]byte) string) func(key, value []byte) string {
	return func(_, value []byte) string { return check(value) }
}

// checkCompressed asks for a compressed public key: 02 or 03 and an x
// coordinate. That the point is on the curve is not asked here; whoever uses
// the key learns it.
func checkCompressed(b []byte) string {
	if len(b) != compressedLen || b[0] != 2 && b[0] != 3 {
		return "not a compressed public key"
	}
	return ""
}

// checkPublicKey asks for a compressed key or an uncompressed one (04, 65
// bytes). The hybrid prefixes 06 and 07 are no form of BIP-174.
func checkPublicKey(b []byte) string {
	if len(b) == uncompressedLen && b[0] == 4 {
		return ""
	}
	if checkCompressed(b) != "" {
		return "not a public key"
	}
	return ""
}

// Lengths in bytes.
const (
	compressedLen   = 33
	uncompressedLen = 65
	xOnlyLen        = 32
	hashLen         = 32
	shortHashLen    = 20
	xpubLen         = 78
	fingerprintLen  = 4
	schnorrSigLen   = 64
)
