package symbol

import (
	"errors"
	"image"
	"math"
)

// Symbol is one symbol found in a picture.
type Symbol struct {
	Bytes    []byte // what the segments carry, one after the other
	Version  int
	Level    Level
	Corners  [4]image.Point // upper left, upper right, lower right, lower left of the symbol as its modules count
	Mirrored bool
	Inverted bool // light modules on a dark ground
}

// ErrNone is what [Decode] returns when a picture shows no readable symbol.
var ErrNone = errors.New("symbol: no readable QR code in the picture")

// Decode returns the symbols of a picture, or [ErrNone].
func Decode(m image.Image) ([]Symbol, error) { return NewReader().Decode(m) }

// Reader reads the symbols of picture after picture and keeps its buffers. It is not safe for concurrent use.
type Reader struct {
	levels  [3]plane // the picture, half of it, a quarter
	finders finders
	samples samples
	tracks  []track // of the symbols that were read in the last picture
}

// NewReader returns a Reader.
func NewReader() *Reader { return &Reader{} }

// Decode returns the symbols of a picture, or [ErrNone].
func (r *Reader) Decode(m image.Image) ([]Symbol, error) {
	g := toGray(m)
	if min(g.Rect.Dx(), g.Rect.Dy()) < Size(1) {
		return nil, ErrNone
	}
	r.levels[0].load(g)
	r.tracks = nil
	var out []Symbol
	for level := range r.levels {
		p := &r.levels[level]
		if level > 0 {
			p.halve(&r.levels[level-1])
		}
		if min(p.w, p.h) < Size(1) {
			break
		}
		step := 2
		if min(p.w, p.h) < 600 { // modules are small, and rows are few
			step = 1
		}
		found := r.finders.scan(p, step)
		if out = r.symbols(level, found); len(out) > 0 {
			return out, nil
		}
	}
	return nil, ErrNone
}

const (
	mostTries = 30 // triples of one scale that are measured
	mostBent  = 2  // and of these, looked at as parts of a bent page
)

// symbols reads what the finders of one level hold.
func (r *Reader) symbols(level int, found []finder) (out []Symbol) {
	used := map[point]bool{}
	tries := 0
	for _, t := range triples(found) {
		if used[t.upperLeft.centre] || used[t.upperRight.centre] || used[t.lowerLeft.centre] {
			continue
		}
		if tries++; tries > mostTries {
			break
		}
		s, ok := r.read(level, &t, tries <= mostBent)
		if !ok {
			continue
		}
		for _, f := range []finder{t.upperLeft, t.upperRight, t.lowerLeft} {
			used[f.centre] = true
		}
		out = append(out, s)
	}
	return out
}

// read reads the symbol of three finders: in the whole picture, where most can be seen; where they were found, if that is a
// smaller one, where noise is less; and, when asked, as a bent page.
func (r *Reader) read(level int, t *triple, bent bool) (Symbol, bool) {
	full := t.scaled(float64(int(1) << level))
	if s, ok := r.readOn(&track{triple: full}); ok == whole {
		return s, true
	}
	if level > 0 {
		if s, ok := r.readOn(&track{triple: *t, level: level}); ok == whole {
			return s, true
		}
	}
	if bent {
		s, ok := r.readOn(&track{triple: full, bent: true})
		return s, ok == whole
	}
	return Symbol{}, false
}

// extent is how much of a symbol was seen.
type extent int

const (
	nothing extent = iota
	place          // its patterns are where they should be; its content is not readable
	whole
)

// readOn reads the symbol of three finders on one of the pictures, and keeps where it was.
func (r *Reader) readOn(t *track) (Symbol, extent) {
	p, inverted := &r.levels[t.level], t.upperLeft.inverted
	a, b, c, ok := t.measure(p)
	if !ok {
		return Symbol{}, nothing
	}
	seen := nothing
	for _, l := range layouts(p, a, b, c, inverted, t.bent) {
		m := newMesh(p, &l, inverted)
		if m == nil || !m.sample(p, l.version, inverted, &r.samples) {
			continue
		}
		seen = place
		s := Symbol{Version: l.version, Inverted: inverted, Corners: corners(&l, float64(int(1)<<t.level))}
		if s.readSamples(&r.samples) {
			r.tracks = append(r.tracks, t.moved(a, b, c))
			return s, whole
		}
	}
	return Symbol{}, seen
}

// readSamples tries the samples' signs; then what a filter makes of them that the fixed patterns taught; then what filters make
// that learnt from all that was seen so far.
func (s *Symbol) readSamples(v *samples) bool {
	g := v.decide()
	if s.readFrom(g) {
		return true
	}
	target, teachers := known(v.version)
	for range 3 {
		var ok bool
		if g, ok = v.equalized(target, teachers); !ok {
			return false
		}
		if s.readFrom(g) {
			return true
		}
		target, teachers = g, nil
	}
	return false
}

// readFrom tries the modules as they are, then mirrored.
func (s *Symbol) readFrom(g *grid) bool {
	var err error
	if s.Bytes, s.Level, err = g.read(); err == nil {
		return true
	}
	s.Bytes, s.Level, err = g.transpose().read()
	s.Mirrored = err == nil
	return s.Mirrored
}

// corners returns where the corners of a symbol lie in the whole picture.
func corners(l *layout, factor float64) [4]image.Point {
	n := float64(Size(l.version))
	var out [4]image.Point
	for i, c := range [4][2]float64{{0, 0}, {n, 0}, {n, n}, {0, n}} {
		q := l.at(c[0], c[1]).times(factor)
		out[i] = image.Pt(int(math.Round(q.x)), int(math.Round(q.y)))
	}
	return out
}
