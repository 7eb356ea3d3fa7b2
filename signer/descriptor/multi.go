package descriptor

import "strconv"

// The most keys of a multisig script: by policy when it is bare (as Bitcoin Core
// reads descriptors), by OP_CHECKMULTISIG elsewhere, by the stack in a leaf.
const (
	maxBareKeys   = 3
	maxMultiKeys  = 20
	maxMultiAKeys = 999
)

// multi is multi(k,KEY,…), sortedmulti(k,KEY,…) (BIP-383), and their like for
// leaves, multi_a and sortedmulti_a (BIP-387).
type multi struct {
	k      int
	slots  []int
	sorted bool // keys in the order of BIP-67 in the script
	leaf   bool
}

func parseMulti(p *parser, in context) (expr, error)  { return parseKofN(p, in, false) }
func parseSorted(p *parser, in context) (expr, error) { return parseKofN(p, in, true) }

func parseKofN(p *parser, in context, sorted bool) (expr, error) {
	most := maxMultiKeys
	switch in {
	case top:
		most = maxBareKeys
	case inLeaf:
		most = maxMultiAKeys
	}
	k, err := p.number(most)
	if err != nil {
		return nil, err
	}
	e := multi{k: k, sorted: sorted, leaf: in == inLeaf}
	for p.take(',') {
		if len(e.slots) == most {
			return nil, p.failf("more than %d keys", most)
		}
		slot, err := p.key(in.forms())
		if err != nil {
			return nil, err
		}
		e.slots = append(e.slots, slot)
	}
	if k == 0 || k > len(e.slots) {
		return nil, p.failf("%d of %d keys", k, len(e.slots))
	}
	return e, nil
}

func (e multi) name() string {
	name := "multi"
	if e.sorted {
		name = "sortedmulti"
	}
	if e.leaf {
		name += "_a"
	}
	return name
}

func (e multi) appendText(b []byte, key func(int) string) []byte {
	b = append(append(b, e.name()...), '(')
	b = strconv.AppendInt(b, int64(e.k), 10)
	for _, slot := range e.slots {
		b = append(append(b, ','), key(slot)...)
	}
	return append(b, ')')
}

func (e multi) fill(s *Script, keys [][]byte) ([]byte, error) {
	mine := make([][]byte, len(e.slots))
	for i, slot := range e.slots {
		mine[i] = inContext(keys[slot], e.leaf)
	}
	if e.sorted {
		mine = sorted(mine)
	}
	s.Threshold, s.stack = e.k, e.satisfied(signatureSize(e.leaf), 0)
	if e.leaf {
		return multiAScript(e.k, mine), nil
	}
	return multiScript(e.k, mine), nil
}

func (e multi) satisfied(signature, _ int) stack {
	if e.leaf { // one item a key, empty where it does not sign
		return stack{len(e.slots), len(e.slots) + e.k*signature}
	}
	return stack{1 + e.k, 1 + e.k*(1+signature)} // OP_CHECKMULTISIG takes one item too many
}
