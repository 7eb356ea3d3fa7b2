package descriptor

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
)

// The CBOR tags of the older and the newer registry (BCR-2020-006, BCR-2020-007,
// BCR-2020-008, BCR-2020-010, BCR-2020-015, BCR-2023-010, BCR-2023-019).
const (
	tagHDKeyOld, tagHDKey       = 303, 40303
	tagKeyPathOld, tagKeyPath   = 304, 40304
	tagCoinInfoOld, tagCoinInfo = 305, 40305
	tagECKeyOld, tagECKey       = 306, 40306
	tagOutputOld, tagOutput     = 308, 40308

	tagMulti       = 406
	tagSortedMulti = 407
)

// The keys of the hdkey map.
const (
	hdIsMaster = iota + 1
	hdIsPrivate
	hdKeyData
	hdChainCode
	hdUseInfo
	hdOrigin
	hdChildren
	hdParent
)

// urScripts are the script expressions of crypto-output by their tags.
func urScripts() map[uint64]string {
	return map[uint64]string{
		400: "sh", 401: "wsh", 402: "pk", 403: "pkh", 404: "wpkh", 405: "combo",
		tagMulti: "multi", tagSortedMulti: "sortedmulti", 409: "tr", 410: "cosigner",
	}
}

func urTagOf(name string) (uint64, bool) {
	for tag, n := range urScripts() {
		if n == name {
			return tag, true
		}
	}
	return 0, false
}

// outputText writes the descriptor of a crypto-output (BCR-2020-010): nested
// tags, inside them a key or a multisig.
func outputText(it *cborItem) (string, error) {
	if it.major != cborTag {
		return "", errors.New("a crypto-output without a script expression")
	}
	name, ok := urScripts()[it.value]
	if !ok {
		return urKeyText(it)
	}
	var inner string
	var err error
	if it.value == tagMulti || it.value == tagSortedMulti {
		inner, err = multiText(&it.items[0])
	} else {
		inner, err = outputText(&it.items[0])
	}
	return name + "(" + inner + ")", err
}

// multiText writes a multisig: a threshold and keys.
func multiText(it *cborItem) (string, error) {
	k, err := it.number(1, 0, maxMultiKeys)
	keys := it.get(2)
	if err != nil || keys == nil || keys.major != cborArray {
		return "", errors.New("a multisig without its threshold or keys")
	}
	parts := []string{fmt.Sprint(k)}
	for i := range keys.items {
		text, err := urKeyText(&keys.items[i])
		if err != nil {
			return "", err
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ","), nil
}

// urKeyText writes the key expression of an hdkey or an eckey.
func urKeyText(it *cborItem) (string, error) {
	if m, ok := it.untag(tagHDKeyOld, tagHDKey); ok {
		return hdKeyText(m)
	}
	m, ok := it.untag(tagECKeyOld, tagECKey)
	if !ok {
		return "", errors.New("something that is neither a script expression nor a key")
	}
	if m.isTrue(2) {
		return "", ErrSecret
	}
	data := m.get(3)
	if data == nil || data.major != cborBytes {
		return "", errors.New("an eckey without its data")
	}
	return hex.EncodeToString(data.data), nil
}

// hdKeyText writes an hdkey (BCR-2020-007) with its origin and its steps.
func hdKeyText(m *cborItem) (string, error) {
	if m.isTrue(hdIsMaster) || m.isTrue(hdIsPrivate) {
		return "", ErrSecret
	}
	data := m.get(hdKeyData)
	if data == nil || data.major != cborBytes || len(data.data) != 33 {
		return "", errors.New("an hdkey without its public key")
	}
	origin, err := readKeyPath(m.get(hdOrigin))
	if err != nil {
		return "", err
	}
	var b []byte
	if origin.source != nil {
		b = append(fmt.Appendf(b, "[%x", origin.source), origin.text...)
		b = append(b, ']')
	}
	chain := m.get(hdChainCode)
	if chain == nil { // a single public key
		return string(hex.AppendEncode(b, data.data)), nil
	}
	x, err := hdKeyXPub(m, data.data, chain, origin)
	if err != nil {
		return "", err
	}
	children, err := readKeyPath(m.get(hdChildren))
	if err != nil {
		return "", err
	}
	return string(b) + x + children.text, nil
}

// hdKeyXPub serializes an hdkey as BIP-32 does.
func hdKeyXPub(m *cborItem, key []byte, chain *cborItem, origin urPath) (string, error) {
	if chain.major != cborBytes || len(chain.data) != 32 {
		return "", errors.New("an hdkey with a malformed chain code")
	}
	v := versionXPub
	if info := m.get(hdUseInfo); info != nil {
		content, ok := info.untag(tagCoinInfoOld, tagCoinInfo)
		if !ok {
			return "", errCBOR
		}
		coin, err := content.number(1, 0, 1<<31)
		if err != nil || coin != 0 {
			return "", errors.New("an hdkey of another coin")
		}
		network, err := content.number(2, 0, 1)
		if err != nil {
			return "", errors.New("an hdkey of an unknown network")
		}
		if network == 1 {
			v = versionTPub
		}
	}
	parent, err := m.number(hdParent, 0, 1<<32-1)
	if err != nil {
		return "", errCBOR
	}
	if origin.depth == 0 { // or not given: then a parent would contradict it
		parent = 0
	}
	child := uint32(0)
	if n := len(origin.path); n > 0 {
		child = origin.path[n-1]
	}
	return hdkeychain.NewExtendedKey(v[:], key, chain.data, binary.BigEndian.AppendUint32(nil, uint32(parent)),
		origin.depth, child, false).String(), nil
}

// urPath is a keypath: its text, and for an origin its elements.
type urPath struct {
	text   string
	path   []uint32 // without ranges
	source []byte   // the master key's fingerprint; nil when it is not given
	depth  uint8
}

// readKeyPath reads a keypath (BCR-2020-007): elements with their hardened flags
// in turn, where an element is a number, an empty array for any, or two numbers
// and flags in one array for receive and change.
func readKeyPath(it *cborItem) (urPath, error) {
	var p urPath
	if it == nil {
		return p, nil
	}
	m, ok := it.untag(tagKeyPathOld, tagKeyPath)
	if !ok {
		return p, errCBOR
	}
	if c := m.get(1); c != nil {
		if c.major != cborArray {
			return p, errCBOR
		}
		if err := p.readComponents(c.items); err != nil {
			return p, err
		}
	}
	if s := m.get(2); s != nil {
		if s.major != cborUint || s.value > 1<<32-1 {
			return p, errCBOR
		}
		p.source = binary.BigEndian.AppendUint32(nil, uint32(s.value))
	}
	depth, err := m.number(3, uint64(len(p.path)), 255)
	p.depth = uint8(depth)
	return p, err
}

func (p *urPath) readComponents(items []cborItem) error {
	for len(items) > 0 {
		first := items[0]
		if first.major == cborArray && len(first.items) == 4 { // a pair of steps
			a, errA := component(&first.items[0], &first.items[1])
			b, errB := component(&first.items[2], &first.items[3])
			if errA != nil || errB != nil {
				return errCBOR
			}
			p.text += string(appendSteps(nil, []step{{a, b}}, noWildcard))
			items = items[1:]
			continue
		}
		if len(items) < 2 {
			return errCBOR
		}
		if first.major == cborArray && len(first.items) == 0 { // any
			w := plainWildcard
			if items[1].value == cborTrue {
				w = hardenedWildcard
			}
			p.text += string(appendSteps(nil, nil, w))
			items = items[2:]
			continue
		}
		e, err := component(&first, &items[1])
		if err != nil {
			return err
		}
		p.path = append(p.path, e)
		p.text += string(appendPath(nil, []uint32{e}))
		items = items[2:]
	}
	return nil
}

func component(n, isHardened *cborItem) (uint32, error) {
	if n.major != cborUint || n.value >= hardened || isHardened.major != cborSimple {
		return 0, errors.New("a path element that is no number with its hardened flag")
	}
	e := uint32(n.value)
	if isHardened.value == cborTrue {
		e |= hardened
	}
	return e, nil
}
