package psbt

import "encoding/binary"

// Reasons of the lowest level; they end up in Error.Reason.
const (
	truncated      = "truncated"
	notMinimal     = "compact size is not minimal"
	trailingBytes  = "bytes after the end"
	countTooLarge  = "count exceeds what the bytes can hold"
	widthOneByte   = 0xfd
	marker16       = 0xfd
	marker32       = 0xfe
	marker64       = 0xff
	maxCompactSize = 9
)

// readCompactSize reads the integer at the start of b. It returns the number
// of bytes read and, when that is not possible, the reason; only the shortest
// form of a number is accepted.
func readCompactSize(b []byte) (value uint64, width int, reason string) {
	if len(b) == 0 {
		return 0, 0, truncated
	}
	if b[0] < widthOneByte {
		return uint64(b[0]), 1, ""
	}
	return readWideCompactSize(b)
}

// readWideCompactSize reads the forms with a marker byte.
func readWideCompactSize(b []byte) (value uint64, width int, reason string) {
	var least uint64
	switch {
	case b[0] == marker16 && len(b) >= 3:
		value, width, least = uint64(binary.LittleEndian.Uint16(b[1:])), 3, widthOneByte
	case b[0] == marker32 && len(b) >= 5:
		value, width, least = uint64(binary.LittleEndian.Uint32(b[1:])), 5, 1<<16
	case b[0] == marker64 && len(b) >= 9:
		value, width, least = binary.LittleEndian.Uint64(b[1:]), 9, 1<<32
	default:
		return 0, 0, truncated
	}
	if value < least {
		return 0, 0, notMinimal
	}
	return value, width, ""
}

// appendCompactSize writes the shortest form of a number.
func appendCompactSize(b []byte, value uint64) []byte {
	switch {
	case value < widthOneByte:
		return append(b, byte(value))
	case value < 1<<16:
		return binary.LittleEndian.AppendUint16(append(b, marker16), uint16(value))
	case value < 1<<32:
		return binary.LittleEndian.AppendUint32(append(b, marker32), uint32(value))
	}
	return binary.LittleEndian.AppendUint64(append(b, marker64), value)
}

// compactSizeWidth is the number of bytes that appendCompactSize writes.
func compactSizeWidth(value uint64) int {
	switch {
	case value < widthOneByte:
		return 1
	case value < 1<<16:
		return 3
	case value < 1<<32:
		return 5
	}
	return maxCompactSize
}

// A reader takes bytes from the front of a slice. After the first failure it
// keeps the reason and gives zero values.
type reader struct {
	b      []byte
	at     int
	reason string
}

// fail keeps the first reason.
func (r *reader) fail(reason string) {
	if r.reason == "" {
		r.reason = reason
	}
}

// left is the number of bytes not yet taken.
func (r *reader) left() int { return len(r.b) - r.at }

// take returns the next n bytes without copying them.
func (r *reader) take(n uint64) []byte {
	if r.reason != "" || n > uint64(r.left()) {
		r.fail(truncated)
		return nil
	}
	taken := r.b[r.at : r.at+int(n) : r.at+int(n)]
	r.at += int(n)
	return taken
}

func (r *reader) skip(n uint64) { r.take(n) }

func (r *reader) compactSize() uint64 {
	if r.reason != "" {
		return 0
	}
	value, width, reason := readCompactSize(r.b[r.at:])
	if reason != "" {
		r.fail(reason)
		return 0
	}
	r.at += width
	return value
}

// count reads a number of things that take at least size bytes each.
func (r *reader) count(size int) int {
	n := r.compactSize()
	if n > uint64(r.left()/size) {
		r.fail(countTooLarge)
		return 0
	}
	return int(n)
}

// varBytes reads a length and that many bytes.
func (r *reader) varBytes() []byte { return r.take(r.compactSize()) }

func (r *reader) uint32() uint32 {
	if b := r.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (r *reader) uint64() uint64 {
	if b := r.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// end returns the reason of the first failure; bytes left over are one.
func (r *reader) end() string {
	if r.reason == "" && r.left() != 0 {
		r.fail(trailingBytes)
	}
	return r.reason
}
