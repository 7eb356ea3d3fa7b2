package descriptor

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
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

// UnspendableInternalKey says that nobody can spend by the key path of a taproot
// descriptor, and how its internal key was made:
//
//	"H"                 the point itself: anybody sees on the chain that there is no key path
//	"H, zero chain"     an extended key with a chain code of zeros, as Trezor makes it
//	"H, tree's keys"    … with the SHA-256 of the public keys of the tree's extended keys, as Liana makes it
//	"H, sorted keys"    … of those keys sorted, each once, as Nunchuk makes it
//	"H, other chain"    … with a chain code of unknown origin, which does no harm
func (d *Descriptor) UnspendableInternalKey() (how string, is bool) {
	t, ok := d.root.(tr)
	if !ok || d.slots[t.slot].musig != nil {
		return "", false
	}
	k := d.keys[d.slots[t.slot].keys[0]]
	switch {
	case !k.Unspendable():
		return "", false
	case k.XPub == nil:
		return "H", true
	case k.root.chain == [32]byte{}:
		return "H, zero chain", true
	}
	keys := d.treeKeys(t)
	if sha256.Sum256(bytes.Join(keys, nil)) == k.root.chain {
		return "H, tree's keys", true
	}
	keys = slices.CompactFunc(sorted(keys), bytes.Equal)
	if sha256.Sum256(bytes.Join(keys, nil)) == k.root.chain {
		return "H, sorted keys", true
	}
	return "H, other chain", true
}

// treeKeys are the public keys of the extended keys in a script tree, in the
// order of appearance.
func (d *Descriptor) treeKeys(t tr) [][]byte {
	var keys [][]byte
	if t.tree == nil {
		return nil
	}
	for _, leaf := range t.tree.leaves() {
		for _, slot := range leaf.slots {
			for _, k := range d.slots[slot].keys {
				if d.keys[k].XPub != nil {
					keys = append(keys, d.keys[k].root.pubKey[:])
				}
			}
		}
	}
	return keys
}
