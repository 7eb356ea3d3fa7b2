package psbt

import (
	"bytes"
	"iter"
)

// A Pair is one entry of a map: key = compactsize(Type) || KeyData. The bytes
// of a parsed packet's pairs share one buffer; replace them, never write into
// them.
type Pair struct {
	Type    uint64
	KeyData []byte
	Value   []byte
}

// A Map is an ordered list of pairs with distinct keys. The order is the one
// of the bytes that were read.
type Map []Pair

// A Packet is a partially signed transaction of version 0 (BIP-174) or 2
// (BIP-370): a global map, one map per input and one per output.
//
// The maps are the only truth: accessors read them at every call. A packet may
// be read by several goroutines while none changes it.
type Packet struct {
	Global  Map
	Inputs  []Map
	Outputs []Map

	index txIndex // where the transaction's parts stand; holds no truth of its own
}

// Get returns the value of the field whose key is its type alone.
func (m Map) Get(fieldType uint64) ([]byte, bool) {
	return m.Find(fieldType, nil)
}

// Find returns the value stored under a type and key data.
func (m Map) Find(fieldType uint64, keyData []byte) ([]byte, bool) {
	for i := range m {
		if m[i].Type == fieldType && bytes.Equal(m[i].KeyData, keyData) {
			return m[i].Value, true
		}
	}
	return nil, false
}

// All walks the pairs of one type in the order of the map.
func (m Map) All(fieldType uint64) iter.Seq[Pair] {
	return func(yield func(Pair) bool) {
		for i := range m {
			if m[i].Type == fieldType && !yield(m[i]) {
				return
			}
		}
	}
}

// Clone returns a copy that shares no memory with the packet.
func (p *Packet) Clone() *Packet {
	pairs, size := 0, 0
	for _, m := range p.maps() {
		pairs += len(m)
		for i := range m {
			size += len(m[i].KeyData) + len(m[i].Value)
		}
	}
	room := slab{pairs: make([]Pair, 0, pairs), bytes: make([]byte, 0, size)}
	c := &Packet{
		Global:  room.copyMap(p.Global),
		Inputs:  make([]Map, len(p.Inputs)),
		Outputs: make([]Map, len(p.Outputs)),
	}
	for i, m := range p.Inputs {
		c.Inputs[i] = room.copyMap(m)
	}
	for i, m := range p.Outputs {
		c.Outputs[i] = room.copyMap(m)
	}
	c.reindex()
	return c
}

// maps walks all maps in the order of the format, each with its place.
func (p *Packet) maps() iter.Seq2[Place, Map] {
	return func(yield func(Place, Map) bool) {
		if !yield(Place{Kind: GlobalMap}, p.Global) {
			return
		}
		for i, m := range p.Inputs {
			if !yield(Place{InputMap, i}, m) {
				return
			}
		}
		for i, m := range p.Outputs {
			if !yield(Place{OutputMap, i}, m) {
				return
			}
		}
	}
}

// slab is the memory of one packet: all pairs in one allocation, all bytes in
// another.
type slab struct {
	pairs []Pair
	bytes []byte
}

func (s *slab) copyMap(m Map) Map {
	start := len(s.pairs)
	for i := range m {
		s.pairs = append(s.pairs, Pair{m[i].Type, s.copyBytes(m[i].KeyData), s.copyBytes(m[i].Value)})
	}
	return s.pairs[start:len(s.pairs):len(s.pairs)]
}

func (s *slab) copyBytes(b []byte) []byte {
	start := len(s.bytes)
	s.bytes = append(s.bytes, b...)
	return s.bytes[start:len(s.bytes):len(s.bytes)]
}

// A mapIndex finds the values of one map by key, for those who ask for many.
type mapIndex map[indexKey][]byte

type indexKey struct {
	fieldType uint64
	keyData   string
}

func (m Map) index() mapIndex {
	index := make(mapIndex, len(m))
	for _, pair := range m {
		index[indexKey{pair.Type, string(pair.KeyData)}] = pair.Value
	}
	return index
}

func (x mapIndex) find(fieldType uint64, keyData []byte) ([]byte, bool) {
	value, ok := x[indexKey{fieldType, string(keyData)}]
	return value, ok
}
