package ur

import (
	"errors"
	"fmt"
)

// Registry is one of the two generations of registered types: the same
// structures under other names and tags (BCR-2020-006 and its revision of 2023).
type Registry int

const (
	Crypto  Registry = iota // crypto-hdkey and so on, which wallets in use read
	Current                 // hdkey and so on
)

// tagNumbers are the CBOR tags of the structures that others embed.
type tagNumbers struct {
	hdKey, keyPath, coinInfo, ecKey, output uint64
}

var tags = [2]tagNumbers{
	Crypto:  {hdKey: 303, keyPath: 304, coinInfo: 305, ecKey: 306, output: 308},
	Current: {hdKey: 40303, keyPath: 40304, coinInfo: 40305, ecKey: 40306, output: 40308},
}

// typeNames are the UR types of the structures handled here.
var typeNames = [2]struct{ key, output, account string }{
	Crypto:  {"crypto-hdkey", "crypto-output", "crypto-account"},
	Current: {"hdkey", "output-descriptor", "account-descriptor"},
}

// ErrPrivate refuses a structure that holds a private key: it is carried as
// CBOR and not looked into here.
var ErrPrivate = errors.New("ur: a private key")

// fields reads a map with small unsigned keys in ascending order, as
// deterministic CBOR has them, and hands each value to read. An unknown key is
// an error: it could change what the structure means.
func (r *cborReader) fields(read map[uint64]func() error) error {
	n, err := r.count(majorMap)
	if err != nil {
		return err
	}
	next := uint64(0)
	for range n {
		key, err := r.expect(majorUint)
		if err != nil {
			return err
		}
		value, known := read[key]
		switch {
		case key < next:
			return fmt.Errorf("key %d: doubled or out of order", key)
		case !known:
			return fmt.Errorf("key %d: unknown", key)
		}
		if err := value(); err != nil {
			return fmt.Errorf("key %d: %w", key, err)
		}
		next = key + 1
	}
	return nil
}

// tag reads a tag that must be one of those given.
func (r *cborReader) tag(allowed ...uint64) (uint64, error) {
	got, err := r.expect(majorTag)
	if err != nil {
		return 0, err
	}
	for _, t := range allowed {
		if got == t {
			return got, nil
		}
	}
	return 0, fmt.Errorf("tag %d where %d belongs", got, allowed[0])
}

// hasTag looks whether the next item has tag t.
func (r *cborReader) hasTag(t uint64) bool {
	ahead := *r
	_, err := ahead.tag(t)
	return err == nil
}

// optionalTag passes over tag t if it is next. Whole messages carry no tag, and
// some writers put it there.
func (r *cborReader) optionalTag(t uint64) {
	if r.hasTag(t) {
		_, _ = r.tag(t)
	}
}

// set adapts a reading method to a field.
func set[T any](into *T, read func() (T, error)) func() error {
	return func() error {
		v, err := read()
		*into = v
		return err
	}
}

func (r *cborReader) uint32() (uint32, error) {
	n, err := r.uint(1<<32 - 1)
	return uint32(n), err
}

// fixed reads a byte string of n bytes.
func (r *cborReader) fixed(n int) ([]byte, error) {
	b, err := r.bytes()
	if err == nil && len(b) != n {
		err = fmt.Errorf("%d bytes, not %d", len(b), n)
	}
	return b, err
}

// mapWriter writes fields in the order given and counts them.
type mapWriter struct {
	body  []byte
	count uint64
}

func (w *mapWriter) key(k uint64) { w.body, w.count = appendUint(w.body, k), w.count+1 }

func (w *mapWriter) uint(k, v uint64) {
	w.key(k)
	w.body = appendUint(w.body, v)
}

func (w *mapWriter) bytes(k uint64, v []byte) {
	w.key(k)
	w.body = appendBytes(w.body, v)
}

// text writes a field unless it is empty.
func (w *mapWriter) text(k uint64, v string) {
	if v != "" {
		w.key(k)
		w.body = appendText(w.body, v)
	}
}

// tagged writes an embedded structure.
func (w *mapWriter) tagged(k, tag uint64, v []byte) {
	w.key(k)
	w.body = append(appendHead(w.body, majorTag, tag), v...)
}

func (w *mapWriter) append(b []byte) []byte {
	return append(appendHead(b, majorMap, w.count), w.body...)
}
