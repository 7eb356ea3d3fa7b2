package ur

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf8"
)

// Major types of CBOR (RFC 8949, section 3.1).
const (
	majorUint  = 0
	majorNeg   = 1
	majorBytes = 2
	majorText  = 3
	majorArray = 4
	majorMap   = 5
	majorTag   = 6
	majorOther = 7
)

const (
	simpleFalse = 20
	simpleTrue  = 21
)

// leastOfSize is the smallest argument that needs 1, 2, 4 and 8 bytes.
var leastOfSize = [4]uint64{24, 1 << 8, 1 << 16, 1 << 32}

// maxNesting bounds recursion; the deepest registered type nests about ten.
const maxNesting = 32

var (
	errCBORShort    = errors.New("cbor: ends early")
	errCBORTrailing = errors.New("cbor: bytes after the item")
	errCBORDeep     = errors.New("cbor: nested too deep")
)

// cborReader reads deterministic CBOR (RFC 8949, section 4.2): shortest heads,
// definite lengths. Byte and text strings are slices of the input.
type cborReader struct {
	rest []byte
}

// head reads one item's head. A length is returned unchecked against what
// follows; callers that allocate by it check first.
func (r *cborReader) head() (major byte, arg uint64, err error) {
	if len(r.rest) == 0 {
		return 0, 0, errCBORShort
	}
	major, info := r.rest[0]>>5, r.rest[0]&31
	r.rest = r.rest[1:]
	if info < 24 {
		return major, uint64(info), nil
	}
	if info > 27 {
		return 0, 0, errors.New("cbor: indefinite or reserved length")
	}
	size := 1 << (info - 24)
	if len(r.rest) < size {
		return 0, 0, errCBORShort
	}
	var wide [8]byte
	copy(wide[8-size:], r.rest[:size])
	r.rest = r.rest[size:]
	arg = binary.BigEndian.Uint64(wide[:])
	// Floats (major 7, above one byte) have their own notion of shortest.
	if major != majorOther || size == 1 {
		least := leastOfSize[info-24]
		if major == majorOther {
			least = 32
		}
		if arg < least {
			return 0, 0, errors.New("cbor: number not in its shortest form")
		}
	}
	return major, arg, nil
}

// expect reads a head that must be of the given major type.
func (r *cborReader) expect(major byte) (uint64, error) {
	got, arg, err := r.head()
	if err != nil {
		return 0, err
	}
	if got != major {
		return 0, fmt.Errorf("cbor: item of major type %d where %d belongs", got, major)
	}
	return arg, nil
}

// uint reads an unsigned number of at most max.
func (r *cborReader) uint(max uint64) (uint64, error) {
	n, err := r.expect(majorUint)
	if err == nil && n > max {
		err = fmt.Errorf("cbor: number %d above %d", n, max)
	}
	return n, err
}

func (r *cborReader) bytes() ([]byte, error) { return r.str(majorBytes) }

func (r *cborReader) text() (string, error) {
	b, err := r.str(majorText)
	if err == nil && !utf8.Valid(b) {
		err = errors.New("cbor: text is not UTF-8")
	}
	return string(b), err
}

func (r *cborReader) str(major byte) ([]byte, error) {
	n, err := r.expect(major)
	if err != nil {
		return nil, err
	}
	if n > uint64(len(r.rest)) {
		return nil, errCBORShort
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b, nil
}

func (r *cborReader) bool() (bool, error) {
	n, err := r.expect(majorOther)
	if err == nil && n != simpleFalse && n != simpleTrue {
		err = errors.New("cbor: neither true nor false")
	}
	return n == simpleTrue, err
}

// count reads the head of an array or map; every element takes a byte at least,
// so a count beyond the rest of the input is refused before it is used.
func (r *cborReader) count(major byte) (int, error) {
	n, err := r.expect(major)
	if err == nil && n > uint64(len(r.rest)) {
		err = errCBORShort
	}
	if err != nil {
		return 0, err
	}
	return int(n), nil
}

// peek is the next item's major type, majorOther at the end.
func (r *cborReader) peek() byte {
	if len(r.rest) == 0 {
		return majorOther
	}
	return r.rest[0] >> 5
}

// skip passes over one item, checking that it is well-formed.
func (r *cborReader) skip(nesting int) error {
	if nesting > maxNesting {
		return errCBORDeep
	}
	switch r.peek() {
	case majorBytes:
		_, err := r.bytes()
		return err
	case majorText:
		_, err := r.text()
		return err
	}
	major, arg, err := r.head()
	if err != nil {
		return err
	}
	items := uint64(0)
	switch major {
	case majorArray:
		items = arg
	case majorMap:
		items = 2 * min(arg, uint64(len(r.rest)))
		if arg > uint64(len(r.rest)) {
			return errCBORShort
		}
	case majorTag:
		items = 1
	}
	for range items {
		if err := r.skip(nesting + 1); err != nil {
			return err
		}
	}
	return nil
}

func (r *cborReader) end() error {
	if len(r.rest) != 0 {
		return errCBORTrailing
	}
	return nil
}

// finish is what went wrong while reading, or that something is left over.
func (r *cborReader) finish(err error) error {
	if err != nil {
		return err
	}
	return r.end()
}

// wellFormed checks that b is exactly one deterministic CBOR item.
func wellFormed(b []byte) error {
	r := cborReader{b}
	if err := r.skip(0); err != nil {
		return err
	}
	return r.end()
}

// appendHead writes an item's head in its shortest form.
func appendHead(b []byte, major byte, arg uint64) []byte {
	top := major << 5
	switch {
	case arg < 24:
		return append(b, top|byte(arg))
	case arg < 1<<8:
		return append(b, top|24, byte(arg))
	case arg < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, top|25), uint16(arg))
	case arg < 1<<32:
		return binary.BigEndian.AppendUint32(append(b, top|26), uint32(arg))
	}
	return binary.BigEndian.AppendUint64(append(b, top|27), arg)
}

func appendUint(b []byte, n uint64) []byte { return appendHead(b, majorUint, n) }

func appendBytes(b, s []byte) []byte {
	return append(appendHead(b, majorBytes, uint64(len(s))), s...)
}

func appendText(b []byte, s string) []byte {
	return append(appendHead(b, majorText, uint64(len(s))), s...)
}

func appendBool(b []byte, v bool) []byte {
	if v {
		return appendHead(b, majorOther, simpleTrue)
	}
	return appendHead(b, majorOther, simpleFalse)
}

// WrapBytes is b as a CBOR byte string: the message of a UR of a PSBT or of
// type bytes.
func WrapBytes(b []byte) []byte { return appendBytes(nil, b) }

// UnwrapBytes is the content of a message that is one CBOR byte string. The
// result is a slice of message.
func UnwrapBytes(message []byte) ([]byte, error) {
	r := cborReader{message}
	b, err := r.bytes()
	if err != nil {
		return nil, err
	}
	return b, r.end()
}
