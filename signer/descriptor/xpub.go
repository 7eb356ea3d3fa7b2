package descriptor

import (
	"bytes"
	"errors"

	"github.com/btcsuite/btcd/address/v2/base58"
	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
	"github.com/btcsuite/btcd/chainhash/v2"
)

// version is the first four bytes of a serialized extended key (BIP-32).
type version [4]byte

var (
	versionXPub = version{0x04, 0x88, 0xb2, 0x1e}
	versionTPub = version{0x04, 0x35, 0x87, 0xcf}
)

// xpubLength is the length of the text of an extended key in characters.
const xpubLength = 111

// parseXPub reads an extended public key of BIP-32 and checks what the standard
// asks of it. Other version bytes are refused; see parseSLIP132 for imports.
func parseXPub(s string) (*hdkeychain.ExtendedKey, *node, error) {
	if len(s) < 4 || s[1:4] != "pub" {
		return nil, nil, errors.New("a key that is neither hex nor an extended public key")
	}
	payload, err := decodeExtended(s)
	if err != nil {
		return nil, nil, err
	}
	v := version(payload[:4])
	if v != versionXPub && v != versionTPub {
		return nil, nil, errors.New("an extended key of a version other than xpub and tpub")
	}
	return newXPub(payload)
}

// decodeExtended undoes base58check: 78 bytes of an extended key.
func decodeExtended(s string) ([]byte, error) {
	if len(s) != xpubLength {
		return nil, errors.New("an extended key of a wrong length")
	}
	b := base58.Decode(s)
	if len(b) != 82 {
		return nil, errors.New("an extended key that is not base58")
	}
	if !bytes.Equal(chainhash.DoubleHashB(b[:78])[:4], b[78:]) {
		return nil, errors.New("an extended key with a wrong checksum")
	}
	return b[:78], nil
}

// newXPub takes the 78 bytes: version 4, depth 1, parent fingerprint 4, child
// number 4, chain code 32, public key 33.
func newXPub(b []byte) (*hdkeychain.ExtendedKey, *node, error) {
	depth, parent, child, chain, key := b[4], b[5:9], b[9:13], b[13:45], b[45:78]
	if depth == 0 && (!allZero(parent) || !allZero(child)) {
		return nil, nil, errors.New("an extended key of depth 0 with a parent")
	}
	if key[0] == 0 {
		return nil, nil, ErrSecret
	}
	pubKey, err := btcec.ParsePubKey(key)
	if err != nil {
		return nil, nil, errors.New("an extended key that holds no valid public key")
	}
	x := hdkeychain.NewExtendedKey(b[:4], key, chain, parent, depth, beUint32(child), false)
	return x, newNode(pubKey, chain), nil
}

func allZero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

func beUint32(b []byte) uint32 {
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}
