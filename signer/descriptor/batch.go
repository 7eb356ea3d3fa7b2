package descriptor

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/binary"

	"github.com/btcsuite/btcd/btcec/v2"
)

// batchSize is how many children are brought to affine form by one inversion. Beyond a
// few dozen the inversion's share is lost among the multiplications.
const batchSize = 64

// children derives the public keys of many children of one node: [node.child] for each,
// but for the field inversion, which they share. A child that does not exist is nil.
func (n *node) children(first uint32, count int) [][]byte {
	keys := make([][]byte, count)
	points := make([]btcec.JacobianPoint, count)
	mac := hmac.New(sha512.New, n.chain[:])
	var sum [sha512.Size]byte
	for i := range points {
		mac.Reset()
		mac.Write(n.pubKey[:])
		mac.Write(binary.BigEndian.AppendUint32(nil, first+uint32(i)))
		mac.Sum(sum[:0])
		var tweak btcec.ModNScalar
		if overflow := tweak.SetByteSlice(sum[:32]); overflow {
			continue // Z stays zero
		}
		var offset btcec.JacobianPoint
		btcec.ScalarBaseMultNonConst(&tweak, &offset) // public data: the time it takes tells nothing
		btcec.AddNonConst(&n.point, &offset, &points[i])
	}
	for i, z := range inverses(points) {
		if points[i].Z.IsZero() {
			continue
		}
		keys[i] = compressedBy(&points[i], &z)
	}
	return keys
}

// inverses are those of the points' Z, made with one inversion (Montgomery's trick); the
// point at infinity keeps zero.
func inverses(points []btcec.JacobianPoint) []btcec.FieldVal {
	before := make([]btcec.FieldVal, len(points)) // the product of all Z before
	var product btcec.FieldVal
	product.SetInt(1)
	for i := range points {
		before[i] = product
		points[i].Z.Normalize()
		if !points[i].Z.IsZero() {
			product.Mul(&points[i].Z)
		}
	}
	product.Inverse()
	out := make([]btcec.FieldVal, len(points))
	for i := len(points) - 1; i >= 0; i-- {
		if points[i].Z.IsZero() {
			continue
		}
		out[i].Mul2(&product, &before[i])
		product.Mul(&points[i].Z)
	}
	return out
}

// compressedBy returns the 33 bytes of a point whose Z has this inverse.
func compressedBy(p *btcec.JacobianPoint, inverse *btcec.FieldVal) []byte {
	var square, x, y btcec.FieldVal
	square.SquareVal(inverse)
	x.Mul2(&p.X, &square).Normalize()
	y.Mul2(&p.Y, square.Mul(inverse)).Normalize()
	key := make([]byte, 33)
	key[0] = 2
	if y.IsOdd() {
		key[0] = 3
	}
	x.PutBytesUnchecked(key[1:])
	return key
}

// scriptsFrom makes the scripts of a branch from an index on, as [Descriptor.At] does one
// by one; nil where there is none. ok is false for descriptors whose keys are not all
// derived in the same plain way.
func (d *Descriptor) scriptsFrom(branch int, first uint32, count int) (scripts [][]byte, ok bool) {
	if _, is := d.NoWallet(); is {
		return nil, false
	}
	keys := make([][][]byte, len(d.slots)) // by slot, by index
	for i, s := range d.slots {
		if s.musig != nil {
			return nil, false
		}
		k := &d.keys[s.keys[0]]
		if k.XPub == nil || k.wildcard != plainWildcard {
			one, err := d.keyAt(s.keys[0], branch, first)
			if err != nil || k.wildcard != noWildcard {
				return nil, false
			}
			keys[i] = make([][]byte, count)
			for j := range keys[i] {
				keys[i][j] = one
			}
			continue
		}
		n, err := d.keyNodes[s.keys[0]].at(branch, func() (*node, error) { return follow(k.root, k.steps, branch) })
		if err != nil {
			return nil, false
		}
		keys[i] = n.children(first, count)
	}
	scripts = make([][]byte, count)
	for j := range scripts {
		at := make([][]byte, len(keys))
		whole := true
		for i := range keys {
			at[i] = keys[i][j]
			whole = whole && at[i] != nil
		}
		if !whole {
			continue
		}
		if script, err := d.root.fill(&Script{}, at); err == nil {
			scripts[j] = script
		}
	}
	return scripts, true
}
