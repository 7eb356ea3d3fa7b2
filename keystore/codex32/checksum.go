package codex32

// residue is a polynomial over GF(32), five bits a coefficient: up to 75 bits.
type residue struct{ hi, lo uint64 }

// code is one of the two BCH codes of BIP-0093.
type code struct {
	length    int // characters of a checksum
	generator [5]residue
	target    residue
}

var (
	short = code{13, [5]residue{
		{0x1, 0x9dc500ce73fde210}, {0x1, 0xbfae00def77fe529}, {0x1, 0xfbd920fffe7bee52},
		{0x1, 0x739640bdeee3fdad}, {0x0, 0x7729a039cfc75f5a},
	}, residue{0x1, 0x0ce0795c2fd1e62a}}

	long = code{15, [5]residue{
		{0x3d5, 0x9d273535ea62d897}, {0x7a9, 0xbecb6361c6c51507}, {0x543, 0xf9b7e6c38d8a2a0e},
		{0x0c5, 0x77eaeccf1990d13c}, {0x188, 0x7f74f8dc71b10651},
	}, residue{0x433, 0x81e570bf4798ab26}}
)

// hrp is the residue of the prefix "ms".
var hrp = residue{0, 0x23181b3}

// polymod divides the characters by the code's generator.
func (c *code) polymod(data []byte) residue {
	r := hrp
	top := uint(5 * (c.length - 1)) // the place of the highest coefficient
	for _, value := range data {
		high := r.shiftRight(top)
		r = r.below(top)
		r = residue{r.hi<<5 | r.lo>>59, r.lo<<5 ^ uint64(value)}
		for i, g := range c.generator {
			mask := -(high >> i & 1)
			r.hi ^= g.hi & mask
			r.lo ^= g.lo & mask
		}
	}
	return r
}

func (r residue) shiftRight(n uint) uint64 {
	if n >= 64 {
		return r.hi >> (n - 64)
	}
	return r.lo>>n | r.hi<<(64-n)
}

// below is r without the bits from n up.
func (r residue) below(n uint) residue {
	if n >= 64 {
		return residue{r.hi & (1<<(n-64) - 1), r.lo}
	}
	return residue{0, r.lo & (1<<n - 1)}
}

// verify tells whether data ends with its checksum.
func (c *code) verify(data []byte) bool { return c.polymod(data) == c.target }

// append appends the checksum to data.
func (c *code) append(data []byte) []byte {
	r := c.polymod(append(data[:len(data):len(data)], make([]byte, c.length)...))
	r = residue{r.hi ^ c.target.hi, r.lo ^ c.target.lo}
	for i := c.length - 1; i >= 0; i-- {
		data = append(data, byte(r.shiftRight(uint(5*i)))&31)
	}
	return data
}
