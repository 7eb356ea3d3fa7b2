package descriptor

import "errors"

// CryptoOutputCBOR is the payload of a UR "crypto-output" (BCR-2020-010), the
// older form. It has no words for taproot scripts, miniscript and musig().
func (d *Descriptor) CryptoOutputCBOR() ([]byte, error) {
	if d.branches > 2 || d.hasMusig() {
		return nil, errors.New("ur: a descriptor that crypto-output cannot hold")
	}
	return olderTags.script(nil, d, d.root)
}

// script appends an expression: its tag, and what stands in it.
func (t urTags) script(b []byte, d *Descriptor, e expr) ([]byte, error) {
	key := func(slot int) *Key { return &d.keys[d.slots[slot].keys[0]] }
	tagged := func(name string) []byte {
		tag, _ := urTagOf(name)
		return cborHead(b, cborTag, tag)
	}
	switch e := e.(type) {
	case sh:
		return t.script(tagged("sh"), d, e.inner)
	case wsh:
		return t.script(tagged("wsh"), d, e.inner)
	case pk:
		return t.key(tagged("pk"), key(e.slot)), nil
	case pkh:
		return t.key(tagged("pkh"), key(e.slot)), nil
	case wpkh:
		return t.key(tagged("wpkh"), key(e.slot)), nil
	case combo:
		return t.key(tagged("combo"), key(e.slot)), nil
	case tr:
		if e.tree == nil {
			return t.key(tagged("tr"), key(e.slot)), nil
		}
	case multi:
		b = cborHead(cborHead(tagged(e.name()), cborMap, 2), cborUint, 1)
		b = cborHead(cborHead(cborHead(b, cborUint, uint64(e.k)), cborUint, 2), cborArray, uint64(len(e.slots)))
		for _, slot := range e.slots {
			b = t.key(b, key(slot))
		}
		return b, nil
	}
	return nil, errors.New("ur: a script that crypto-output cannot hold")
}
