package psbt

import (
	"bytes"
	"slices"
)

// checkMap holds a map against the field table: forms, versions, required
// fields, duplicates. start is the byte at which the map begins, or notParsed.
func checkMap(place Place, m Map, version uint32, start int) error {
	var seen uint64 // rows of this kind of map that occur
	for i := range m {
		pair := &m[i]
		f := lookup(place.Kind, pair.Type)
		if f == nil {
			continue
		}
		seen |= 1 << fieldSlot(place.Kind, pair.Type)
		if reason := checkPair(f, pair, version); reason != "" {
			return mapError(place, m, i, start, reason)
		}
	}
	if missing := requiredSlots[version/2][place.Kind] &^ seen; missing != 0 {
		return missingError(place, missing, m, start)
	}
	if i := duplicateKey(m); i >= 0 {
		return mapError(place, m, i, start, "duplicate key")
	}
	return nil
}

// checkPair holds one pair against its row.
func checkPair(f *Field, pair *Pair, version uint32) string {
	if f.presence(version) == Excluded {
		if version == 0 {
			return "is a field of version 2 in a packet of version 0"
		}
		return "is a field of version 0 in a packet of version 2"
	}
	if reason := f.Key.check(pair.KeyData); reason != "" {
		return "malformed key: " + reason
	}
	if reason := f.Value.check(pair.KeyData, pair.Value); reason != "" {
		return "malformed value: " + reason
	}
	return ""
}

// mapError makes the error of pair i of a map.
func mapError(place Place, m Map, i, start int, reason string) *Error {
	return &Error{Place: place.String(), Field: fieldName(place.Kind, m[i].Type), Offset: pairOffset(m, i, start), Reason: reason}
}

// pairOffset is the byte at which pair i of a parsed map begins.
func pairOffset(m Map, i, start int) int {
	if start == notParsed {
		return notParsed
	}
	for j := range i {
		start += m[j].size()
	}
	return start
}

// size is the number of bytes that a pair takes in a packet.
func (pair *Pair) size() int {
	key := compactSizeWidth(pair.Type) + len(pair.KeyData)
	return compactSizeWidth(uint64(key)) + key +
		compactSizeWidth(uint64(len(pair.Value))) + len(pair.Value)
}

// Each row has a slot, a small number within its kind of map, so that a set of
// rows fits in one word.

func fieldSlot(kind MapKind, fieldType uint64) uint {
	return uint(fieldIndex[kind][fieldType] - firstRow[kind])
}

// firstRow is the first row, plus one, of each kind of map.
var firstRow = func() (first [3]uint8) {
	for i := len(fields) - 1; i >= 0; i-- {
		first[fields[i].Kind] = uint8(i + 1)
	}
	return first
}()

// requiredSlots is the set of required rows, by version/2 and kind of map.
var requiredSlots = func() (sets [2][3]uint64) {
	for _, f := range fields {
		if f.V0 == Required {
			sets[0][f.Kind] |= 1 << fieldSlot(f.Kind, f.Type)
		}
		if f.V2 == Required {
			sets[1][f.Kind] |= 1 << fieldSlot(f.Kind, f.Type)
		}
	}
	return sets
}()

// missingError names the first required field that is absent.
func missingError(place Place, missing uint64, m Map, start int) error {
	for _, f := range fields {
		if f.Kind == place.Kind && missing&(1<<fieldSlot(f.Kind, f.Type)) != 0 {
			return &Error{Place: place.String(), Field: f.Name, Offset: pairOffset(m, len(m), start), Reason: "missing"}
		}
	}
	return nil
}

// duplicateKey returns the index of a pair whose key occurs before it, or -1.
// Most writers sort their keys, which makes one pass enough; the others cost a
// sort of n pairs, never n*n comparisons.
func duplicateKey(m Map) int {
	ordered := true
	for i := 1; i < len(m); i++ {
		switch c := compareKeys(m[i-1], m[i]); {
		case c == 0:
			return i
		case c > 0:
			ordered = false
		}
	}
	if ordered {
		return -1
	}
	const few = 16
	if len(m) <= few {
		return duplicateAmongFew(m)
	}
	order := make([]int32, len(m))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return compareKeys(m[a], m[b]) })
	for i := 1; i < len(order); i++ {
		if compareKeys(m[order[i-1]], m[order[i]]) == 0 {
			return int(order[i])
		}
	}
	return -1
}

func duplicateAmongFew(m Map) int {
	for i := range m {
		for j := range i {
			if m[i].Type == m[j].Type && bytes.Equal(m[i].KeyData, m[j].KeyData) {
				return i
			}
		}
	}
	return -1
}

// checkWhole holds the maps against each other.
func checkWhole(p *Packet, version uint32) error {
	if version == 0 {
		return nil
	}
	if _, err := p.Locktime(); err != nil {
		return err
	}
	return p.checkSilentPayments(false)
}
