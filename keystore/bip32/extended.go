package bip32

import (
	"encoding/binary"
	"errors"
	"fmt"

	"coldsign/keystore/base58"
	"coldsign/keystore/secp256k1"
)

// Versions are the prefixes of a network's extended keys.
type Versions struct{ Public, Private uint32 }

var (
	// MainNet writes xpub and xprv.
	MainNet = Versions{0x0488B21E, 0x0488ADE4}
	// TestNet writes tpub and tprv; every test network does.
	TestNet = Versions{0x043587CF, 0x04358394}
)

var (
	errVersion = errors.New("not an xprv or tprv: unknown version bytes")
	errPublic  = errors.New("a public key, where a private one is wanted")
	errPrefix  = errors.New("the private key does not begin with a zero byte")
	errMaster  = errors.New("a master key that has a parent or an index")
)

// XPub is the extended public key of the node.
func (n *Node) XPub(v Versions) string {
	var data [78]byte
	n.header(&data, v.Public)
	copy(data[45:], n.Public[:])
	return string(base58.AppendCheck(nil, data[:]))
}

// AppendXPrv appends the extended private key of the node to dst.
func (n *Node) AppendXPrv(dst []byte, v Versions) []byte {
	var data [78]byte
	n.header(&data, v.Private)
	copy(data[46:], n.Key[:])
	return base58.AppendCheck(dst, data[:])
}

// header writes what the public and the private form have in common: version,
// depth, parent, index and chain code.
func (n *Node) header(data *[78]byte, version uint32) {
	binary.BigEndian.PutUint32(data[0:], version)
	data[4] = n.Depth
	copy(data[5:], n.Parent[:])
	binary.BigEndian.PutUint32(data[9:], n.Index)
	copy(data[13:], n.ChainCode[:])
}

// ParseXPrv reads an extended private key and tells its network's versions.
func (n *Node) ParseXPrv(text []byte) (Versions, error) {
	v, err := n.parse(text)
	if err != nil {
		*n = Node{}
		return Versions{}, fmt.Errorf("extended private key: %w", err)
	}
	return v, nil
}

func (n *Node) parse(text []byte) (Versions, error) {
	var data [78]byte
	if err := base58.DecodeCheck(data[:], text); err != nil {
		return Versions{}, err
	}
	var v Versions
	switch version := binary.BigEndian.Uint32(data[0:]); version {
	case MainNet.Private:
		v = MainNet
	case TestNet.Private:
		v = TestNet
	case MainNet.Public, TestNet.Public:
		return v, errPublic
	default:
		return v, errVersion
	}
	*n = Node{
		Depth:     data[4],
		Parent:    [4]byte(data[5:9]),
		Index:     binary.BigEndian.Uint32(data[9:]),
		ChainCode: [32]byte(data[13:45]),
		Key:       [32]byte(data[46:]),
	}
	if data[45] != 0 {
		return v, errPrefix
	}
	if n.Depth == 0 && (n.Parent != [4]byte{} || n.Index != 0) {
		return v, errMaster
	}
	public, err := secp256k1.PublicKey(&n.Key)
	n.Public = public
	return v, err
}
