package ur

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

// xoshiro is Xoshiro256**, the generator that both ends of a stream run to know
// which fragments a part mixes. It is no source of secrets.
type xoshiro struct {
	s [4]uint64
}

// newXoshiro seeds the generator with the SHA-256 of seed, as four big-endian words.
func newXoshiro(seed []byte) *xoshiro {
	digest := sha256.Sum256(seed)
	x := new(xoshiro)
	for i := range x.s {
		x.s[i] = binary.BigEndian.Uint64(digest[8*i:])
	}
	return x
}

func (x *xoshiro) next() uint64 {
	s := &x.s
	result := bits.RotateLeft64(s[1]*5, 7) * 9
	t := s[1] << 17
	s[2] ^= s[0]
	s[3] ^= s[1]
	s[1] ^= s[2]
	s[0] ^= s[3]
	s[2] ^= t
	s[3] = bits.RotateLeft64(s[3], 45)
	return result
}

// float is in [0, 1]: the highest states round up to 1, so indexes made from it
// are clamped.
func (x *xoshiro) float() float64 {
	return float64(x.next()) / (1 << 64)
}

// below is in [0, n), n at least 1.
func (x *xoshiro) below(n int) int {
	return min(int(x.float()*float64(n)), n-1)
}
