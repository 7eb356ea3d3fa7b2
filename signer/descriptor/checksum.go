package descriptor

import "strings"

// The checksum of BIP-380: a BCH code over the 32-character alphabet of bech32,
// computed on the positions of the descriptor's characters in inputCharset.
const (
	inputCharset = "0123456789()[],'/*abcdefgh@:$%{}" +
		"IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~" +
		"ijklmnopqrstuvwxyzABCDEFGH`#\"\\ "
	checksumCharset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	checksumLength  = 8
)

var checksumGenerator = [5]uint64{0xf5dee51989, 0xa9fdca3312, 0x1bab10e32d, 0x3706b1677a, 0x644d626ffd}

func checksumStep(c uint64, value int) uint64 {
	top := c >> 35
	c = (c&0x7ffffffff)<<5 ^ uint64(value)
	for i, g := range checksumGenerator {
		if top>>i&1 == 1 {
			c ^= g
		}
	}
	return c
}

// checksum returns the eight characters for a descriptor without its '#'. It
// returns the position of the first character outside the alphabet when there
// is one, else -1.
func checksum(s string) (sum string, bad int) {
	c, class, classes := uint64(1), 0, 0
	for i := 0; i < len(s); i++ {
		at := strings.IndexByte(inputCharset, s[i])
		if at < 0 {
			return "", i
		}
		c = checksumStep(c, at&31)
		class = class*3 + at>>5
		if classes++; classes == 3 {
			c = checksumStep(c, class)
			class, classes = 0, 0
		}
	}
	if classes > 0 {
		c = checksumStep(c, class)
	}
	for range checksumLength {
		c = checksumStep(c, 0)
	}
	c ^= 1
	var out [checksumLength]byte
	for i := range out {
		out[i] = checksumCharset[c>>(5*(checksumLength-1-i))&31]
	}
	return string(out[:]), -1
}
