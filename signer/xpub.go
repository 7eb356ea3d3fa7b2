package signer

import (
	"bytes"
	"encoding/binary"

	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
)

// xpub is a serialized extended public key (BIP-32): version 4 bytes, depth 1,
// parent's fingerprint 4, child number 4, chain code 32, public key 33.
type xpub [78]byte

func (x *xpub) parent() []byte    { return x[5:9] }
func (x *xpub) child() uint32     { return binary.BigEndian.Uint32(x[9:13]) }
func (x *xpub) chainCode() []byte { return x[13:45] }
func (x *xpub) pubKey() []byte    { return x[45:78] }

// readGlobalXPubs compares the packet's extended public keys with their own paths and
// with the wallets that its inputs and outputs belong to. Other wallets have no say:
// they may know the same key under another name.
func (a *Analysis) readGlobalXPubs() {
	wallets := a.walletsInPacket()
	for _, g := range a.packet.GlobalXPubs() {
		x := xpub(g.XPub)
		fact := XPubFact{Fingerprint: g.Fingerprint, Path: g.Path, Contradicts: x.contradictsPath(g.Fingerprint, g.Path)}
		if fact.Contradicts == "" {
			fact.Contradicts, fact.Stranger = a.book.judgeXPub(&x, g.Fingerprint, g.Path, wallets)
		}
		a.Packet.XPubs = append(a.Packet.XPubs, fact)
	}
}

// walletsInPacket are those that inputs or outputs belong to.
func (a *Analysis) walletsInPacket() map[*Wallet]bool {
	wallets := map[*Wallet]bool{}
	for i := range a.Inputs {
		if o := a.Inputs[i].Owner; o != nil {
			wallets[o.Wallet] = true
		}
	}
	for i := range a.Outputs {
		if o := a.Outputs[i].Owner; o != nil {
			wallets[o.Wallet] = true
		}
	}
	return wallets
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

// judgeXPub says what the wallets of the packet and the keys held here know against a
// key at its place, and whether it is a key of none of these wallets. A fingerprint of
// zeros, on either side, names nobody.
func (b *book) judgeXPub(x *xpub, fingerprint [4]byte, path []uint32, wallets map[*Wallet]bool) (contradicts string, stranger bool) {
	stranger = true
	for _, k := range b.keys {
		if k.pubKey == nil || !wallets[k.wallet] {
			continue
		}
		sameKey := bytes.Equal(k.pubKey, x.pubKey()) && bytes.Equal(k.key.XPub.ChainCode(), x.chainCode())
		samePlace := fingerprint != [4]byte{} && k.key.Fingerprint == fingerprint && equalPaths(k.key.OriginPath, path)
		if samePlace && !sameKey {
			return "the wallet " + name(k.wallet.Name) + " has another key there", false
		}
		stranger = stranger && !sameKey
	}
	if own := b.own[fingerprint]; own != nil {
		if stored, known := own.keyAt(path); known && !x.is(stored) {
			return "the key held here has another one there", false
		}
	}
	return "", stranger
}

// is says whether an extended key has this public key and chain code.
func (x *xpub) is(k *hdkeychain.ExtendedKey) bool {
	point, err := k.ECPubKey()
	return err == nil && bytes.Equal(point.SerializeCompressed(), x.pubKey()) && bytes.Equal(k.ChainCode(), x.chainCode())
}
