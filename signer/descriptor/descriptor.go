package descriptor

import (
	"errors"
	"strings"
	"sync"
)

// Descriptor is a valid output script descriptor.
type Descriptor struct {
	root     expr
	keys     []Key
	branches int
	nodes    [][]branchNode // by slot and branch: where the index is derived from
}

// branchNode is derived when it is first needed.
type branchNode struct {
	once sync.Once
	node *node
	err  error
}

// Parse reads a descriptor. A checksum is checked when there is one. Errors are
// of type *Error; those about private keys hold ErrSecret.
func Parse(s string) (*Descriptor, error) {
	if len(s) > MaxText {
		return nil, &Error{0, "", errors.New("a descriptor above 256 KiB")}
	}
	text, err := withoutChecksum(s)
	if err != nil {
		return nil, err
	}
	p := &parser{text: text}
	root, err := p.expression(top)
	if err != nil {
		return nil, err
	}
	if p.pos != len(text) {
		return nil, p.failf("text after the end of the descriptor")
	}
	d, err := newDescriptor(root, p.keys)
	if err != nil {
		return nil, p.fail(err)
	}
	return d, nil
}

// withoutChecksum checks the characters, and the checksum when there is one.
func withoutChecksum(s string) (string, error) {
	text, sum, has := strings.Cut(s, "#")
	want, bad := checksum(text)
	switch {
	case bad >= 0:
		return "", &Error{bad, "", errors.New("a character that no descriptor holds")}
	case has && len(sum) != checksumLength:
		return "", &Error{len(text), "", errors.New("a checksum that is not 8 characters")}
	case has && sum != want:
		return "", &Error{len(text), "", errors.New("a wrong checksum")}
	}
	return text, nil
}

// newDescriptor checks what concerns the keys together and the sizes of scripts.
func newDescriptor(root expr, keys []Key) (*Descriptor, error) {
	d := &Descriptor{root: root, keys: keys, branches: 1, nodes: make([][]branchNode, len(keys))}
	for i := range keys {
		n := keys[i].Branches()
		if n > 1 && d.branches > 1 && n != d.branches {
			return nil, errors.New("multipath steps of different lengths")
		}
		d.branches = max(d.branches, n)
		d.nodes[i] = make([]branchNode, n)
	}
	if err := d.oneNetwork(); err != nil {
		return nil, err
	}
	return d, d.checkSizes()
}

// oneNetwork refuses xpub beside tpub.
func (d *Descriptor) oneNetwork() error {
	var seen version
	for _, k := range d.keys {
		if k.XPub == nil {
			continue
		}
		v := version(k.XPub.Version())
		if seen != (version{}) && v != seen {
			return errors.New("extended keys of the main network and of a test network")
		}
		seen = v
	}
	return nil
}

// checkSizes makes the scripts once with stand-ins of the keys' sizes.
func (d *Descriptor) checkSizes() error {
	keys := make([][]byte, len(d.keys))
	for i, k := range d.keys {
		keys[i] = k.PubKey
		if k.XPub != nil {
			keys[i] = k.root.pubKey[:]
		}
	}
	_, err := d.root.fill(&Script{}, keys)
	return err
}

// String writes the descriptor in its normal form, hardened as h, with checksum.
func (d *Descriptor) String() string {
	text := d.text(func(slot int) string { return d.keys[slot].String() })
	sum, _ := checksum(text)
	return text + "#" + sum
}

func (d *Descriptor) text(key func(slot int) string) string {
	return string(d.root.appendText(nil, key))
}

// Keys returns the key expressions in the order of appearance.
func (d *Descriptor) Keys() []Key { return append([]Key(nil), d.keys...) }

// Branches is the number of choices of the multipath steps, 1 without one.
func (d *Descriptor) Branches() int { return d.branches }

// Ranged says whether the descriptor has one script for every index, and not
// a single one.
func (d *Descriptor) Ranged() bool {
	for _, k := range d.keys {
		if k.Ranged() {
			return true
		}
	}
	return false
}

// Kind names the type of the output script: "p2pkh", "p2sh-p2wpkh", "p2wpkh",
// "p2tr", "p2sh", "p2wsh", "p2sh-p2wsh", or "p2pk" and "p2ms" for bare ones.
func (d *Descriptor) Kind() string {
	switch e := d.root.(type) {
	case pk:
		return "p2pk"
	case pkh:
		return "p2pkh"
	case multi:
		return "p2ms"
	case wpkh:
		return "p2wpkh"
	case wsh:
		return "p2wsh"
	case tr:
		return "p2tr"
	case sh:
		switch e.inner.(type) {
		case wpkh:
			return "p2sh-p2wpkh"
		case wsh:
			return "p2sh-p2wsh"
		}
	}
	return "p2sh"
}

// FitsNetwork says whether the extended keys may belong to the network: a tpub
// serves every test network.
func (d *Descriptor) FitsNetwork(n *Network) bool {
	for _, k := range d.keys {
		if k.XPub != nil && version(k.XPub.Version()) != n.xpub {
			return false
		}
	}
	return true
}
