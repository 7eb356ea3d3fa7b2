package camera

import (
	"bytes"
	"encoding/binary"
)

// huffman is a table of codes (ITU-T T.81, annex C).
type huffman struct {
	built   bool
	quick   [1 << quickBits]code // by the next bits, where they hold a whole code
	limit   [17]uint32           // of each length: the first 16 bits that begin no code so long or shorter
	offset  [17]int32            // from a code of that length to its place among the symbols
	symbols [256]byte
}

const quickBits = 10

// code is a symbol, and below it the length of its code in 5 bits; 0 is none.
type code uint16

func (c code) length() uint { return uint(c & 31) }
func (c code) symbol() uint { return uint(c >> 5) }

// build takes the number of codes of each length and their symbols; false when there are more codes than bits.
func (t *huffman) build(counts [16]byte, symbols []byte) bool {
	*t = huffman{built: true}
	copy(t.symbols[:], symbols)
	next, n := uint32(0), 0 // the next code, in 16 bits; its symbol
	for length := 1; length <= 16; length++ {
		step := uint32(1) << (16 - length)
		t.offset[length] = int32(n) - int32(next/step)
		for range counts[length-1] {
			if next+step > 1<<16 {
				return false
			}
			if length <= quickBits {
				for i := next >> (16 - quickBits); i < (next+step)>>(16-quickBits); i++ {
					t.quick[i] = code(uint(symbols[n])<<5 | uint(length))
				}
			}
			next += step
			n++
		}
		t.limit[length] = next
	}
	return true
}

// find returns the code that the bits begin with, highest first.
func (t *huffman) find(bits uint64) code {
	if c := t.quick[bits>>(64-quickBits)]; c != 0 {
		return c
	}
	v := uint32(bits >> 48)
	for length := quickBits + 1; length <= 16; length++ {
		if v < t.limit[length] {
			i := int32(v>>(16-length)) + t.offset[length]
			return code(uint(t.symbols[i&255])<<5 | uint(length))
		}
	}
	return 0
}

// bits are the coded data from one restart marker to the next.
type bits struct {
	rest []byte // of the scan
	data []byte // without the zeros that follow each 0xff, and with slack at its end
	at   uint   // bits that were read
	end  uint   // bits before the slack
}

// slack is more than any block takes, so that the end is looked for once a block: 64 coefficients of at most 16 bits of code and
// 15 of value, and the 8 bytes of a peek.
const slack = 64*4 + 8

// advance goes to the data behind the next restart marker, or from the scan's header to the first.
func (b *bits) advance() {
	b.data, b.at = b.data[:0], 0
	for {
		i := bytes.IndexByte(b.rest, 0xff)
		if i < 0 || i+1 == len(b.rest) { // cut off: what there is may be enough
			b.data, b.rest = append(b.data, b.rest...), nil
			break
		}
		marker := b.rest[i+1]
		b.data = append(b.data, b.rest[:i]...)
		b.rest = b.rest[i+2:]
		if marker != 0 {
			break
		}
		b.data = append(b.data, 0xff)
	}
	b.end = 8 * uint(len(b.data))
	b.data = append(b.data, make([]byte, slack)...)
}

// peek returns the next bits, 57 at least, highest first.
func (b *bits) peek() uint64 {
	return binary.BigEndian.Uint64(b.data[b.at>>3:]) << (b.at & 7)
}

// value takes a signed number of so many bits off the top of the bits (F.2.2.1): those that begin with 0 are negative.
func value(v uint64, size uint) int32 {
	negative := ^(int64(v) >> 63)
	return int32(v>>(64-size)) + int32(negative&(1-int64(1)<<size))
}
