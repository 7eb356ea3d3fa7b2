package descriptor

import (
	"errors"

	"github.com/btcsuite/btcd/address/v2/base58"
	"github.com/btcsuite/btcd/chainhash/v2"
)

// fromSLIP132 gives an extended public key the version bytes of BIP-32. Files of
// coordinators use those of SLIP-132, which name a script type as well; the
// script type comes from the file itself.
func fromSLIP132(s string) (string, error) {
	b, err := decodeExtended(s)
	if err != nil {
		return "", err
	}
	versions := map[version]version{
		versionXPub: versionXPub, {0x04, 0x9d, 0x7c, 0xb2}: versionXPub, {0x04, 0xb2, 0x47, 0x46}: versionXPub, // xpub ypub zpub
		{0x02, 0x95, 0xb4, 0x3f}: versionXPub, {0x02, 0xaa, 0x7e, 0xd3}: versionXPub, // Ypub Zpub
		versionTPub: versionTPub, {0x04, 0x4a, 0x52, 0x62}: versionTPub, {0x04, 0x5f, 0x1c, 0xf6}: versionTPub, // tpub upub vpub
		{0x02, 0x42, 0x89, 0xef}: versionTPub, {0x02, 0x57, 0x54, 0x83}: versionTPub, // Upub Vpub
	}
	v, ok := versions[version(b[:4])]
	if !ok {
		return "", errors.New("an extended key of an unknown version")
	}
	b = append(v[:], b[4:]...)
	return base58.Encode(append(b, chainhash.DoubleHashB(b)[:4]...)), nil
}
