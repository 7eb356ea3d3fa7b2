package descriptor

import (
	"bytes"
	"encoding/hex"
)

// numsX is the x coordinate of the point H of BIP-341, made from the hash of the
// generator so that nobody knows its discrete logarithm.
const numsX = "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0"

// Unspendable says whether nobody can have the private key: the key is H, or an
// extended key of H. Whatever its chain code is, the keys derived from such an
// extended key are H plus known multiples of the generator.
func (k Key) Unspendable() bool {
	nums, _ := hex.DecodeString(numsX)
	if k.XPub != nil {
		return bytes.Equal(k.root.pubKey[1:], nums)
	}
	return len(k.PubKey) == 33 && bytes.Equal(k.PubKey[1:], nums)
}
