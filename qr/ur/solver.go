package ur

import (
	"bytes"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"math/bits"
)

// maxCoefficients bounds the memory of mixed rows' coefficients, in bytes: a
// full matrix of 16,384 fragments. Beyond it parts that cannot be kept are
// passed over; the stream brings others.
const maxCoefficients = 32 << 20

var errContradiction = errors.New("contradicts the parts before it")

// solver finds n fragments from mixes of them by Gauss-Jordan elimination over
// GF(2). Each row kept is reduced by all others at all times, so a fragment is
// known in the moment in which the parts so far determine it, and every part
// that carries news raises the rank by one.
type solver struct {
	n      int
	rank   int
	known  [][]byte     // fragment i, nil while unknown
	pivots map[int]*row // an unknown fragment -> the row that will tell it
}

// row is a mix of two or more unknown fragments. Coefficients and data are one
// slice, so that an elimination step is one XOR.
type row struct {
	bits []byte // coefficient i is bit i, in whole little-endian 64-bit words
	mix  []byte // bits, then data
}

func newSolver(n int) *solver {
	return &solver{n: n, known: make([][]byte, n), pivots: map[int]*row{}}
}

// coefficients is the length of a row's bits.
func (s *solver) coefficients() int { return (s.n + 63) / 64 * 8 }

func (s *solver) solved() bool { return s.rank == s.n }

// add takes the mix of the fragments at indexes and says whether it was news.
// data is kept.
func (s *solver) add(indexes []int, data []byte) (news bool, err error) {
	if len(indexes) == 1 && len(s.pivots) == 0 {
		return s.addPlain(indexes[0], data)
	}
	r := s.newRow(indexes, data)
	s.reduce(&r)
	pivot := lowest(r.bits)
	switch {
	case pivot < 0 && anySet(r.data()):
		return false, errContradiction
	case pivot < 0:
		return false, nil
	case single(r.bits):
		s.learn(pivot, r)
	case (len(s.pivots)+1)*len(r.bits) > maxCoefficients:
		return false, nil
	default:
		s.clear(pivot, r)
		s.pivots[pivot] = &row{bits: r.bits, mix: r.mix}
	}
	s.rank++
	return true, nil
}

// addPlain is add without mixed rows to mind, the common case of a stream seen
// from its start.
func (s *solver) addPlain(i int, data []byte) (bool, error) {
	if s.known[i] != nil {
		if !bytes.Equal(s.known[i], data) {
			return false, errContradiction
		}
		return false, nil
	}
	s.known[i] = data
	s.rank++
	return true, nil
}

func (s *solver) newRow(indexes []int, data []byte) row {
	width := s.coefficients()
	mix := make([]byte, width+len(data))
	copy(mix[width:], data)
	r := row{bits: mix[:width:width], mix: mix}
	for _, i := range indexes {
		if s.known[i] != nil {
			subtle.XORBytes(mix[width:], mix[width:], s.known[i])
		} else {
			flip(r.bits, i)
		}
	}
	return r
}

func (r *row) data() []byte { return r.mix[len(r.bits):] }

// reduce removes every fragment that has a row from r. One pass suffices: a
// kept row holds no other row's pivot.
func (s *solver) reduce(r *row) {
	if len(s.pivots) == 0 {
		return
	}
	for at := 0; at < len(r.bits); at += 8 {
		word := binary.LittleEndian.Uint64(r.bits[at:])
		for word != 0 {
			i := at*8 + bits.TrailingZeros64(word)
			word &= word - 1
			if kept := s.pivots[i]; kept != nil {
				subtle.XORBytes(r.mix, r.mix, kept.mix)
			}
		}
	}
}

// clear removes fragment pivot, now told by r, from every row; a row left with
// its own pivot alone has become that fragment.
func (s *solver) clear(pivot int, r row) {
	for own, kept := range s.pivots {
		if !isSet(kept.bits, pivot) {
			continue
		}
		subtle.XORBytes(kept.mix, kept.mix, r.mix)
		if single(kept.bits) {
			s.known[own] = bytes.Clone(kept.data())
			delete(s.pivots, own)
		}
	}
}

// learn records fragment i, whose row is r.
func (s *solver) learn(i int, r row) {
	s.known[i] = bytes.Clone(r.data())
	s.clear(i, r)
}

func flip(b []byte, i int)       { b[i/8] ^= 1 << (i % 8) }
func isSet(b []byte, i int) bool { return b[i/8]>>(i%8)&1 == 1 }

// lowest is the index of the lowest bit set, -1 when none is.
func lowest(b []byte) int {
	for at := 0; at < len(b); at += 8 {
		if word := binary.LittleEndian.Uint64(b[at:]); word != 0 {
			return at*8 + bits.TrailingZeros64(word)
		}
	}
	return -1
}

// single says whether exactly one bit is set.
func single(b []byte) bool {
	count := 0
	for at := 0; at < len(b) && count < 2; at += 8 {
		count += bits.OnesCount64(binary.LittleEndian.Uint64(b[at:]))
	}
	return count == 1
}

func anySet(b []byte) bool {
	var all byte
	for _, c := range b {
		all |= c
	}
	return all != 0
}
