package symbol

import (
	"errors"
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/detector"
)

// Symbol is one symbol found in a picture.
type Symbol struct {
	Bytes    []byte // what the segments carry, one after the other
	Version  int
	Level    Level
	Corners  [4]image.Point // of the outermost modules: at the three finders (upper left, upper right, lower left), then the fourth
	Mirrored bool
	Inverted bool // light modules on a dark ground
}

// ErrNone is what [Decode] returns when a picture shows no readable symbol.
var ErrNone = errors.New("symbol: no readable QR code in the picture")

// Decode returns the symbols of a picture, or [ErrNone].
func Decode(m image.Image) ([]Symbol, error) { return NewReader().Decode(m) }

// Reader reads the symbols of picture after picture. It is not safe for concurrent use.
type Reader struct{}

// NewReader returns a Reader.
func NewReader() *Reader { return &Reader{} }

// Decode returns the symbols of a picture, or [ErrNone].
func (r *Reader) Decode(m image.Image) ([]Symbol, error) {
	g := toGray(m)
	if g.Rect.Dx() < 21 || g.Rect.Dy() < 21 {
		return nil, ErrNone
	}
	for _, inverted := range []bool{false, true} {
		for _, hybrid := range []bool{true, false} {
			if s, ok := zxing(g, hybrid, inverted); ok {
				return []Symbol{s}, nil
			}
		}
	}
	return nil, ErrNone
}

func zxing(g *image.Gray, hybrid, inverted bool) (Symbol, bool) {
	src, err := gozxing.NewPlanarYUVLuminanceSource(packed(g), g.Rect.Dx(), g.Rect.Dy(), 0, 0, g.Rect.Dx(), g.Rect.Dy(), false)
	if err != nil {
		return Symbol{}, false
	}
	var lum gozxing.LuminanceSource = src
	if inverted {
		lum = src.Invert()
	}
	var bin gozxing.Binarizer = gozxing.NewGlobalHistgramBinarizer(lum)
	if hybrid {
		bin = gozxing.NewHybridBinarizer(lum)
	}
	bits, err := bin.GetBlackMatrix()
	if err != nil {
		return Symbol{}, false
	}
	found, err := detector.NewDetector(bits).DetectWithoutHints()
	if err != nil {
		return Symbol{}, false
	}
	m := found.GetBits()
	grid := newGrid((m.GetWidth() - 17) / 4)
	for y := range grid.size {
		for x := range grid.size {
			grid.dark[y*grid.size+x] = m.Get(x, y)
		}
	}
	s := Symbol{Version: grid.version, Inverted: inverted}
	if s.Bytes, s.Level, err = grid.read(); err != nil {
		if s.Bytes, s.Level, err = grid.transpose().read(); err != nil {
			return Symbol{}, false
		}
		s.Mirrored = true
	}
	return s, true
}

func packed(g *image.Gray) []byte {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	if g.Stride == w {
		return g.Pix
	}
	out := make([]byte, 0, w*h)
	for y := range h {
		out = append(out, g.Pix[y*g.Stride:y*g.Stride+w]...)
	}
	return out
}
