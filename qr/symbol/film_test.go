package symbol_test

import (
	"fmt"
	"image"
	"slices"
	"strings"
	"testing"

	"coldsign/qr/symbol"
	"coldsign/qr/symbol/degrade"
)

// TestFilmRemembers: frames of one symbol are answered from memory, and those of another never with the one before.
func TestFilmRemembers(t *testing.T) {
	scene := degrade.Scene{Width: 640, Height: 480, Fill: .9, Turn: 3, Tilt: .03, Blur: .8, Noise: 6, Gradient: .3}
	for _, version := range []int{5, 20, 30} {
		t.Run(fmt.Sprintf("version %d", version), func(t *testing.T) {
			film := new(symbol.Film)
			read := film.NewReader()
			for n := range 12 {
				// Four symbols, three frames of each; the noise is another in each frame.
				want := string(filling(version))
				want = strings.Repeat(fmt.Sprint(n/3), len(want)/4) + want[len(want)/4:]
				code, err := symbol.Encode([]byte(want), symbol.Options{})
				if err != nil {
					t.Fatal(err)
				}
				scene.Seed = uint64(n + 1)
				found := read(degrade.Draw(code, scene))
				if len(found) != 1 || string(found[0].Bytes) != want {
					t.Fatalf("frame %d: read as %v", n, found)
				}
			}
			empty := image.NewGray(image.Rect(0, 0, scene.Width, scene.Height))
			for i := range empty.Pix {
				empty.Pix[i] = 200
			}
			if found := read(empty); len(found) != 0 {
				t.Errorf("an empty frame shows %v", found)
			}
		})
	}
}

// TestFilmLooksAgain: a symbol that differs in a few modules only is read after a few frames.
func TestFilmLooksAgain(t *testing.T) {
	read := new(symbol.Film).NewReader()
	last := ""
	for _, text := range []string{"a", "b", "b", "b"} {
		code, err := symbol.Encode([]byte(text), symbol.Options{Version: 30})
		if err != nil {
			t.Fatal(err)
		}
		found := read(degrade.Draw(code, degrade.Scene{Width: 640, Height: 480, Fill: .9}))
		if len(found) != 1 {
			t.Fatal("not read")
		}
		last = string(found[0].Bytes)
	}
	if last != "b" {
		t.Errorf("still %q", last)
	}
}

// TestFilmAnswersFromMemory: a frame whose symbol nobody could read any more is the same as the one before.
func TestFilmAnswersFromMemory(t *testing.T) {
	code, err := symbol.Encode([]byte("the same again"), symbol.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := degrade.Draw(code, degrade.Scene{Width: 320, Height: 240, Fill: .9})
	read := new(symbol.Film).NewReader()
	first := read(m)
	if len(first) != 1 {
		t.Fatal("not read")
	}
	// A white corner where a finder was, too small to be another symbol.
	blind := &image.Gray{Pix: slices.Clone(m.Pix), Stride: m.Stride, Rect: m.Rect}
	c := first[0].Corners[0]
	for y := c.Y; y < c.Y+24; y++ {
		for x := c.X; x < c.X+24; x++ {
			blind.Pix[y*blind.Stride+x] = 255
		}
	}
	if found := new(symbol.Film).NewReader()(blind); len(found) != 0 {
		t.Fatal("the frame should not be readable by itself")
	}
	if found := read(blind); len(found) != 1 {
		t.Error("read again, instead of remembered")
	}
}
