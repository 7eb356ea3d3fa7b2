package ur

import (
	"bytes"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
)

// The memory of mixed rows' coefficients is bounded by what was really received:
// roomAtLeast bytes, which is a full matrix of 11,585 fragments, and roomPerByte
// for each byte of data that was news. Beyond it parts that cannot be kept are
// passed over; the stream brings others.
const (
	roomAtLeast = 16 << 20
	roomPerByte = 8
)

var errContradiction = errors.New("contradicts the parts before it")

// solver finds n fragments from mixes of them by Gauss-Jordan elimination over
// GF(2). Every row kept is reduced by all others at all times, so a fragment is
// known in the moment in which the parts so far determine it, and every part
// that carries news raises the rank by one.
type solver struct {
	n     int
	room  int // bytes that rows' coefficients may take at least
	rank  int
	known [][]byte     // fragment i, nil while unknown
	rows  []*row       // mixes of two or more unknown fragments
	told  map[int]*row // the row whose pivot is that fragment
	spare []byte       // a row that was not kept, for the next one
}

// row is a mix of unknown fragments. Only its own row holds a pivot.
// Coefficients and data are one slice, so that an elimination step is one XOR.
type row struct {
	pivot int
	bits  []byte // coefficient i is bit i, in whole little-endian 64-bit words
	mix   []byte // bits, then data
}

func newSolver(n int) *solver {
	return &solver{n: n, room: roomAtLeast, known: make([][]byte, n), told: map[int]*row{}}
}

// add takes the mix of the fragments at indexes and says whether it was news.
// data is kept.
func (s *solver) add(indexes []int, data []byte) (news bool, err error) {
	if len(indexes) == 1 {
		return s.addPlain(indexes[0], data)
	}
	r := s.newRow(indexes, data)
	s.reduce(r)
	s.spare = r.mix
	switch count, lowest := ones(r.bits); {
	case count == 0 && anySet(r.data()):
		return false, errContradiction
	case count == 0:
		return false, nil
	case count == 1:
		s.learn(lowest, bytes.Clone(r.data()))
	case (len(s.rows)+1)*len(r.bits) > s.room+roomPerByte*s.rank*len(data):
		return false, nil
	default:
		s.keep(r, lowest)
	}
	s.rank++
	return true, nil
}

// addPlain is add for a single fragment, which needs no row of its own.
func (s *solver) addPlain(i int, data []byte) (news bool, err error) {
	if known := s.known[i]; known != nil {
		if !bytes.Equal(known, data) {
			return false, errContradiction
		}
		return false, nil
	}
	s.learn(i, data)
	s.rank++
	return true, nil
}

// newRow is the mix with what is known taken out of it.
func (s *solver) newRow(indexes []int, data []byte) *row {
	width := (s.n + 63) / 64 * 8
	mix := s.spare
	if mix == nil {
		mix = make([]byte, width+len(data))
	}
	clear(mix)
	copy(mix[width:], data)
	r := &row{bits: mix[:width:width], mix: mix}
	for _, i := range indexes {
		if s.known[i] != nil {
			subtle.XORBytes(r.data(), r.data(), s.known[i])
		} else {
			flip(r.bits, i)
		}
	}
	return r
}

func (r *row) data() []byte { return r.mix[len(r.bits):] }

// reduce removes every pivot from r. One pass suffices: a kept row brings no
// other pivot in.
func (s *solver) reduce(r *row) {
	if len(s.rows) == 0 {
		return
	}
	for at := 0; at < len(r.bits); at += 8 {
		word := binary.LittleEndian.Uint64(r.bits[at:])
		for word != 0 {
			i := at*8 + bits.TrailingZeros64(word)
			word &= word - 1
			if kept := s.told[i]; kept != nil {
				subtle.XORBytes(r.mix, r.mix, kept.mix)
			}
		}
	}
}

// keep adds r, which holds no pivot, as the row of the given one.
func (s *solver) keep(r *row, pivot int) {
	r.pivot = pivot
	s.update(pivot, func(other *row) { subtle.XORBytes(other.mix, other.mix, r.mix) })
	s.rows = append(s.rows, r)
	s.told[pivot] = r
	s.spare = nil
}

// learn records fragment i and takes it out of all rows. A row that loses its
// pivot by that gets another.
func (s *solver) learn(i int, data []byte) {
	s.known[i] = data
	own := s.told[i]
	if own != nil {
		delete(s.told, i)
		s.rows = slices.DeleteFunc(s.rows, func(r *row) bool { return r == own })
	}
	takeOut := func(r *row) {
		flip(r.bits, i)
		subtle.XORBytes(r.data(), r.data(), data)
	}
	s.update(i, takeOut)
	if own == nil {
		return
	}
	takeOut(own)
	if count, lowest := ones(own.bits); count == 1 {
		s.learn(lowest, bytes.Clone(own.data()))
	} else {
		s.keep(own, lowest)
	}
}

// update takes fragment i out of every row that holds it. A row left with
// its pivot alone has become that fragment; no other row holds it.
func (s *solver) update(i int, takeOut func(*row)) {
	left := s.rows[:0]
	for _, r := range s.rows {
		if isSet(r.bits, i) {
			takeOut(r)
			if count, _ := ones(r.bits); count == 1 {
				s.known[r.pivot] = bytes.Clone(r.data())
				delete(s.told, r.pivot)
				continue
			}
		}
		left = append(left, r)
	}
	for at := len(left); at < len(s.rows); at++ {
		s.rows[at] = nil
	}
	s.rows = left
}

func flip(b []byte, i int)       { b[i/8] ^= 1 << (i % 8) }
func isSet(b []byte, i int) bool { return b[i/8]>>(i%8)&1 == 1 }

// ones counts the bits set, no further than two, and finds the lowest.
func ones(b []byte) (count, lowest int) {
	lowest = -1
	for at := 0; at < len(b) && count < 2; at += 8 {
		word := binary.LittleEndian.Uint64(b[at:])
		if word != 0 && lowest < 0 {
			lowest = at*8 + bits.TrailingZeros64(word)
		}
		count += bits.OnesCount64(word)
	}
	return min(count, 2), lowest
}

func anySet(b []byte) bool {
	var all byte
	for _, c := range b {
		all |= c
	}
	return all != 0
}
