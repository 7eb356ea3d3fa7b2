package framebuffer

import (
	"errors"
	"image"
	"image/color"
	"testing"
)

var (
	bgrx = Layout{Width: 40, Height: 30, Line: 176, Offset: 16, BitsPerPixel: 32, Red: Field{16, 8}, Green: Field{8, 8}, Blue: Field{0, 8}}
	r565 = Layout{Width: 40, Height: 30, Line: 80, BitsPerPixel: 16, Red: Field{11, 5}, Green: Field{5, 6}, Blue: Field{0, 5}}
)

// chess is 3 by 3 fields, the corners and the middle red.
func chess() *image.Paletted {
	m := image.NewPaletted(image.Rect(0, 0, 3, 3), color.Palette{color.White, color.RGBA{R: 255, A: 255}})
	for i := range m.Pix {
		m.Pix[i] = uint8((i + 1) % 2)
	}
	return m
}

func TestDraw(t *testing.T) {
	for _, c := range []struct {
		name       string
		layout     Layout
		red, white uint32
	}{
		{"32 bits", bgrx, 0xff0000, 0xffffff},
		{"16 bits", r565, 0xf800, 0xffff},
	} {
		l := c.layout
		memory := make([]byte, l.Offset+l.Height*l.Line)
		if err := Draw(memory, l, chess()); err != nil {
			t.Fatal(c.name, err)
		}
		at := func(x, y int) (v uint32) {
			for k := range l.BitsPerPixel / 8 {
				v |= uint32(memory[l.Offset+y*l.Line+x*l.BitsPerPixel/8+k]) << (8 * k)
			}
			return v
		}
		// Ten times as large, with 5 columns to the left and right.
		for _, p := range []struct {
			x, y int
			want uint32
		}{{4, 0, c.white}, {5, 0, c.red}, {14, 9, c.red}, {15, 9, c.white}, {15, 10, c.red}, {34, 29, c.red}, {35, 29, c.white}} {
			if got := at(p.x, p.y); got != p.want {
				t.Errorf("%s: pixel %d, %d is %x, not %x", c.name, p.x, p.y, got, p.want)
			}
		}
		for i := range l.Offset {
			if memory[i] != 0 {
				t.Fatalf("%s: byte %d before the screen was written", c.name, i)
			}
		}
	}
}

func TestDrawRefuses(t *testing.T) {
	memory := make([]byte, bgrx.Offset+bgrx.Height*bgrx.Line)
	for name, change := range map[string]func(*Layout){
		"palette":            func(l *Layout) { l.BitsPerPixel = 8 },
		"long component":     func(l *Layout) { l.Red.Bits = 10 },
		"component outside":  func(l *Layout) { l.Red.Shift = 30 },
		"short lines":        func(l *Layout) { l.Line = 100 },
		"more than memory":   func(l *Layout) { l.Height = 31 },
		"negative offset":    func(l *Layout) { l.Offset = -1 },
		"nothing to draw on": func(l *Layout) { l.Width = 0 },
	} {
		l := bgrx
		change(&l)
		if err := Draw(memory, l, chess()); !errors.Is(err, ErrLayout) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if err := Draw(memory, bgrx, image.NewPaletted(image.Rect(0, 0, 41, 3), chess().Palette)); err == nil {
		t.Error("a picture larger than the screen was drawn")
	}
}
