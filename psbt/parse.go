package psbt

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
)

// Limits on what is read. They are far above any transaction that could be
// mined (4 MB with its previous transactions a few times that) and bound the
// memory that a hostile packet can take.
const (
	// MaxSize is the largest packet in bytes, in its binary form.
	MaxSize = 100_000_000
	// MaxPairs is the largest number of pairs in all maps together.
	MaxPairs = 3_000_000
)

var magic = []byte("psbt\xff")

const (
	// separator ends a map: a key of length zero.
	separatorLen = 1
	wholePacket  = "packet"
)

// Parse reads a binary packet of version 0 or 2. It accepts only what the
// standards allow, to the last byte, and keeps every byte of it: for every
// accepted b, Parse(b).Bytes() equals b. Errors are of type *Error.
//
// The packet keeps its own copy of b. An input of n bytes takes a small
// multiple of n bytes of memory, whatever it holds.
func Parse(b []byte) (*Packet, error) {
	if err := checkSize(len(b)); err != nil {
		return nil, err // before copying
	}
	return ParseOwned(bytes.Clone(b))
}

// ParseOwned is Parse without the copy: the packet keeps b, which nobody may
// change any more.
func ParseOwned(b []byte) (*Packet, error) {
	if err := checkSize(len(b)); err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(b, magic) {
		return nil, &Error{Place: wholePacket, Offset: 0, Reason: "does not begin with the magic bytes of a PSBT"}
	}
	ps := parser{b: b, at: len(magic)}
	return ps.packet()
}

func checkSize(n int) error {
	if n > MaxSize {
		return &Error{Place: wholePacket, Offset: notParsed, Reason: fmt.Sprintf("%d bytes are more than the limit of %d", n, MaxSize)}
	}
	return nil
}

// parser reads the maps of one packet from b.
type parser struct {
	b     []byte
	at    int
	pairs []Pair // room for the pairs of all maps that follow the global one
}

func (ps *parser) packet() (*Packet, error) {
	p := new(Packet)
	global := Place{Kind: GlobalMap}
	count, err := ps.countPairs(ps.at, 1, func(int) Place { return global })
	if err != nil {
		return nil, err
	}
	ps.pairs = make([]Pair, 0, count)
	start := ps.at
	p.Global = ps.readMap()
	version, err := checkVersion(p.Global, start)
	if err != nil {
		return nil, err
	}
	if err := checkMap(global, p.Global, version, start); err != nil {
		return nil, err
	}
	inputs, outputs, err := ps.mapCounts(p.Global, version)
	if err != nil {
		return nil, err
	}
	p.Inputs, p.Outputs = make([]Map, inputs), make([]Map, outputs)
	if err := ps.rest(p, version, count); err != nil {
		return nil, err
	}
	p.reindex()
	if err := checkWhole(p, version); err != nil {
		return nil, err
	}
	return p, nil
}

// mapCounts finds how many input and output maps follow, and that the bytes
// left could hold them.
func (ps *parser) mapCounts(global Map, version uint32) (inputs, outputs int, err error) {
	var in, out uint64
	if version == 0 {
		raw, _ := global.Get(GlobalUnsignedTx)
		layout, _ := layoutOf(raw, false)
		in, out = uint64(layout.inputs), uint64(layout.outputs)
	} else {
		in = compactValue(global, GlobalInputCount)
		out = compactValue(global, GlobalOutputCount)
	}
	left := uint64(len(ps.b) - ps.at)
	if in > left || out > left-in {
		return 0, 0, &Error{Place: wholePacket, Offset: ps.at, Reason: fmt.Sprintf(
			"%d input and %d output maps announced, %d bytes left", in, out, left)}
	}
	return int(in), int(out), nil
}

func compactValue(m Map, fieldType uint64) uint64 {
	value, _ := m.Get(fieldType)
	n, _, _ := readCompactSize(value)
	return n
}

// rest reads the input and output maps, which must end the packet.
func (ps *parser) rest(p *Packet, version uint32, before int) error {
	inputs := len(p.Inputs)
	place := func(i int) Place {
		if i < inputs {
			return Place{InputMap, i}
		}
		return Place{OutputMap, i - inputs}
	}
	count, err := ps.countPairs(ps.at, inputs+len(p.Outputs), place)
	if err != nil {
		return err
	}
	if before+count > MaxPairs {
		return &Error{Place: wholePacket, Offset: ps.at, Reason: tooManyPairs}
	}
	ps.pairs = make([]Pair, 0, count)
	for i := range inputs + len(p.Outputs) {
		start := ps.at
		m := ps.readMap()
		at := place(i)
		if err := checkMap(at, m, version, start); err != nil {
			return err
		}
		if at.Kind == InputMap {
			p.Inputs[at.Index] = m
		} else {
			p.Outputs[at.Index] = m
		}
	}
	if ps.at != len(ps.b) {
		return &Error{Place: wholePacket, Offset: ps.at, Reason: "bytes after the last map"}
	}
	return nil
}

var tooManyPairs = fmt.Sprintf("more than %d pairs", MaxPairs)

// countPairs walks n maps from a byte on without keeping anything, so that the
// pairs can be allocated at once. What it accepts, readMap reads.
func (ps *parser) countPairs(at, n int, place func(int) Place) (int, error) {
	pairs := 0
	for i := 0; i < n; {
		start, field := at, ""
		fail := func(reason string) (int, error) {
			return 0, &Error{Place: place(i).String(), Field: field, Offset: start, Reason: reason}
		}
		keyLen, width, reason := readCompactSize(ps.b[at:])
		if reason != "" {
			return fail(reason)
		}
		at += width
		if keyLen == 0 {
			i++
			continue
		}
		if keyLen > uint64(len(ps.b)-at) {
			return fail(truncated)
		}
		fieldType, _, reason := readCompactSize(ps.b[at : at+int(keyLen)])
		if reason != "" {
			return fail("key type: " + reason)
		}
		at += int(keyLen)
		valueLen, width, reason := readCompactSize(ps.b[at:])
		if reason != "" || valueLen > uint64(len(ps.b)-at-width) {
			field = fieldName(place(i).Kind, fieldType)
			return fail("value: " + cmp.Or(reason, truncated))
		}
		at += width
		at += int(valueLen)
		if pairs++; pairs > MaxPairs {
			return fail(tooManyPairs)
		}
	}
	return pairs, nil
}

// readMap reads the next map; countPairs has walked it before.
func (ps *parser) readMap() Map {
	start := len(ps.pairs)
	for {
		keyLen, width, _ := readCompactSize(ps.b[ps.at:])
		ps.at += width
		if keyLen == 0 {
			return ps.pairs[start:len(ps.pairs):len(ps.pairs)]
		}
		key := ps.slice(int(keyLen))
		fieldType, typeWidth, _ := readCompactSize(key)
		valueLen, width, _ := readCompactSize(ps.b[ps.at:])
		ps.at += width
		ps.pairs = append(ps.pairs, Pair{fieldType, key[typeWidth:], ps.slice(int(valueLen))})
	}
}

func (ps *parser) slice(n int) []byte {
	s := ps.b[ps.at : ps.at+n : ps.at+n]
	ps.at += n
	return s
}

// checkVersion finds the version of the format: 0 when the field is absent.
func checkVersion(global Map, start int) (uint32, error) {
	value, ok := global.Get(GlobalVersion)
	if !ok {
		return 0, nil
	}
	if len(value) == 4 {
		switch version := binary.LittleEndian.Uint32(value); version {
		case 0, 2:
			return version, nil
		case 1:
			return 0, &Error{Place: "global", Field: "VERSION", Offset: start, Reason: "there is no version 1"}
		}
	}
	return 0, &Error{Place: "global", Field: "VERSION", Offset: start, Reason: "not a version that this program knows"}
}
