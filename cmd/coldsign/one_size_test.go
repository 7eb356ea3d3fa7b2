package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"coldsign/internal/framebuffer"
	"coldsign/qr"
	"coldsign/qr/symbol"
)

// animations are payloads whose last part is short, just full, or padded, in every format that animates.
func animations(t *testing.T, visit func(t *testing.T, parts qr.PartSource)) {
	for _, format := range []string{"ur", "bbqr", "specter"} {
		for _, length := range []int{600, 1201, 4000} {
			for _, options := range []qr.Options{{}, {Version: 7}, {Version: 12}, {Version: 27}, {Modules: 57}} {
				t.Run(fmt.Sprintf("%s of %d bytes, %+v", format, length, options), func(t *testing.T) {
					text := make([]byte, length) // that does not compress
					state := uint32(length)
					for i := range text {
						state = state*1664525 + 1013904223
						text[i] = ' ' + byte(state>>24)%95
					}
					parts, err := qr.Split(format, qr.NewPayload(text), options)
					if err != nil {
						t.Fatal(err)
					}
					visit(t, parts)
				})
			}
		}
	}
}

// symbols are the first ones of an animation, the last ones of its first round, and what follows.
func symbols(t *testing.T, parts qr.PartSource) iter.Seq[*symbol.Code] {
	return func(yield func(*symbol.Code) bool) {
		for n := range parts.Len() + 3 {
			if n > 1 && n < parts.Len()-2 {
				parts.Next()
				continue
			}
			code, err := nextSymbol(parts)
			if err != nil {
				t.Fatal(err)
			}
			if !yield(code) {
				return
			}
		}
	}
}

// dark is the rectangle around what is dark in a picture of black and white.
func dark(m image.Image) (r image.Rectangle) {
	b := m.Bounds()
	index := m.(*image.Paletted)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		row := index.Pix[index.PixOffset(b.Min.X, y):][:b.Dx()]
		black := byte(index.Palette.Index(color.Black))
		if first := bytes.IndexByte(row, black); first >= 0 {
			r = r.Union(image.Rect(b.Min.X+first, y, b.Min.X+bytes.LastIndexByte(row, black)+1, y+1))
		}
	}
	return r
}

// TestOneSize: all symbols of an animation are of one version, and each stands in the same place with four light modules on
// every side, the short last part and the fountain's parts too.
func TestOneSize(t *testing.T) {
	animations(t, func(t *testing.T, parts qr.PartSource) {
		side := symbol.Size(parts.Version()) + 2*symbol.QuietZone
		place := image.Rect(symbol.QuietZone, symbol.QuietZone, side-symbol.QuietZone, side-symbol.QuietZone)
		for code := range symbols(t, parts) {
			if code.Version() != parts.Version() {
				t.Fatalf("a symbol of version %d, not %d", code.Version(), parts.Version())
			}
			if m := code.Image(1); m.Rect != image.Rect(0, 0, side, side) || dark(m) != place {
				t.Fatalf("dark from %v in %v", dark(m), m.Rect)
			}
		}
	})
}

// TestOneSizeOnTerminals: every frame takes the same cells, and leaves the same ones light.
func TestOneSizeOnTerminals(t *testing.T) {
	animations(t, func(t *testing.T, parts qr.PartSource) {
		columns, rows := symbol.TerminalSize(parts.Version())
		for code := range symbols(t, parts) {
			lines := code.TerminalLines()
			if len(lines) != rows {
				t.Fatalf("%d rows, not %d", len(lines), rows)
			}
			for y, line := range lines {
				cells := []rune(line)
				light := strings.Trim(line, " ") == ""
				switch {
				case utf8.RuneCountInString(line) != columns:
					t.Fatalf("row %d has %d cells, not %d", y, len(cells), columns)
				case light != (y < symbol.QuietZone/2 || y >= rows-symbol.QuietZone/2):
					t.Fatalf("row %d of %d: light is %v", y, rows, light)
				case strings.Trim(string(cells[:symbol.QuietZone])+string(cells[columns-symbol.QuietZone:]), " ") != "":
					t.Fatalf("row %d is dark in the quiet zone", y)
				}
			}
		}
	})
}

// TestOneSizeInPictures: the frames of a GIF and of a folder have one size and the symbol in one place.
func TestOneSizeInPictures(t *testing.T) {
	folder := t.TempDir()
	n := 0
	animations(t, func(t *testing.T, parts qr.PartSource) {
		if parts.Len() > 6 {
			t.Skip("skipped: long, and like the others")
		}
		n++
		p := new(program)
		moving, frames := filepath.Join(folder, fmt.Sprintf("%d.gif", n)), filepath.Join(folder, fmt.Sprint(n))+"/"
		for _, out := range []string{moving, frames} {
			parts.Restart()
			if _, err := p.writePictures(parts, drawOptions{fps: defaultFPS, frames: parts.Len() + 1}, out); err != nil {
				t.Fatal(err)
			}
		}
		data, err := os.ReadFile(moving)
		if err != nil {
			t.Fatal(err)
		}
		animation, err := gif.DecodeAll(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		var pictures []image.Image
		for _, m := range animation.Image {
			pictures = append(pictures, m)
		}
		names, err := filepath.Glob(frames + "*.png")
		if err != nil || len(names) != len(pictures) {
			t.Fatalf("%d pictures, %d frames, %v", len(names), len(pictures), err)
		}
		for _, name := range names {
			file, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			m, err := png.Decode(bytes.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			pictures = append(pictures, m)
		}
		for i, m := range pictures {
			if m.Bounds() != pictures[0].Bounds() || dark(m) != dark(pictures[0]) {
				t.Fatalf("frame %d is dark from %v in %v, the first from %v in %v", i, dark(m), m.Bounds(), dark(pictures[0]), pictures[0].Bounds())
			}
		}
	})
}

// TestOneSizeOnFramebuffers: the frames are enlarged alike and stand in the same pixels of the screen.
func TestOneSizeOnFramebuffers(t *testing.T) {
	eight := func(shift uint) framebuffer.Field { return framebuffer.Field{Shift: shift, Bits: 8} }
	layout := framebuffer.Layout{Width: 320, Height: 240, Line: 4 * 320, BitsPerPixel: 32, Red: eight(16), Green: eight(8), Blue: eight(0)}
	memory := make([]byte, layout.Line*layout.Height)
	animations(t, func(t *testing.T, parts qr.PartSource) {
		side := symbol.Size(parts.Version()) + 2*symbol.QuietZone
		scale := layout.Height / side
		left, top := (layout.Width-scale*side)/2+scale*symbol.QuietZone, (layout.Height-scale*side)/2+scale*symbol.QuietZone
		length := scale * (side - 2*symbol.QuietZone)
		for code := range symbols(t, parts) {
			if err := framebuffer.Draw(memory, layout, code.Image(1)); err != nil {
				t.Fatal(err)
			}
			screen := image.NewPaletted(image.Rect(0, 0, layout.Width, layout.Height), color.Palette{color.White, color.Black})
			for i := range screen.Pix {
				if memory[4*i] == 0 {
					screen.Pix[i] = 1
				}
			}
			if got, want := dark(screen), image.Rect(left, top, left+length, top+length); got != want {
				t.Fatalf("dark from %v, not %v", got, want)
			}
		}
	})
}
