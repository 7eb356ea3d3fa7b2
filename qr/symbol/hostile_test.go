package symbol

import (
	"errors"
	"image"
	"runtime"
	"testing"
)

// tiled covers a picture with finder patterns, a module of margin between them: every three could be a symbol.
func tiled(w, h, module int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		x, y := i%w/module%9, i/w/module%9
		r := max(x-4, 4-x, y-4, 4-y)
		if r == 2 || r == 4 {
			m.Pix[i] = 0xff
		}
	}
	return m
}

// TestHostilePicturesCostLittle: what looks like hundreds of symbols is given up on after a bounded number of tries.
func TestHostilePicturesCostLittle(t *testing.T) {
	for _, module := range []int{3, 5, 8} {
		m := tiled(1280, 720, module)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Decode(m)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, ErrNone) {
			t.Errorf("%d pixels a module: %v", module, err)
		}
		if spent := (after.TotalAlloc - before.TotalAlloc) >> 20; spent > 64 {
			t.Errorf("%d pixels a module: %d MB", module, spent)
		}
	}
}
