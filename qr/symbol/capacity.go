package symbol

import "github.com/makiuchi-d/gozxing/qrcode/decoder"

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

// dataBits returns the bits left for segments in a symbol, 0 when there is no such symbol.
func dataBits(version int, l Level) int {
	v, err := decoder.Version_GetVersionForNumber(version)
	if err != nil || !l.valid() {
		return 0
	}
	return 8 * (v.GetTotalCodewords() - v.GetECBlocksForLevel(levels[l].bits).GetTotalECCodewords())
}

// MaxBytes returns how many arbitrary bytes one symbol of that version and level carries; 0 when there is no such symbol.
func MaxBytes(version int, l Level) int {
	return max(0, (dataBits(version, l)-4-eightBit.count(version))/8)
}

// MaxAlphanumeric returns how many characters of the set 0–9 A–Z space $%*+-./: one symbol of that version and level carries;
// 0 when there is no such symbol.
func MaxAlphanumeric(version int, l Level) int {
	bits := max(0, dataBits(version, l)-4-alphanumeric.count(version))
	n := bits / 11 * 2
	if bits%11 >= 6 {
		n++
	}
	return n
}
