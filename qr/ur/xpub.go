package ur

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/btcsuite/btcd/address/v2/base58"
)

// Version bytes of extended keys (BIP-32).
const (
	versionXPub = 0x0488b21e
	versionTPub = 0x043587cf
	versionXPrv = 0x0488ade4
	versionTPrv = 0x04358394
)

// longestKey is the length of an extended key in base 58, which takes time in the
// square of its length to read.
const longestKey = 112

// xpub is a serialised extended public key.
type xpub struct {
	test   bool
	depth  uint8
	parent uint32
	child  uint32
	chain  [32]byte
	key    [33]byte
}

func parseXPub(text string) (xpub, error) {
	if len(text) > longestKey {
		return xpub{}, errors.New("longer than an extended key")
	}
	raw := base58.Decode(text)
	if len(raw) != 82 {
		return xpub{}, errors.New("not an extended key")
	}
	if sum := checksum58(raw[:78]); !bytes.Equal(sum, raw[78:]) {
		return xpub{}, errors.New("extended key: checksum does not match")
	}
	version := binary.BigEndian.Uint32(raw)
	switch version {
	case versionXPub, versionTPub:
	case versionXPrv, versionTPrv:
		return xpub{}, ErrPrivate
	default:
		return xpub{}, fmt.Errorf("extended key of version %08x: neither xpub nor tpub", version)
	}
	x := xpub{
		test:   version == versionTPub,
		depth:  raw[4],
		parent: binary.BigEndian.Uint32(raw[5:]),
		child:  binary.BigEndian.Uint32(raw[9:]),
		chain:  [32]byte(raw[13:45]),
		key:    [33]byte(raw[45:78]),
	}
	return x, checkPoint(x.key[:])
}

func (x xpub) String() string {
	version := uint32(versionXPub)
	if x.test {
		version = versionTPub
	}
	raw := binary.BigEndian.AppendUint32(make([]byte, 0, 82), version)
	raw = append(raw, x.depth)
	raw = binary.BigEndian.AppendUint32(raw, x.parent)
	raw = binary.BigEndian.AppendUint32(raw, x.child)
	raw = append(raw, x.chain[:]...)
	raw = append(raw, x.key[:]...)
	return base58.Encode(append(raw, checksum58(raw)...))
}

func checksum58(payload []byte) []byte {
	once := sha256.Sum256(payload)
	twice := sha256.Sum256(once[:])
	return twice[:4]
}

// checkPoint holds key data to the form of a compressed point; whether it is on
// the curve is for the descriptor's parser to say.
func checkPoint(key []byte) error {
	if len(key) != 33 || key[0] != 2 && key[0] != 3 {
		return errors.New("not a compressed public key")
	}
	return nil
}
