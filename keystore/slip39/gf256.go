package slip39

// multiply is the product in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1, the field of
// AES. It looks into no table: an index made from a secret would tell it to
// whoever shares the cache.
func multiply(a, b byte) (product byte) {
	for range 8 {
		product ^= a & -(b & 1)
		a = a<<1 ^ 0x1b&-(a>>7)
		b >>= 1
	}
	return product
}

// invert is a^254, which is 1/a.
func invert(a byte) byte {
	power, result := a, byte(1)
	for range 7 {
		power = multiply(power, power)
		result = multiply(result, power)
	}
	return result
}

// point is the value of a polynomial at x, one polynomial for each byte.
type point struct {
	x byte
	y []byte
}

// interpolate evaluates at x the polynomials of lowest degree through the points,
// whose x are distinct and whose y have one length.
func interpolate(points []point, x byte) []byte {
	result := make([]byte, len(points[0].y))
	for i, p := range points {
		weight := byte(1)
		for j, q := range points {
			if i != j {
				weight = multiply(weight, multiply(x^q.x, invert(p.x^q.x)))
			}
		}
		for k, y := range p.y {
			result[k] ^= multiply(weight, y)
		}
	}
	return result
}
