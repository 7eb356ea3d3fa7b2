package descriptor

import (
	"encoding/hex"
	"errors"
	"strings"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/btcec/v2"
)

// keyForms are the forms of a key that an expression takes beside the compressed
// one.
type keyForms byte

const (
	compressedOnly  keyForms = 0
	uncompressedToo keyForms = 1 << (iota - 1)
	xonlyToo
	musigToo
)

// parseKey reads a key expression without musig().
func parseKey(s string, forms keyForms) (Key, error) {
	var k Key
	s, err := k.parseOrigin(s)
	if err != nil {
		return Key{}, err
	}
	material, rest, below := strings.Cut(s, "/")
	if looksSecret(material) {
		return Key{}, ErrSecret
	}
	if isHex(material) {
		if below {
			return Key{}, errors.New("derivation steps below a single public key")
		}
		err := k.parseSingle(material, forms)
		return k, err
	}
	if material == "" {
		return Key{}, errors.New("a key is missing")
	}
	if k.XPub, k.root, err = parseXPub(material); err != nil {
		return Key{}, err
	}
	if below {
		if k.steps, k.wildcard, err = parseSteps(strings.Split(rest, "/")); err != nil {
			return Key{}, err
		}
	}
	k.ownFingerprint(k.root.pubKey[:])
	return k, nil
}

// parseOrigin reads "[fingerprint/path]" when it is there and returns the rest.
func (k *Key) parseOrigin(s string) (string, error) {
	if !strings.HasPrefix(s, "[") {
		return s, nil
	}
	inner, rest, closed := strings.Cut(s[1:], "]")
	if !closed {
		return "", errors.New("a key origin without its closing ]")
	}
	elements := strings.Split(inner, "/")
	fingerprint, err := hex.DecodeString(elements[0])
	if err != nil || len(fingerprint) != 4 {
		return "", errors.New("a fingerprint that is not 8 hex digits")
	}
	if k.OriginPath, err = parsePath(elements[1:]); err != nil {
		return "", err
	}
	if strings.HasPrefix(rest, "[") {
		return "", errors.New("two key origins")
	}
	k.Fingerprint, k.HasOrigin = [4]byte(fingerprint), true
	return rest, nil
}

// parseSingle reads a public key in hex: 33 bytes, or what the forms allow.
func (k *Key) parseSingle(s string, forms keyForms) error {
	if len(s) > 130 {
		return errors.New("a public key of a wrong length")
	}
	b, err := hex.DecodeString(s)
	if err != nil {
		return errors.New("a public key with an odd number of hex digits")
	}
	switch {
	case len(b) == 33 && (b[0] == 2 || b[0] == 3):
	case len(b) == 65 && b[0] == 4:
		if forms&uncompressedToo == 0 {
			return errors.New("an uncompressed public key where only compressed ones may stand")
		}
	case len(b) == 32:
		if forms&xonlyToo == 0 {
			return errors.New("an x-only public key outside taproot")
		}
		b, k.xonly = append([]byte{2}, b...), true
	default:
		return errors.New("a public key of a wrong length or form")
	}
	if _, err := btcec.ParsePubKey(b); err != nil {
		return errors.New("a public key that is no point of the curve")
	}
	k.PubKey = b
	k.ownFingerprint(b)
	return nil
}

// ownFingerprint identifies a key without origin by itself.
func (k *Key) ownFingerprint(pubKey []byte) {
	if !k.HasOrigin {
		k.Fingerprint = [4]byte(address.Hash160(pubKey))
	}
}

func isHex(s string) bool {
	for _, c := range []byte(s) {
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F') {
			return false
		}
	}
	return s != ""
}
