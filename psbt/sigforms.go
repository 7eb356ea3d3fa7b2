package psbt

// Bounds of a DER signature with its sighash byte (BIP-66).
const (
	minDERSig = 9
	maxDERSig = 73
)

// checkECDSASig asks for a strictly DER-encoded signature (BIP-66) and one
// byte of sighash type after it. Which sighash types are wise is not asked.
//
//	30 total 02 len R… 02 len S… sighash
func checkECDSASig(sig []byte) string {
	const reason = "not a DER signature and a sighash byte"
	if len(sig) < minDERSig || len(sig) > maxDERSig || sig[0] != 0x30 || int(sig[1]) != len(sig)-3 {
		return reason
	}
	body := sig[2 : len(sig)-1]
	for range 2 {
		var ok bool
		if body, ok = skipDERInteger(body); !ok {
			return reason
		}
	}
	if len(body) != 0 {
		return reason
	}
	return ""
}

// skipDERInteger steps over a positive integer in its shortest form.
func skipDERInteger(b []byte) (rest []byte, ok bool) {
	if len(b) < 3 || b[0] != 0x02 {
		return nil, false
	}
	n := int(b[1])
	if n == 0 || n > len(b)-2 {
		return nil, false
	}
	digits := b[2 : 2+n]
	negative := digits[0]&0x80 != 0
	padded := n > 1 && digits[0] == 0 && digits[1]&0x80 == 0
	return b[2+n:], !negative && !padded
}

// checkSchnorrSig asks for BIP-341's two lengths: 64 bytes, or 65 when the
// last one is a sighash type other than DEFAULT.
func checkSchnorrSig(sig []byte) string {
	if len(sig) == schnorrSigLen || len(sig) == schnorrSigLen+1 && sig[schnorrSigLen] != 0 {
		return ""
	}
	return "not a 64-byte signature with an explicit sighash type or none"
}
