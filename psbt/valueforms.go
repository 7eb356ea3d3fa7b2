package psbt

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"unicode/utf8"

	//lint:ignore SA1019 BIP-174 has RIPEMD160 preimages
	"golang.org/x/crypto/ripemd160"
)

// The value forms.
var (
	anyValue     = ValueForm{"bytes", valueOnly(checkAny), showValue("bytes")}
	scriptValue  = ValueForm{"script", valueOnly(checkAny), showScript}
	messageValue = ValueForm{"UTF-8 text", valueOnly(checkUTF8), showMessage}

	uint32Value     = ValueForm{"32-bit unsigned integer", valueOnly(exactly(4, "not a 32-bit integer")), showUint32}
	int32Value      = ValueForm{"32-bit signed integer", valueOnly(exactly(4, "not a 32-bit integer")), showInt32}
	amountValue     = ValueForm{"64-bit signed integer, satoshi", valueOnly(exactly(8, "not a 64-bit integer")), showAmount}
	countValue      = ValueForm{"compact size integer", valueOnly(checkCount), showCount}
	modifiableValue = ValueForm{"8-bit flags", valueOnly(exactly(1, "not one byte of flags")), showModifiable}
	sighashValue    = ValueForm{"32-bit sighash type", valueOnly(exactly(4, "not a 32-bit integer")), showSighash}

	locktimeValue       = ValueForm{"32-bit lock time", valueOnly(exactly(4, "not a 32-bit integer")), showUint32}
	timeLocktimeValue   = ValueForm{"32-bit lock time, at least 500000000", valueOnly(checkTimeLocktime), showUint32}
	heightLocktimeValue = ValueForm{"32-bit lock time, 1 to 499999999", valueOnly(checkHeightLocktime), showUint32}

	hash32Value    = ValueForm{"hash, 32 bytes", valueOnly(exactly(hashLen, "not a 32-byte hash")), showValue("hash")}
	scalarValue    = ValueForm{"partial signature, 32 bytes", valueOnly(exactly(32, "not 32 bytes")), showValue("partial signature")}
	nonceValue     = ValueForm{"public nonce, 66 bytes", valueOnly(checkNonce), showValue("public nonce")}
	proofValue     = ValueForm{"DLEQ proof, 64 bytes", valueOnly(exactly(64, "not a 64-byte proof")), showValue("proof")}
	shareValue     = ValueForm{"ECDH share, 33 bytes", valueOnly(checkCompressed), showValue("share")}
	xOnlyKeyValue  = ValueForm{"x-only public key, 32 bytes", valueOnly(exactly(xOnlyLen, "not a 32-byte x-only key")), showValue("public key")}
	txidValue      = ValueForm{"transaction id, 32 bytes", valueOnly(exactly(hashLen, "not a 32-byte transaction id")), showTxID}
	ripemd160Value = ValueForm{"preimage", checkPreimage(ripemd160Sum), showValue("preimage")}
	sha256Value    = ValueForm{"preimage", checkPreimage(sha256Sum), showValue("preimage")}
	hash160Value   = ValueForm{"preimage", checkPreimage(hash160Sum), showValue("preimage")}
	hash256Value   = ValueForm{"preimage", checkPreimage(hash256Sum), showValue("preimage")}

	unsignedTxValue = ValueForm{"transaction without signatures", valueOnly(checkUnsignedTx), showUnsignedTx}
	prevTxValue     = ValueForm{"transaction", valueOnly(checkTx), showPrevTx}
	txOutValue      = ValueForm{"transaction output", valueOnly(checkTxOut), showTxOut}
	witnessValue    = ValueForm{"witness stack", valueOnly(checkWitness), showWitness}

	ecdsaSigValue      = ValueForm{"ECDSA signature and sighash byte", valueOnly(checkECDSASig), showECDSASig}
	schnorrSigValue    = ValueForm{"Schnorr signature, 64 or 65 bytes", valueOnly(checkSchnorrSig), showSchnorrSig}
	originValue        = ValueForm{"master fingerprint and path", valueOnly(checkOrigin), showOrigin}
	xpubOriginValue    = ValueForm{"master fingerprint and path, as long as the key is deep", checkXPubOrigin, showXPubOrigin}
	tapOriginValue     = ValueForm{"leaf hashes, master fingerprint and path", valueOnly(checkTapOrigin), showTapOrigin}
	leafScriptValue    = ValueForm{"script and leaf version", checkLeafScript, showLeafScript}
	tapTreeValue       = ValueForm{"depth-first tree of leaves", valueOnly(checkTapTree), showTapTree}
	keyListValue       = ValueForm{"public keys, 33 bytes each", valueOnly(checkKeyList), showKeyList}
	silentAddressValue = ValueForm{"scan and spend keys, 66 bytes", valueOnly(checkSilentAddress), showSilentAddress}
	dnssecValue        = ValueForm{"name and DNSSEC proof", valueOnly(checkDNSSEC), showDNSSEC}
)

func checkAny([]byte) string { return "" }

func checkUTF8(value []byte) string {
	if !utf8.Valid(value) {
		return "not UTF-8"
	}
	return ""
}

func checkCount(value []byte) string {
	r := reader{b: value}
	r.compactSize()
	return r.end()
}

// locktimeThreshold divides heights from times (BIP-370, as in consensus).
const locktimeThreshold = 500_000_000

func checkTimeLocktime(value []byte) string {
	if len(value) != 4 || binary.LittleEndian.Uint32(value) < locktimeThreshold {
		return "not a 32-bit time of at least 500000000"
	}
	return ""
}

func checkHeightLocktime(value []byte) string {
	if len(value) != 4 || binary.LittleEndian.Uint32(value)-1 >= locktimeThreshold-1 {
		return "not a 32-bit height from 1 to 499999999"
	}
	return ""
}

// checkPreimage asks that the value hashes to the key.
func checkPreimage(sum func([]byte) []byte) func(key, value []byte) string {
	return func(key, value []byte) string {
		if !bytes.Equal(sum(value), key) {
			return "does not hash to its key"
		}
		return ""
	}
}

func sha256Sum(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}

func ripemd160Sum(b []byte) []byte {
	h := ripemd160.New()
	h.Write(b)
	return h.Sum(nil)
}

func hash160Sum(b []byte) []byte { return ripemd160Sum(sha256Sum(b)) }
func hash256Sum(b []byte) []byte { return sha256Sum(sha256Sum(b)) }

// checkOrigin asks for a fingerprint and a whole number of path steps.
func checkOrigin(value []byte) string {
	if len(value) < fingerprintLen || len(value)%4 != 0 {
		return "not a fingerprint and 32-bit path steps"
	}
	return ""
}

// checkXPubOrigin also asks that the path is as long as the key is deep.
func checkXPubOrigin(key, value []byte) string {
	if reason := checkOrigin(value); reason != "" {
		return reason
	}
	const depthAt = 4
	if len(value)/4-1 != int(key[depthAt]) {
		return "path length is not the depth of the extended key"
	}
	return ""
}

func checkTapOrigin(value []byte) string {
	r := reader{b: value}
	r.skip(uint64(r.count(hashLen)) * hashLen)
	if r.reason != "" {
		return r.reason
	}
	return checkOrigin(value[r.at:])
}

// checkLeafScript asks for a script and a leaf version, the one of the control
// block that is its key.
func checkLeafScript(key, value []byte) string {
	const versionMask = 0xfe
	if len(value) == 0 || value[len(value)-1] != key[0]&versionMask {
		return "does not end in the leaf version of its control block"
	}
	return ""
}

// checkKeyList asks for at least one compressed key, and nothing but.
func checkKeyList(value []byte) string {
	if len(value) == 0 || len(value)%compressedLen != 0 {
		return "not a list of compressed public keys"
	}
	for at := 0; at < len(value); at += compressedLen {
		if reason := checkCompressed(value[at : at+compressedLen]); reason != "" {
			return reason
		}
	}
	return ""
}

func checkNonce(value []byte) string {
	if len(value) != 2*compressedLen {
		return "not a 66-byte public nonce"
	}
	return ""
}

func checkSilentAddress(value []byte) string {
	if len(value) != 2*compressedLen {
		return "not a scan key and a spend key"
	}
	return checkKeyList(value)
}

// checkDNSSEC asks for BIP-353's name, prefixed by its length in one byte, and
// a proof of any form.
func checkDNSSEC(value []byte) string {
	if len(value) == 0 || len(value)-1 < int(value[0]) {
		return truncated
	}
	return ""
}
