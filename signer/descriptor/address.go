package descriptor

import (
	"fmt"
	"strings"

	"github.com/btcsuite/btcd/address/v2/base58"
	"github.com/btcsuite/btcd/address/v2/bech32"
	"github.com/btcsuite/btcd/txscript/v2"
)

// maxAddress is the longest segwit address in characters (BIP-173); nothing
// longer is decoded.
const maxAddress = 90

// Address returns the address of an output script on the network: base58check
// for P2PKH and P2SH, bech32 for witness version 0, bech32m for versions 1 to 16
// (BIP-173, BIP-350). It returns false for a script that has no address.
func Address(script []byte, n *Network) (string, bool) {
	if hash, ok := pubKeyHashOf(script); ok {
		return base58.CheckEncode(hash, n.pubKeyHash), true
	}
	if hash, ok := scriptHashOf(script); ok {
		return base58.CheckEncode(hash, n.scriptHash), true
	}
	if v, program, ok := witnessProgramOf(script); ok {
		return segwitAddress(v, program, n.hrp)
	}
	return "", false
}

// ParseAddress returns the script that an address of the network pays to. The
// text counts only if encoding its script gives it back, so what a decoder
// misunderstands is refused.
func ParseAddress(s string, n *Network) ([]byte, error) {
	script, ok := addressScript(s, n)
	if ok {
		return script, nil
	}
	for _, other := range networks {
		if _, ok := addressScript(s, other); ok {
			return nil, fmt.Errorf("address: of network %s, not of %s", other.Name, n.Name)
		}
	}
	return nil, fmt.Errorf("address: %s is no address of network %s", quote(s), n.Name)
}

// addressScript decodes and encodes again.
func addressScript(s string, n *Network) ([]byte, bool) {
	if len(s) > maxAddress {
		return nil, false
	}
	canonical := s
	var script []byte
	if strings.HasPrefix(strings.ToLower(s), n.hrp+"1") {
		if s == strings.ToUpper(s) {
			canonical = strings.ToLower(s) // all upper case is the QR form of the same address
		}
		script = decodeSegwit(canonical)
	} else {
		script = decodeBase58(s, n)
	}
	if script == nil {
		return nil, false
	}
	again, ok := Address(script, n)
	return script, ok && again == canonical
}

// decodeSegwit returns the script of a segwit address, or nil. Which checksum
// belongs to which version is left to the encoding that follows.
func decodeSegwit(s string) []byte {
	_, data, _, err := bech32.DecodeGeneric(s)
	if err != nil || len(data) == 0 || data[0] > 16 {
		return nil
	}
	program, err := bech32.ConvertBits(data[1:], 5, 8, false)
	if err != nil {
		return nil
	}
	return witnessScript(data[0], program)
}

func decodeBase58(s string, n *Network) []byte {
	hash, version, err := base58.CheckDecode(s)
	switch {
	case err != nil || len(hash) != 20:
		return nil
	case version == n.pubKeyHash:
		return pubKeyHashScript(hash)
	case version == n.scriptHash:
		return scriptHashScript(hash)
	}
	return nil
}

func segwitAddress(version byte, program []byte, hrp string) (string, bool) {
	if version == 0 && len(program) != 20 && len(program) != 32 {
		return "", false
	}
	data, err := bech32.ConvertBits(program, 8, 5, true)
	if err != nil {
		return "", false
	}
	encode := bech32.EncodeM
	if version == 0 {
		encode = bech32.Encode
	}
	s, err := encode(hrp, append([]byte{version}, data...))
	return s, err == nil
}

// pubKeyHashOf returns the hash in a P2PKH script.
func pubKeyHashOf(s []byte) ([]byte, bool) {
	if len(s) == 25 && s[0] == txscript.OP_DUP && s[1] == txscript.OP_HASH160 && s[2] == 20 &&
		s[23] == txscript.OP_EQUALVERIFY && s[24] == txscript.OP_CHECKSIG {
		return s[3:23], true
	}
	return nil, false
}

// scriptHashOf returns the hash in a P2SH script (BIP-16).
func scriptHashOf(s []byte) ([]byte, bool) {
	if len(s) == 23 && s[0] == txscript.OP_HASH160 && s[1] == 20 && s[22] == txscript.OP_EQUAL {
		return s[2:22], true
	}
	return nil, false
}

// witnessProgramOf returns the version and the program, 2 to 40 bytes, of a
// segwit output script (BIP-141).
func witnessProgramOf(s []byte) (version byte, program []byte, ok bool) {
	if len(s) < 4 || len(s) > 42 || int(s[1]) != len(s)-2 {
		return 0, nil, false
	}
	switch {
	case s[0] == txscript.OP_0:
		return 0, s[2:], true
	case s[0] >= txscript.OP_1 && s[0] <= txscript.OP_16:
		return s[0] - txscript.OP_1 + 1, s[2:], true
	}
	return 0, nil, false
}
