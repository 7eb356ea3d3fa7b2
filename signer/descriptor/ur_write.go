package descriptor

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// The CBOR that this program writes: what it reads, in the older
// registry, which every wallet in the field takes, and in the newer one.

// cborHead appends a major type and its argument in the shortest form.
func cborHead(b []byte, major byte, n uint64) []byte {
	m := major << 5
	switch {
	case n < 24:
		return append(b, m|byte(n))
	case n < 1<<8:
		return append(b, m|24, byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, m|25), uint16(n))
	case n < 1<<32:
		return binary.BigEndian.AppendUint32(append(b, m|26), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(b, m|27), n)
}

func cborBool(b []byte, v bool) []byte {
	if v {
		return cborHead(b, cborSimple, cborTrue)
	}
	return cborHead(b, cborSimple, cborFalse)
}

func cborString(b []byte, major byte, s []byte) []byte {
	return append(cborHead(b, major, uint64(len(s))), s...)
}

// urTags are the tags of one registry.
type urTags struct{ hdKey, keyPath, coinInfo, ecKey, output uint64 }

var (
	olderTags = urTags{tagHDKeyOld, tagKeyPathOld, tagCoinInfoOld, tagECKeyOld, tagOutputOld}
	newerTags = urTags{tagHDKey, tagKeyPath, tagCoinInfo, tagECKey, tagOutput}
)

// key appends an hdkey, or an eckey for a single public key, with its tag.
func (t urTags) key(b []byte, k *Key) []byte {
	if k.XPub == nil {
		b = cborHead(cborHead(b, cborTag, t.ecKey), cborMap, 1)
		return cborString(cborHead(b, cborUint, 3), cborBytes, k.PubKey)
	}
	steps := len(k.steps) > 0 || k.Ranged()
	test := version(k.XPub.Version()) == versionTPub
	parent := k.XPub.ParentFingerprint()
	if !k.HasOrigin {
		parent = 0 // without an origin nothing says the depth
	}
	members := uint64(2)
	for _, has := range []bool{test, k.HasOrigin, steps, parent != 0} {
		if has {
			members++
		}
	}
	b = cborHead(cborHead(b, cborTag, t.hdKey), cborMap, members)
	b = cborString(cborHead(b, cborUint, hdKeyData), cborBytes, k.root.pubKey[:])
	b = cborString(cborHead(b, cborUint, hdChainCode), cborBytes, k.root.chain[:])
	if test {
		b = cborHead(cborHead(b, cborUint, hdUseInfo), cborTag, t.coinInfo)
		b = cborHead(cborHead(cborHead(b, cborMap, 1), cborUint, 2), cborUint, 1)
	}
	if k.HasOrigin {
		b = t.origin(cborHead(b, cborUint, hdOrigin), k)
	}
	if steps {
		b = cborHead(cborHead(b, cborUint, hdChildren), cborTag, t.keyPath)
		b = cborSteps(cborHead(cborHead(b, cborMap, 1), cborUint, 1), k.steps, k.wildcard)
	}
	if parent != 0 {
		b = cborHead(cborHead(b, cborUint, hdParent), cborUint, uint64(parent))
	}
	return b
}

// origin appends a key's path from the master key, with the depth where that is
// not the path's length.
func (t urTags) origin(b []byte, k *Key) []byte {
	depth := uint64(k.XPub.Depth())
	members := uint64(2)
	if depth != uint64(len(k.OriginPath)) {
		members++
	}
	b = cborHead(cborHead(cborHead(b, cborTag, t.keyPath), cborMap, members), cborUint, 1)
	b = cborHead(b, cborArray, uint64(2*len(k.OriginPath)))
	for _, e := range k.OriginPath {
		b = cborElement(b, e)
	}
	b = cborHead(cborHead(b, cborUint, 2), cborUint, uint64(binary.BigEndian.Uint32(k.Fingerprint[:])))
	if members > 2 {
		b = cborHead(cborHead(b, cborUint, 3), cborUint, depth)
	}
	return b
}

func cborElement(b []byte, e uint32) []byte {
	return cborBool(cborHead(b, cborUint, uint64(e&^hardened)), e&hardened != 0)
}

// cborSteps appends steps; a choice of two is a pair, and there is no other.
func cborSteps(b []byte, steps []step, w wildcard) []byte {
	n := uint64(0)
	for _, s := range steps {
		n += 3 - uint64(len(s)) // two items for an element, one for a pair
	}
	if w != noWildcard {
		n += 2
	}
	b = cborHead(b, cborArray, n)
	for _, s := range steps {
		if len(s) == 2 {
			b = cborHead(b, cborArray, 4)
		}
		for _, e := range s {
			b = cborElement(b, e)
		}
	}
	if w != noWildcard {
		b = cborBool(cborHead(b, cborArray, 0), w == hardenedWildcard)
	}
	return b
}

// OutputDescriptorCBOR is the payload of a UR "output-descriptor" (BCR-2023-010).
func (d *Descriptor) OutputDescriptorCBOR(name string) ([]byte, error) {
	if d.branches > 2 {
		return nil, errors.New("ur: more than two branches")
	}
	return newerTags.outputDescriptor(nil, d, name), nil
}

func (t urTags) outputDescriptor(b []byte, d *Descriptor, name string) []byte {
	members := uint64(2)
	if name != "" {
		members++
	}
	source := d.text(func(i int) string { return fmt.Sprintf("@%d", i) })
	b = cborString(cborHead(cborHead(b, cborMap, members), cborUint, 1), cborText, []byte(source))
	b = cborHead(cborHead(b, cborUint, 2), cborArray, uint64(len(d.keys)))
	for i := range d.keys {
		b = t.key(b, &d.keys[i])
	}
	if name != "" {
		b = cborString(cborHead(b, cborUint, 3), cborText, []byte(name))
	}
	return b
}

// AccountKey is one account of a seed in an account descriptor: a key with its
// origin and without steps, and the script that it is for. Where a multisig
// wallet is yet to be made, that is "sh(cosigner", "sh(wsh(cosigner" or
// "wsh(cosigner"; else "pkh", "sh(wpkh", "wpkh" or "tr".
type AccountKey struct {
	Script string
	Key    string
}

// AccountCBOR is the payload of a UR "account-descriptor" (BCR-2023-019), or of
// the older "crypto-account" (BCR-2020-015): the accounts of one master key.
func AccountCBOR(master [4]byte, accounts []AccountKey, older bool) ([]byte, error) {
	t := newerTags
	if older {
		t = olderTags
	}
	b := cborHead(cborHead(nil, cborMap, 2), cborUint, 1)
	b = cborHead(b, cborUint, uint64(binary.BigEndian.Uint32(master[:])))
	b = cborHead(cborHead(b, cborUint, 2), cborArray, uint64(len(accounts)))
	for i, a := range accounts {
		k, err := parseKey(a.Key, compressedOnly)
		if err != nil {
			return nil, fmt.Errorf("ur: account %d: %w", i+1, err)
		}
		names := strings.Split(a.Script, "(")
		b = cborHead(b, cborTag, t.output)
		if older {
			for _, name := range names {
				tag, ok := urTagOf(name)
				if !ok {
					return nil, fmt.Errorf("ur: account %d: a script that is not known", i+1)
				}
				b = cborHead(b, cborTag, tag)
			}
			b = t.key(b, &k)
			continue
		}
		source := a.Script + "(@0" + strings.Repeat(")", len(names))
		b = cborString(cborHead(cborHead(b, cborMap, 2), cborUint, 1), cborText, []byte(source))
		b = t.key(cborHead(cborHead(b, cborUint, 2), cborArray, 1), &k)
	}
	return b, nil
}
