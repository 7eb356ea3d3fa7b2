package psbt

// The key forms.
var (
	noKeyData = KeyForm{"none", exactly(0, "takes no key data"), func([]byte) []Detail { return nil }}
	publicKey = KeyForm{"public key, 33 or 65 bytes", checkPublicKey, showHex("public key")}
	xOnlyKey  = KeyForm{"x-only public key, 32 bytes", exactly(xOnlyLen, "not a 32-byte x-only key"), showHex("public key")}
	hash20Key = KeyForm{"hash, 20 bytes", exactly(shortHashLen, "not a 20-byte hash"), showHex("hash")}
	hash32Key = KeyForm{"hash, 32 bytes", exactly(hashLen, "not a 32-byte hash"), showHex("hash")}
	scanKey   = KeyForm{"scan public key, 33 bytes", checkCompressed, showHex("scan key")}

	xpubKey             = KeyForm{"extended public key, 78 bytes", checkXPub, showXPub}
	xOnlyKeyAndLeafHash = KeyForm{"x-only public key and leaf hash, 64 bytes", exactly(xOnlyLen+hashLen, "not an x-only key and a leaf hash"), showKeyAndLeaf}
	controlBlockKey     = KeyForm{"control block, 33+32m bytes", checkControlBlock, showControlBlock}
	aggregateKey        = KeyForm{"aggregate public key, 33 bytes", checkCompressed, showHex("aggregate key")}
	musig2SignerKey     = KeyForm{"participant and aggregate keys, 66 bytes, or with leaf hash, 98", checkMuSig2Signer, showMuSig2Signer}
	proprietaryKey      = KeyForm{"identifier, subtype, data", checkProprietary, showProprietary}
)

// checkXPub asks for BIP-32's 78 bytes: version, depth, parent fingerprint,
// child number, chain code, compressed key.
func checkXPub(key []byte) string {
	if len(key) != xpubLen || checkCompressed(key[xpubLen-compressedLen:]) != "" {
		return "not an extended public key"
	}
	return ""
}

// maxTapDepth is the longest Merkle path of BIP-341.
const maxTapDepth = 128

// checkControlBlock asks for BIP-341's leaf version, internal key and path.
func checkControlBlock(key []byte) string {
	path := len(key) - compressedLen
	if path < 0 || path%hashLen != 0 || path/hashLen > maxTapDepth {
		return "not a control block"
	}
	return ""
}

// checkMuSig2Signer asks for the participant's and the aggregate key, maybe
// followed by a leaf hash (BIP-373).
func checkMuSig2Signer(key []byte) string {
	if len(key) != 2*compressedLen && len(key) != 2*compressedLen+hashLen ||
		checkCompressed(key[:compressedLen]) != "" ||
		checkCompressed(key[compressedLen:2*compressedLen]) != "" {
		return "not a participant key, an aggregate key and maybe a leaf hash"
	}
	return ""
}

// checkProprietary asks for BIP-174's length-prefixed identifier and subtype.
func checkProprietary(key []byte) string {
	r := reader{b: key}
	r.varBytes()
	r.compactSize()
	return r.reason
}
