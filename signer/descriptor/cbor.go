package descriptor

import (
	"encoding/binary"
	"errors"
	"unicode/utf8"
)

// A reader of the CBOR (RFC 8949) that descriptors travel in: definite lengths,
// shortest forms, no floats, no bytes after the end.

// The major types of CBOR; the simple values false and true are of the last one.
const (
	cborUint   = 0
	cborBytes  = 2
	cborText   = 3
	cborArray  = 4
	cborMap    = 5
	cborTag    = 6
	cborSimple = 7
)

const (
	cborFalse = 20
	cborTrue  = 21
)

// Bounds on nesting and on the number of items; a descriptor has 4 items a key.
const (
	maxCBORDepth = 160 // a script tree of text is one item; this bounds tags and arrays
	maxCBORItems = 1 << 16
)

var errCBOR = errors.New("malformed CBOR")

// cborItem is one data item.
type cborItem struct {
	major byte
	value uint64     // of an integer, a tag or a simple value
	data  []byte     // of a string
	items []cborItem // of an array; of a map its keys and values in turn; of a tag its content
}

// parseCBOR reads one item that fills the input.
func parseCBOR(b []byte) (*cborItem, error) {
	r := cborReader{rest: b}
	item, err := r.item(0)
	if err == nil && len(r.rest) > 0 {
		err = errors.New("bytes after the end of the CBOR")
	}
	return &item, err
}

type cborReader struct {
	rest  []byte
	count int
}

func (r *cborReader) item(depth int) (cborItem, error) {
	if r.count++; depth > maxCBORDepth || r.count > maxCBORItems {
		return cborItem{}, errors.New("CBOR that is nested too deep or has too many items")
	}
	major, n, ok := r.head()
	it := cborItem{major: major, value: n}
	if !ok {
		return it, errCBOR
	}
	children := uint64(0)
	switch major {
	case cborUint:
	case cborBytes, cborText:
		if n > uint64(len(r.rest)) {
			return it, errCBOR
		}
		it.data, r.rest = r.rest[:n], r.rest[n:]
		if major == cborText && !utf8.Valid(it.data) {
			return it, errCBOR
		}
	case cborArray:
		children = n
	case cborMap:
		children = 2 * n
	case cborTag:
		children = 1
	case cborSimple:
		if n != cborFalse && n != cborTrue {
			return it, errors.New("a CBOR value other than false and true")
		}
	default:
		return it, errors.New("a negative number in CBOR")
	}
	if n > uint64(len(r.rest)) && children > 1 {
		return it, errCBOR // every child takes a byte
	}
	for range children {
		child, err := r.item(depth + 1)
		if err != nil {
			return it, err
		}
		it.items = append(it.items, child)
	}
	return it, it.checkKeys()
}

// head reads the major type and its argument, which must be in the shortest form.
func (r *cborReader) head() (major byte, n uint64, ok bool) {
	if len(r.rest) == 0 {
		return 0, 0, false
	}
	first := r.rest[0]
	major, n, r.rest = first>>5, uint64(first&31), r.rest[1:]
	if n < 24 {
		return major, n, true
	}
	size := 1 << (n - 24)
	if n > 27 || len(r.rest) < size || major == cborSimple {
		return major, 0, false
	}
	var wide [8]byte
	copy(wide[8-size:], r.rest[:size])
	r.rest = r.rest[size:]
	n = binary.BigEndian.Uint64(wide[:])
	least := [...]uint64{1: 24, 2: 1 << 8, 4: 1 << 16, 8: 1 << 32}[size]
	return major, n, n >= least
}

// checkKeys refuses a map with keys that are no integers, or with one twice.
func (it *cborItem) checkKeys() error {
	if it.major != cborMap {
		return nil
	}
	seen := map[uint64]bool{}
	for i := 0; i < len(it.items); i += 2 {
		k := it.items[i]
		if k.major != cborUint || seen[k.value] {
			return errors.New("a CBOR map with a key twice, or one that is no integer")
		}
		seen[k.value] = true
	}
	return nil
}

// get returns the value of a key of a map, nil for none.
func (it *cborItem) get(key uint64) *cborItem {
	if it.major != cborMap {
		return nil
	}
	for i := 0; i < len(it.items); i += 2 {
		if it.items[i].value == key {
			return &it.items[i+1]
		}
	}
	return nil
}

// number returns the integer under a key of a map; absent says what it is when
// there is none.
func (it *cborItem) number(key, absent, most uint64) (uint64, error) {
	v := it.get(key)
	if v == nil {
		return absent, nil
	}
	if v.major != cborUint || v.value > most {
		return 0, errCBOR
	}
	return v.value, nil
}

// isTrue says whether the value of a key is true.
func (it *cborItem) isTrue(key uint64) bool {
	v := it.get(key)
	return v != nil && v.major == cborSimple && v.value == cborTrue
}

// untag returns the content of a tag, when the item has one of these tags.
func (it *cborItem) untag(tags ...uint64) (*cborItem, bool) {
	if it == nil || it.major != cborTag {
		return nil, false
	}
	for _, t := range tags {
		if it.value == t {
			return &it.items[0], true
		}
	}
	return nil, false
}
