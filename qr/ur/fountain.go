package ur

import (
	"encoding/binary"
	"math/bits"
)

// chooser knows which fragments every part of one message mixes (BCR-2024-001,
// "choose_fragments"). Its table is built with the first mixed part.
type chooser struct {
	seqLen   int
	checksum uint32
	degrees  *sampler
	tree     []int32 // for the shuffle
	list     []int   // its result, overwritten by the next
}

// indexes are the fragments in part seqNum, in no order. It takes time in
// proportion to seqLen. The result holds until the next call.
func (c *chooser) indexes(seqNum uint32) []int {
	degree, rng := c.draw(seqNum)
	if degree == 0 {
		c.list = append(c.list[:0], int(seqNum)-1)
		return c.list
	}
	if c.tree == nil {
		c.tree = make([]int32, c.seqLen+1)
	}
	c.list = appendShuffled(c.list[:0], c.tree, degree, rng)
	return c.list
}

// degree is the number of fragments in part seqNum.
func (c *chooser) degree(seqNum uint32) int {
	degree, _ := c.draw(seqNum)
	return max(degree, 1)
}

// draw makes the degree of a mixed part and leaves the generator where the
// shuffle goes on; the degree is 0 for a plain part.
func (c *chooser) draw(seqNum uint32) (degree int, rng *xoshiro) {
	if uint64(seqNum) <= uint64(c.seqLen) {
		return 0, nil
	}
	if c.degrees == nil {
		c.degrees = newDegreeSampler(c.seqLen)
	}
	var seed [8]byte
	binary.BigEndian.PutUint32(seed[:4], seqNum)
	binary.BigEndian.PutUint32(seed[4:], c.checksum)
	rng = newXoshiro(seed[:])
	return c.degrees.next(rng) + 1, rng
}

// sampler draws indexes with given weights by Walker's alias method, in the
// order of operations that the reference has: both ends must round alike.
type sampler struct {
	probability []float64
	alias       []int32
}

// newDegreeSampler gives degree d (index d-1) the weight 1/d.
func newDegreeSampler(n int) *sampler {
	weights := make([]float64, n)
	for i := range weights {
		weights[i] = 1 / float64(i+1)
	}
	return newSampler(weights)
}

func newSampler(weights []float64) *sampler {
	n := len(weights)
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	scaled := make([]float64, n)
	var small, large []int32
	for i := n - 1; i >= 0; i-- {
		scaled[i] = weights[i] * float64(n) / sum
		if scaled[i] < 1 {
			small = append(small, int32(i))
		} else {
			large = append(large, int32(i))
		}
	}
	s := &sampler{make([]float64, n), make([]int32, n)}
	for len(small) > 0 && len(large) > 0 {
		a, g := small[len(small)-1], large[len(large)-1]
		small, large = small[:len(small)-1], large[:len(large)-1]
		s.probability[a], s.alias[a] = scaled[a], g
		scaled[g] += scaled[a] - 1
		if scaled[g] < 1 {
			small = append(small, g)
		} else {
			large = append(large, g)
		}
	}
	// Rounding may leave either list with entries that are 1 but for an error.
	for _, i := range append(large, small...) {
		s.probability[i] = 1
	}
	return s
}

func (s *sampler) next(rng *xoshiro) int {
	at, coin := rng.float(), rng.float()
	i := min(int(float64(len(s.probability))*at), len(s.probability)-1)
	if coin < s.probability[i] {
		return i
	}
	return int(s.alias[i])
}

// appendShuffled appends the first count of 0..n-1 in the reference's shuffle, which
// removes a random one of what remains, again and again. A Fenwick tree of what
// remains, for which tree has n+1 places, finds the k-th in log n steps, so long
// messages cost no n².
func appendShuffled(out []int, tree []int32, count int, rng *xoshiro) []int {
	n := len(tree) - 1
	for i := 1; i <= n; i++ {
		tree[i] = int32(i & -i)
	}
	top := 1 << (bits.Len(uint(n)) - 1)
	for i := range count {
		k, at := int32(rng.below(n-i)), 0
		for step := top; step > 0; step >>= 1 {
			if next := at + step; next <= n && tree[next] <= k {
				at, k = next, k-tree[next]
			}
		}
		out = append(out, at)
		for j := at + 1; j <= n; j += j & -j {
			tree[j]--
		}
	}
	return out
}
