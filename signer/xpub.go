package signer

import (
	"bytes"
	"encoding/binary"

	"coldsign/psbt"
)

// xpub is a serialized extended public key (BIP-32): version 4 bytes, depth 1,
// parent's fingerprint 4, child number 4, chain code 32, public key 33.
type xpub [78]byte

func (x *xpub) parent() []byte    { return x[5:9] }
func (x *xpub) child() uint32     { return binary.BigEndian.Uint32(x[9:13]) }
func (x *xpub) chainCode() []byte { return x[13:45] }
func (x *xpub) pubKey() []byte    { return x[45:78] }

// globalXPubs compares the packet's extended public keys with their own paths,
// with the registered wallets and with the keys held here.
func (b *book) globalXPubs(p *psbt.Packet) []XPubFact {
	var out []XPubFact
	for _, g := range p.GlobalXPubs() {
		x := xpub(g.XPub)
		fact := XPubFact{Fingerprint: g.Fingerprint, Path: g.Path, Contradicts: x.contradictsPath(g.Fingerprint, g.Path)}
		if fact.Contradicts == "" {
			fact.Contradicts = b.contradicts(&x, g.Fingerprint, g.Path)
		}
		out = append(out, fact)
	}
	return out
}

// contradictsPath says what in the key itself speaks against its path. That their
// lengths agree the parser has seen to.
func (x *xpub) contradictsPath(fingerprint [4]byte, path []uint32) string {
	named := fingerprint != [4]byte{}
	switch {
	case len(path) > 0 && x.child() != path[len(path)-1]:
		return "its child number is not the end of its path"
	case named && len(path) == 0 && !bytes.Equal(hash160(x.pubKey())[:4], fingerprint[:]):
		return "it is a master key of another fingerprint"
	case named && len(path) == 1 && !bytes.Equal(x.parent(), fingerprint[:]):
		return "its parent is not the master key of its fingerprint"
	}
	return ""
}

// contradicts says what this machine knows against a key at its place.
func (b *book) contradicts(x *xpub, fingerprint [4]byte, path []uint32) string {
	for _, k := range b.keys {
		if k.pubKey == nil {
			continue
		}
		samePlace := k.key.Fingerprint == fingerprint && equalPaths(k.key.OriginPath, path)
		sameKey := bytes.Equal(k.pubKey, x.pubKey()) && bytes.Equal(k.key.XPub.ChainCode(), x.chainCode())
		switch {
		case samePlace && !sameKey:
			return "the wallet " + name(k.wallet.Name) + " has another key there"
		case sameKey && !samePlace && k.key.HasOrigin && fingerprint != [4]byte{}:
			return "the wallet " + name(k.wallet.Name) + " has this key under another name or path"
		}
	}
	own := b.own[fingerprint]
	if own == nil {
		return ""
	}
	stored, known := own.keyAt(path)
	if !known {
		return ""
	}
	point, err := stored.ECPubKey()
	if err != nil || !bytes.Equal(point.SerializeCompressed(), x.pubKey()) || !bytes.Equal(stored.ChainCode(), x.chainCode()) {
		return "the key held here has another one there"
	}
	return ""
}
