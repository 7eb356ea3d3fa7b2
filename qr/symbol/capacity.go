package symbol

// MaxVersion is the largest symbol, of 177 by 177 modules.
const MaxVersion = 40

// Size returns the modules of one side of a symbol of that version, without quiet zone.
func Size(version int) int { return 17 + 4*version }

// mode is one of the ways a segment packs characters into bits (ISO/IEC 18004, 7.4).
type mode struct {
	indicator int
	// countBits is the width of the character count for versions 1–9, 10–26 and 27–40 (table 3).
	countBits [3]int
}

var (
	numeric      = mode{0b0001, [3]int{10, 12, 14}}
	alphanumeric = mode{0b0010, [3]int{9, 11, 13}}
	eightBit     = mode{0b0100, [3]int{8, 16, 16}}
	kanji        = mode{0b1000, [3]int{8, 10, 12}}
)

func (m mode) count(version int) int {
	switch {
	case version < 10:
		return m.countBits[0]
	case version < 27:
		return m.countBits[1]
	}
	return m.countBits[2]
}
