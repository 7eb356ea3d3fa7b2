package descriptor

import (
	"bytes"
	"errors"
	"strings"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/schnorr/musig2"
)

// aggregate is musig(KEY,…)/steps (BIP-390): the keys of the participants,
// sorted and aggregated (BIP-327), then derived from as from an extended key
// with a fixed chain code (BIP-328).
type aggregate struct {
	steps              []step
	wildcard           wildcard
	rangedParticipants bool // the index goes into the participants' keys
}

// musigChainCode is the chain code of every synthetic extended key (BIP-328),
// the SHA-256 of "MuSig2MuSig2MuSig2".
var musigChainCode = [32]byte{
	0x86, 0x80, 0x87, 0xca, 0x02, 0xa6, 0xf9, 0x74, 0xc4, 0x59, 0x89, 0x24, 0xc3, 0x6b, 0x57, 0x76,
	0x2d, 0x32, 0xcb, 0x45, 0x71, 0x71, 0x67, 0xe3, 0x00, 0x62, 0x2c, 0x71, 0x67, 0xe3, 0x89, 0x65,
}

// musig reads musig(KEY,…) and the steps after it.
func (p *parser) musig(forms keyForms) (slot, error) {
	if forms&musigToo == 0 {
		return slot{}, p.failf("musig() may only stand in taproot")
	}
	p.open = append(p.open, "musig")
	p.pos += len("musig(")
	var s slot
	for {
		if len(s.keys) == maxMultiAKeys {
			return slot{}, p.failf("more than %d keys", maxMultiAKeys)
		}
		key, err := p.plainKey(compressedOnly)
		if err != nil {
			return slot{}, err
		}
		s.keys = append(s.keys, key)
		if !p.take(',') {
			break
		}
	}
	if err := p.expect(')'); err != nil {
		return slot{}, err
	}
	s.musig = &aggregate{}
	if rest := p.argument(); rest != "" {
		steps, isPath := strings.CutPrefix(rest, "/")
		if !isPath {
			return slot{}, p.failf("%q expected", '/')
		}
		var err error
		if s.musig.steps, s.musig.wildcard, err = parseSteps(strings.Split(steps, "/")); err != nil {
			return slot{}, p.fail(err)
		}
		p.pos += len(rest)
	}
	if err := s.musig.check(s.keys, p.keys); err != nil {
		return slot{}, p.fail(err)
	}
	p.open = p.open[:len(p.open)-1]
	return s, nil
}

// check holds the rules of BIP-390: what is derived after the aggregation needs
// extended keys that the index does not change, and no hardened step.
func (a *aggregate) check(participants []int, keys []Key) error {
	derived := len(a.steps) > 0 || a.wildcard != noWildcard
	multipath := false
	for _, s := range a.steps {
		multipath = multipath || len(s) > 1
		for _, e := range s {
			if e&hardened != 0 {
				return errors.New("a hardened step after musig()")
			}
		}
	}
	if a.wildcard == hardenedWildcard {
		return errors.New("a hardened step after musig()")
	}
	for _, i := range participants {
		k := keys[i]
		a.rangedParticipants = a.rangedParticipants || k.Ranged()
		switch {
		case derived && k.XPub == nil:
			return errors.New("steps after a musig() with a key that is not extended")
		case derived && k.Ranged():
			return errors.New("steps after a musig() with a ranged key")
		case multipath && k.Branches() > 1:
			return errors.New("multipath steps inside and after musig()")
		}
	}
	return nil
}

func (a *aggregate) text(participants []int, key func(i int) string) string {
	parts := make([]string, len(participants))
	for i, k := range participants {
		parts[i] = key(k)
	}
	return string(appendSteps([]byte("musig("+strings.Join(parts, ",")+")"), a.steps, a.wildcard))
}

// aggregateAt is the key of a musig() in a slot, of a branch and an index, with
// the participants' keys of that branch and index.
func (d *Descriptor) aggregateAt(slot int, participants []ScriptKey, branch int, index uint32) (Aggregate, error) {
	m := d.slots[slot].musig
	whole := func() (*node, error) {
		keys := make([][]byte, len(participants))
		for i, p := range participants {
			keys[i] = p.PubKey
		}
		return aggregateKeys(sorted(keys)) // KeySort of BIP-327
	}
	if m.rangedParticipants { // then no step follows
		n, err := whole()
		if err != nil {
			return Aggregate{}, err
		}
		return Aggregate{n.pubKey[:], n.pubKey[:], nil, participants}, nil
	}
	top, err := d.slotNodes[slot].at(branch, whole)
	if err != nil {
		return Aggregate{}, err
	}
	n, err := follow(top, m.steps, branch)
	if err != nil {
		return Aggregate{}, err
	}
	if n, err = last(n, m.wildcard, index); err != nil {
		return Aggregate{}, err
	}
	return Aggregate{n.pubKey[:], top.pubKey[:], pathOf(m.steps, m.wildcard, branch, index), participants}, nil
}

// aggregateKeys is KeyAgg of BIP-327, the result as the synthetic extended key of
// BIP-328.
func aggregateKeys(keys [][]byte) (*node, error) {
	points := make([]*btcec.PublicKey, len(keys))
	for i, key := range keys {
		var err error
		if points[i], err = btcec.ParsePubKey(key); err != nil {
			return nil, err
		}
	}
	agg, _, _, err := musig2.AggregateKeys(points, false)
	if err != nil {
		return nil, err
	}
	if bytes.Equal(agg.FinalKey.SerializeCompressed()[1:], make([]byte, 32)) {
		return nil, errors.New("the keys of musig() cancel out")
	}
	return newNode(agg.FinalKey, musigChainCode[:]), nil
}
