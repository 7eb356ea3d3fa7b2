package slip39

// checksumWords is the length of the checksum.
const checksumWords = 3

// customization is what the checksum begins with: it tells extendable sets apart.
func customization(extendable bool) string {
	if extendable {
		return "shamir_extendable"
	}
	return "shamir"
}

// polymod is the Reed-Solomon code RS1024 of the standard over the customization
// and words of ten bits. It is 1 for words that end with their checksum.
func polymod(extendable bool, words []uint16) uint32 {
	generator := [10]uint32{
		0xE0E040, 0x1C1C080, 0x3838100, 0x7070200, 0xE0E0009,
		0x1C0C2412, 0x38086C24, 0x3090FC48, 0x21B1F890, 0x3F3F120,
	}
	sum := uint32(1)
	step := func(value uint32) {
		top := sum >> 20
		sum = sum&0xFFFFF<<10 ^ value
		for i, g := range generator {
			sum ^= g & -(top >> i & 1)
		}
	}
	for _, c := range []byte(customization(extendable)) {
		step(uint32(c))
	}
	for _, w := range words {
		step(uint32(w))
	}
	return sum
}

// appendChecksum appends the three words that make polymod 1.
func appendChecksum(extendable bool, words []uint16) []uint16 {
	padded := append(words, 0, 0, 0)
	sum := polymod(extendable, padded) ^ 1
	for i := range checksumWords {
		padded[len(words)+i] = uint16(sum >> (10 * (checksumWords - 1 - i)) & 1023)
	}
	return padded
}
