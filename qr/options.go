package qr

import (
	"errors"
	"fmt"
	"strings"
)

// Options say how dense symbols may be. The zero value lets the payload choose.
type Options struct {
	// Version is the largest symbol version used, 1 to 40. 0 chooses by the
	// payload's length.
	Version int
	// Modules is the side of the square that the display can draw, in modules with
	// the quiet zone of 4 on each side. 0 is unknown.
	Modules int
	// Secret says that a person has been told that a secret is about to be shown,
	// and wants it. Without it secrets are refused.
	Secret bool
}

// ErrSecret refuses to show a seed, a share or a private key unasked.
var ErrSecret = errors.New("a secret, which is not shown as a code unless that is confirmed")

// quietZone is what a symbol needs on all sides, in modules.
const quietZone = 4

// alphanumericL is the number of alphanumeric characters that versions 1 to 40
// hold at error correction L (ISO/IEC 18004, table 7).
var alphanumericL = [40]int{
	25, 47, 77, 114, 154, 195, 224, 279, 335, 395,
	468, 535, 619, 667, 758, 854, 938, 1046, 1153, 1249,
	1352, 1460, 1588, 1704, 1853, 1990, 2132, 2223, 2369, 2520,
	2677, 2840, 3009, 3183, 3351, 3537, 3729, 3927, 4087, 4296,
}

// byteL is the same for bytes.
var byteL = [40]int{
	17, 32, 53, 78, 106, 134, 154, 192, 230, 271,
	321, 367, 425, 458, 520, 586, 644, 718, 792, 858,
	929, 1003, 1091, 1171, 1273, 1367, 1465, 1528, 1628, 1732,
	1840, 1952, 2068, 2188, 2303, 2431, 2563, 2699, 2809, 2953,
}

// Sizes for an unknown reader. Symbols below easyVersion are not worth the
// longer animation; beyond the dense version, which is a format's own, cheap
// cameras lose more frames than larger symbols save.
const (
	easyVersion = 6
	easyParts   = 8 // an animation this short is no reason for larger symbols
)

// largest is the version that Options allow at most.
func (o Options) largest() (int, error) {
	largest := 40
	if o.Version != 0 {
		largest = o.Version
	}
	if largest < 1 || largest > 40 {
		return 0, fmt.Errorf("symbol version %d is not 1 to 40", largest)
	}
	if o.Modules != 0 {
		largest = min(largest, (o.Modules-2*quietZone-17)/4)
	}
	if largest < 1 {
		return 0, fmt.Errorf("a display of %d modules holds no symbol", o.Modules)
	}
	return largest, nil
}

// choose is the version for a payload whose number of parts at a version is
// given by count (0: no part fits). A version asked for is kept. Else it is the
// smallest that does with one symbol, if one up to dense does; else the easiest
// one that keeps the animation short.
func (o Options) choose(dense int, count func(version int) int) (int, error) {
	largest, err := o.largest()
	if err != nil {
		return 0, err
	}
	if o.Version != 0 {
		if count(largest) == 0 {
			return 0, fmt.Errorf("symbols of version %d are too small for a part", largest)
		}
		return largest, nil
	}
	dense = min(dense, largest)
	enough := easyParts
	if count(dense) == 1 {
		enough = 1
	}
	for version := min(easyVersion, dense); version < dense; version++ {
		if n := count(version); n > 0 && n <= enough {
			return version, nil
		}
	}
	if count(dense) == 0 {
		return 0, fmt.Errorf("symbols of version %d are too small for a part", dense)
	}
	return dense, nil
}

// versionFor is the smallest version that holds text, 0 when none does.
func versionFor(text string) int {
	capacity := &byteL
	if isAlphanumeric(text) {
		capacity = &alphanumericL
	}
	for i, holds := range capacity {
		if len(text) <= holds {
			return i + 1
		}
	}
	return 0
}

// alphanumeric is the character set that symbols pack into 5.5 bits.
const alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

func isAlphanumeric(text string) bool { return strings.Trim(text, alphanumeric) == "" }
