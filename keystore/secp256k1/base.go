package secp256k1

import "sync"

const (
	window  = 5                           // bits of the scalar a row
	rows    = (256 + window - 1) / window // rows of the table
	columns = 1 << (window - 1)           // odd multiples 1, 3, 5, … of a row
)

// signOffset is 2^(window·rows) - 1 mod n.
var signOffset = scalar{0x2DA1732FC9BEBEF, 0x551231950B75FC44, 0x14, 0}

// packedPoint is a point of the table.
type packedPoint struct{ x, y packed }

func (q *packedPoint) pack(p *affine) { q.x, q.y = p.x.pack(), p.y.pack() }

// baseTable holds at [i][j] the point (2j+1)·2^(window·i)·G. It is computed once,
// in about a millisecond, at the first use: 52 kB that a reader can check here
// rather than in a listing.
var baseTable = sync.OnceValue(func() *[rows][columns]packedPoint {
	table := new([rows][columns]packedPoint)
	base := generator
	for i := range table {
		var p projective
		p.setAffine(&base)
		p.add(&base)
		double := p.affine()
		var row [columns + 1]projective // the odd multiples, and the next base
		row[0].setAffine(&base)
		for j := 1; j < columns; j++ {
			row[j] = row[j-1]
			row[j].add(&double)
		}
		row[columns] = row[columns-1]
		row[columns].add(&base)
		points := batchAffine(&row)
		for j := range table[i] {
			table[i][j].pack(&points[j])
		}
		base = points[columns]
	}
	return table
})

// batchAffine is affine for each point, with one inversion for all of them.
func batchAffine(row *[columns + 1]projective) (points [columns + 1]affine) {
	var before [columns + 1]field // product of the z of all points before this
	all := fieldOne
	for j := range row {
		before[j] = all
		all.mul(&all, &row[j].z)
	}
	all.inverse(&all)
	for j := columns; j >= 0; j-- {
		var z field
		z.mul(&all, &before[j])
		all.mul(&all, &row[j].z)
		q := &points[j]
		q.x.mul(&row[j].x, &z)
		q.y.mul(&row[j].y, &z)
		q.x.normal()
		q.y.normal()
	}
	return points
}

// baseMult returns k·G for a k other than 0, in time and with memory accesses
// that do not depend on k.
//
// With v = (k + 2^L - 1)/2 mod n, L = window·rows, k is the sum of ±2^i over
// i < L, plus where bit i of v is set: each window of v is then an odd signed
// digit, and no row needs a point at infinity. Every row is read whole.
func (w *Scratch) baseMult(k *scalar) affine {
	table := baseTable()
	v := &w.multiplier
	v.add(k, &signOffset)
	v.halve(v)
	var sum projective
	var q affine
	q.pick(&table[0], v.digit(0))
	sum.setAffine(&q)
	for i := 1; i < rows; i++ {
		q.pick(&table[i], v.digit(i))
		sum.add(&q)
	}
	return sum.affine()
}

// digit is the i-th window of r, lowest first.
func (r *scalar) digit(i int) uint64 {
	word, shift := window*i/64, uint(window*i%64)
	d := r[word] >> shift
	if shift > 64-window && word+1 < len(r) {
		d |= r[word+1] << (64 - shift)
	}
	return d & (1<<window - 1)
}

// pick sets q to the row's point for window value v, the digit 2v+1 - 2^window:
// the upper half of the values are the columns, the lower half their negatives
// in reverse.
func (q *affine) pick(row *[columns]packedPoint, v uint64) {
	negative := v>>(window-1) - 1 // all ones in the lower half
	column := (v ^ negative) & (columns - 1)
	var x, y packed
	for j := range row {
		here := -(((uint64(j) ^ column) - 1) >> 63) // all ones in the column sought
		e := &row[j]
		x[0] |= e.x[0] & here
		x[1] |= e.x[1] & here
		x[2] |= e.x[2] & here
		x[3] |= e.x[3] & here
		y[0] |= e.y[0] & here
		y[1] |= e.y[1] & here
		y[2] |= e.y[2] & here
		y[3] |= e.y[3] & here
	}
	q.x.unpack(&x)
	q.y.unpack(&y)
	var minus field
	minus.sub(&field{}, &q.y, 1)
	minus.weak()
	q.y.choose(&minus, negative)
}
