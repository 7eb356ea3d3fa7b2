package symbol

import "github.com/makiuchi-d/gozxing/qrcode/decoder"

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
