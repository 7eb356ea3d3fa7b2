package symbol

import (
	"errors"

	"github.com/makiuchi-d/gozxing/common/reedsolomon"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

var (
	errFormat  = errors.New("symbol: format information is not readable")
	errDamaged = errors.New("symbol: more damage than error correction mends")
)

// grid is the modules of one symbol as they were seen, row by row.
type grid struct {
	version int
	size    int
	dark    []bool
}

func newGrid(version int) *grid {
	size := Size(version)
	return &grid{version: version, size: size, dark: make([]bool, size*size)}
}

func (g *grid) at(x, y int) bool { return g.dark[y*g.size+x] }

// transpose returns the grid mirrored at its diagonal: what a mirror or the back of a transparency shows.
func (g *grid) transpose() *grid {
	t := newGrid(g.version)
	for y := range g.size {
		for x := range g.size {
			t.dark[x*g.size+y] = g.dark[y*g.size+x]
		}
	}
	return t
}

// read returns the payload and level of a grid: format information, mask, codewords, error correction, segments.
func (g *grid) read() ([]byte, Level, error) {
	format, ok := g.format()
	if !ok {
		return nil, 0, errFormat
	}
	level, ok := levelOf(format.GetErrorCorrectionLevel())
	if !ok {
		return nil, 0, errFormat
	}
	version, err := decoder.Version_GetVersionForNumber(g.version)
	if err != nil {
		return nil, 0, err
	}
	blocks, err := decoder.DataBlock_GetDataBlocks(g.codewords(int(format.GetDataMask())), version, format.GetErrorCorrectionLevel())
	if err != nil {
		return nil, 0, err
	}
	var data []byte
	for _, b := range blocks {
		if data, err = appendCorrected(data, b); err != nil {
			return nil, 0, err
		}
	}
	text, err := payload(data, g.version)
	return text, level, err
}

func levelOf(bits decoder.ErrorCorrectionLevel) (Level, bool) {
	for l, row := range levels {
		if row.bits == bits {
			return Level(l), true
		}
	}
	return 0, false
}

// format reads both copies of the format information (7.9): bits 14 down to 0 of each.
func (g *grid) format() (*decoder.FormatInformation, bool) {
	var near, far uint
	add := func(bits *uint, x, y int) {
		*bits <<= 1
		if g.at(x, y) {
			*bits |= 1
		}
	}
	for i := range 9 {
		if i != timing {
			add(&near, i, 8)
		}
	}
	for i := 7; i >= 0; i-- {
		if i != timing {
			add(&near, 8, i)
		}
	}
	for i := g.size - 1; i >= g.size-7; i-- {
		add(&far, 8, i)
	}
	for i := g.size - 8; i < g.size; i++ {
		add(&far, i, 8)
	}
	f := decoder.FormatInformation_DecodeFormatInformation(near, far)
	return f, f != nil
}

// timing is the row and the column of the timing patterns.
const timing = 6

// codewords collects the modules outside all function patterns in the order of 7.7.3, without the mask.
func (g *grid) codewords(mask int) []byte {
	function := functionModules(g.version)
	inverted := masks[mask&7]
	out := make([]byte, 0, g.size*g.size/8)
	current, n := 0, 0
	up := true
	for right := g.size - 1; right > 0; right -= 2 {
		if right == timing {
			right--
		}
		for i := range g.size {
			y := i
			if up {
				y = g.size - 1 - i
			}
			for x := right; x >= right-1; x-- {
				if function[y*g.size+x] {
					continue
				}
				current <<= 1
				if g.at(x, y) != inverted(y, x) {
					current |= 1
				}
				if n++; n%8 == 0 {
					out = append(out, byte(current))
				}
			}
		}
		up = !up
	}
	return out
}

// masks are the conditions of table 10: a data module in row i, column j is inverted where they hold.
var masks = [8]func(i, j int) bool{
	func(i, j int) bool { return (i+j)%2 == 0 },
	func(i, j int) bool { return i%2 == 0 },
	func(i, j int) bool { return j%3 == 0 },
	func(i, j int) bool { return (i+j)%3 == 0 },
	func(i, j int) bool { return (i/2+j/3)%2 == 0 },
	func(i, j int) bool { return i*j%2+i*j%3 == 0 },
	func(i, j int) bool { return (i*j%2+i*j%3)%2 == 0 },
	func(i, j int) bool { return ((i+j)%2+i*j%3)%2 == 0 },
}

// functionModules marks what carries no data: finders with separators and format information, timing and alignment patterns,
// version information.
func functionModules(version int) []bool {
	size := Size(version)
	f := make([]bool, size*size)
	fill := func(x, y, w, h int) {
		for j := y; j < y+h; j++ {
			for i := x; i < x+w; i++ {
				f[j*size+i] = true
			}
		}
	}
	fill(0, 0, 9, 9)
	fill(size-8, 0, 8, 9)
	fill(0, size-8, 9, 8)
	fill(timing, 0, 1, size)
	fill(0, timing, size, 1)
	for _, c := range alignments(version) {
		fill(c.x-2, c.y-2, 5, 5)
	}
	if version >= 7 {
		fill(size-11, 0, 3, 6)
		fill(0, size-11, 6, 3)
	}
	return f
}

// module names a module by column and row.
type module struct{ x, y int }

// alignments returns the centres of the alignment patterns (annex E): all crossings but the three where finders are.
func alignments(version int) []module {
	v, err := decoder.Version_GetVersionForNumber(version)
	if err != nil {
		return nil
	}
	var out []module
	centres := v.GetAlignmentPatternCenters()
	last := len(centres) - 1
	for j, y := range centres {
		for i, x := range centres {
			if (i == 0 && j == 0) || (i == last && j == 0) || (i == 0 && j == last) {
				continue
			}
			out = append(out, module{x, y})
		}
	}
	return out
}

// appendCorrected mends one block and appends its data codewords.
func appendCorrected(out []byte, b *decoder.DataBlock) ([]byte, error) {
	words := b.GetCodewords()
	n := b.GetNumDataCodewords()
	received := make([]int, len(words))
	for i, w := range words {
		received[i] = int(w)
	}
	rs := reedsolomon.NewReedSolomonDecoder(reedsolomon.GenericGF_QR_CODE_FIELD_256)
	if err := rs.Decode(received, len(words)-n); err != nil {
		return nil, errDamaged
	}
	for _, w := range received[:n] {
		out = append(out, byte(w))
	}
	return out, nil
}
