package symbol

import "github.com/makiuchi-d/gozxing/qrcode/decoder"

// Level is the error correction level of a symbol: how much of it may be damaged and still be read.
type Level int

// The four levels of ISO/IEC 18004, 7.5.1. L is the zero value: an animation repeats what is lost, so density wins.
const (
	L Level = iota // 7 % of the codewords
	M              // 15 %
	Q              // 25 %
	H              // 30 %
)

// levels has one row for each Level: its name and the two bits that stand for it in the format information.
var levels = [...]struct {
	name string
	bits decoder.ErrorCorrectionLevel
}{
	L: {"L", decoder.ErrorCorrectionLevel_L},
	M: {"M", decoder.ErrorCorrectionLevel_M},
	Q: {"Q", decoder.ErrorCorrectionLevel_Q},
	H: {"H", decoder.ErrorCorrectionLevel_H},
}

func (l Level) valid() bool { return l >= L && l <= H }

// String returns the level's letter.
func (l Level) String() string {
	if !l.valid() {
		return "?"
	}
	return levels[l].name
}
