package symbol

import (
	"image"
	"sync"
)

// Film reads the frames of one camera, several at a time. A display shows a symbol for several frames: those that show again what
// was just read are answered from memory, which costs next to nothing. The next symbol is read where the last one stood. Where
// the frame was taken while one gave way to the other, there is nothing to be read, and nothing more is tried.
type Film struct {
	mutex    sync.Mutex
	last     glimpse
	tracks   []track // of the last symbols
	followed int     // frames since the whole picture was looked at
}

// mostFollowed frames are only looked at where symbols stood; then the whole picture again, for what else may be there.
const mostFollowed = 4

// NewReader returns the function of one worker: it reads a frame, and answers nothing where none can be read.
func (f *Film) NewReader() func(*image.Gray) []Symbol {
	reader := NewReader()
	return func(m *image.Gray) []Symbol {
		if found := f.remembered(m); found != nil {
			return found
		}
		if tracks := f.follow(m); tracks != nil {
			if found, standing := reader.follow(m, tracks); standing {
				f.keep(m, found, reader.tracks)
				return found
			}
		}
		found, err := reader.Decode(m)
		if err != nil {
			return nil
		}
		f.mutex.Lock()
		f.followed = 0
		f.mutex.Unlock()
		f.keep(m, found, reader.tracks)
		return found
	}
}

// follow answers where to look for the symbols of a frame; nil is everywhere.
func (f *Film) follow(m *image.Gray) []track {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.followed == mostFollowed || m.Rect != f.last.frame {
		return nil
	}
	f.followed++
	return f.tracks
}

// keep keeps what was found in a frame, and where.
func (f *Film) keep(m *image.Gray, found []Symbol, tracks []track) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.tracks = tracks
	if len(found) > 0 {
		f.last = newGlimpse(m, found)
	}
}

// remembered answers what was read before if the frame shows it again.
func (f *Film) remembered(m *image.Gray) []Symbol {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.last.answered == mostAnswers || !f.last.same(m) {
		return nil
	}
	f.last.answered++
	return f.last.found
}

// mostAnswers from memory follow one reading: two short texts in large symbols differ in few modules, and the second must not
// be taken for the first as long as it is shown.
const mostAnswers = 2

// A glimpse is what was found in a frame, and the grey of points spread over it.
type glimpse struct {
	found   []Symbol
	frame   image.Rectangle
	area    image.Rectangle // around what was found
	greys   []uint8
	differs int // from so many levels on a point is another

	answered int // how often it was the answer for another frame
}

// glimpseSide is the number of points along each side of the area: modules of dense symbols are left out, but of those of
// another symbol about half are different, wherever one looks. Up to one point in glimpseShare may be.
const (
	glimpseSide  = 40
	glimpseShare = 64
)

func newGlimpse(m *image.Gray, found []Symbol) glimpse {
	g := glimpse{found: found, frame: m.Rect}
	for _, s := range found {
		for _, c := range s.Corners {
			g.area = g.area.Union(image.Rectangle{c, c.Add(image.Pt(1, 1))})
		}
	}
	g.area = g.area.Intersect(m.Rect)
	sum := 0
	for i := range glimpseSide * glimpseSide {
		g.greys = append(g.greys, g.grey(m, i))
		sum += int(g.greys[i])
	}
	mean, away := sum/len(g.greys), 0
	for _, v := range g.greys {
		away += max(int(v)-mean, mean-int(v))
	}
	g.differs = max(1, away/len(g.greys)) // half of what is between dark and light
	return g
}

// grey is that of point i of the frame.
func (g *glimpse) grey(m *image.Gray, i int) uint8 {
	x := g.area.Min.X + (2*(i%glimpseSide)+1)*g.area.Dx()/(2*glimpseSide)
	y := g.area.Min.Y + (2*(i/glimpseSide)+1)*g.area.Dy()/(2*glimpseSide)
	return m.GrayAt(x, y).Y
}

// same tells whether a frame shows what was found.
func (g *glimpse) same(m *image.Gray) bool {
	if len(g.found) == 0 || m.Rect != g.frame {
		return false
	}
	others := 0
	for i, was := range g.greys {
		is := g.grey(m, i)
		if max(int(is)-int(was), int(was)-int(is)) >= g.differs {
			if others++; others > len(g.greys)/glimpseShare {
				return false
			}
		}
	}
	return true
}
