package codex32

// multiply is the product in GF(2^5) modulo x^5 + x^3 + 1. It looks into no table:
// an index made from a secret would tell it to whoever shares the cache.
func multiply(a, b byte) (product byte) {
	for range 5 {
		product ^= a & -(b & 1)
		a = a<<1 ^ 41&-(a>>4&1)
		b >>= 1
	}
	return product
}

// invert is a^30, which is 1/a.
func invert(a byte) byte {
	power, result := a, byte(1)
	for range 4 {
		power = multiply(power, power)
		result = multiply(result, power)
	}
	return result
}

// interpolate evaluates at index the polynomials through the strings, one for each
// character. What all strings have in common stays, and checksums come out right,
// because both are linear.
func interpolate(strings []Share, index byte) Share {
	result := Share{data: make([]byte, len(strings[0].data))}
	for i, s := range strings {
		weight := byte(1)
		for j, other := range strings {
			if i != j {
				weight = multiply(weight, multiply(index^other.index(), invert(s.index()^other.index())))
			}
		}
		for k, c := range s.data {
			result.data[k] ^= multiply(weight, c)
		}
	}
	return result
}
