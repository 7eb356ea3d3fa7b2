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
	slots    []slot
	branches int
	noWallet string
	place    []int // by slot: its position in Script.Keys or Script.Aggregates

	keyNodes  []branchNodes
	slotNodes []branchNodes

	finder   finder
	formOnce sync.Once
	shape    form
}

// Parse reads a descriptor. A checksum is checked when there is one. Errors are
// of type *Error; those about private keys hold ErrSecret.
func Parse(s string) (*Descriptor, error) {
	if len(s) > MaxText {
		return nil, &Error{0, "", errors.New("a descriptor above 256 KiB")}
	}
	if at := findSecret(s); at >= 0 {
		return nil, &Error{at, "", ErrSecret}
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
	d, err := newDescriptor(root, p.keys, p.slots)
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
func newDescriptor(root expr, keys []Key, slots []slot) (*Descriptor, error) {
	d := &Descriptor{root: root, keys: keys, slots: slots, branches: 1}
	for i := range keys {
		n := keys[i].Branches()
		if err := d.countBranches(n); err != nil {
			return nil, err
		}
		d.keyNodes = append(d.keyNodes, make(branchNodes, n))
	}
	places := map[bool]int{}
	for _, s := range slots {
		n := 1
		if s.musig != nil {
			n = branchesOf(s.musig.steps)
			for _, k := range s.keys {
				n = max(n, keys[k].Branches())
			}
			if err := d.countBranches(n); err != nil {
				return nil, err
			}
		}
		d.slotNodes = append(d.slotNodes, make(branchNodes, n))
		d.place = append(d.place, places[s.musig != nil])
		places[s.musig != nil]++
	}
	if err := d.oneNetwork(); err != nil {
		return nil, err
	}
	d.noWallet = d.whyNoWallet()
	return d, d.checkSizes()
}

// countBranches takes a key with n branches in: all that have several have as
// many.
func (d *Descriptor) countBranches(n int) error {
	if n > 1 && d.branches > 1 && n != d.branches {
		return errors.New("multipath steps of different lengths")
	}
	d.branches = max(d.branches, n)
	return nil
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
	keys := make([][]byte, len(d.slots))
	for i, s := range d.slots {
		k := d.keys[s.keys[0]]
		keys[i] = k.PubKey
		if k.XPub != nil {
			keys[i] = k.root.pubKey[:]
		}
	}
	if _, several := d.root.(combo); several {
		return nil
	}
	_, err := d.root.fill(&Script{}, keys)
	return err
}

// String writes the descriptor in its normal form, hardened as h, with checksum.
func (d *Descriptor) String() string {
	return withChecksum(d.text(func(i int) string { return d.keys[i].String() }))
}

// text writes the descriptor without its checksum, each key as key gives it.
func (d *Descriptor) text(key func(i int) string) string {
	return string(d.root.appendText(nil, func(slot int) string { return d.slots[slot].text(key) }))
}

func withChecksum(text string) string {
	sum, _ := checksum(text)
	return text + "#" + sum
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
	for _, s := range d.slots {
		if s.musig != nil && s.musig.wildcard != noWildcard {
			return true
		}
	}
	return false
}

// Kind names the type of the output script: "p2pkh", "p2sh-p2wpkh", "p2wpkh",
// "p2tr", "p2sh", "p2wsh", "p2sh-p2wsh"; and of those that are no wallets "p2pk",
// "p2ms", "combo", "raw", "addr", "rawtr".
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
	case combo:
		return "combo"
	case raw:
		return "raw"
	case addr:
		return "addr"
	case rawtr:
		return "rawtr"
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
