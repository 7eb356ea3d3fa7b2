package symbol

import (
	"errors"
	"fmt"

	qrcode "github.com/skip2/go-qrcode"
)

// QuietZone is the width, in modules, of the light margin that every drawing has (ISO/IEC 18004, 5.3.8).
const QuietZone = 4

// Options of [Encode]; the zero value is level L and the smallest version that holds the text.
type Options struct {
	Level Level
	// Version, when not 0, is the least version to use: the frames of an animation keep one size.
	Version int
}

// Code is one QR Code symbol: a square of dark and light modules.
type Code struct {
	version int
	level   Level
	size    int
	dark    []bool // row by row, size*size
}

// Version returns the symbol's version, 1 to 40.
func (c *Code) Version() int { return c.version }

// Level returns the symbol's error correction level.
func (c *Code) Level() Level { return c.level }

// Size returns the modules of one side, without quiet zone.
func (c *Code) Size() int { return c.size }

// At tells whether the module in column x, row y is dark. Modules outside, the quiet zone among them, are light.
func (c *Code) At(x, y int) bool {
	return x >= 0 && y >= 0 && x < c.size && y < c.size && c.dark[y*c.size+x]
}

// Encode makes the symbol that carries text. Runs of digits, of alphanumeric characters and of other bytes become segments of
// their own mode where that is shorter. It fails when the text is empty or longer than the largest symbol holds.
func Encode(text []byte, o Options) (*Code, error) {
	recovery := map[Level]qrcode.RecoveryLevel{L: qrcode.Low, M: qrcode.Medium, Q: qrcode.High, H: qrcode.Highest}
	level, ok := recovery[o.Level]
	if !ok {
		return nil, fmt.Errorf("symbol: no error correction level %d", int(o.Level))
	}
	if o.Version < 0 || o.Version > MaxVersion {
		return nil, fmt.Errorf("symbol: no version %d", o.Version)
	}
	if len(text) == 0 {
		return nil, errors.New("symbol: nothing to encode")
	}
	q, err := qrcode.New(string(text), level)
	if err != nil {
		return nil, fmt.Errorf("symbol: %d bytes are more than one symbol of level %s holds", len(text), o.Level)
	}
	if q.VersionNumber < o.Version {
		if q, err = qrcode.NewWithForcedVersion(string(text), o.Version, level); err != nil {
			return nil, fmt.Errorf("symbol: version %d: %w", o.Version, err)
		}
	}
	q.DisableBorder = true
	c := &Code{version: q.VersionNumber, level: o.Level, size: Size(q.VersionNumber)}
	c.dark = make([]bool, 0, c.size*c.size)
	for _, row := range q.Bitmap() {
		c.dark = append(c.dark, row...)
	}
	return c, nil
}
