package symbol_test

import (
	"bytes"
	"fmt"
	"image"
	"os"
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

// TestFilmLosesNothing takes animations under all conditions, with a still camera and with one in a hand: what is read frame by
// frame is also read from the film.
func TestFilmLosesNothing(t *testing.T) {
	every := 12
	if os.Getenv("COLDSIGN_LONG") == "1" {
		every = 1
	}
	const frames = 8
	alone, filmed := 0, 0
	for n, c := range degrade.Conditions() {
		if n%every != 0 {
			continue
		}
		for _, moves := range []float64{0, 1.5, 8} {
			reader, read := symbol.NewReader(), new(symbol.Film).NewReader()
			here := [2]int{}
			for i := range frames {
				text := filling(10)
				text = append(text[i/2*40:], text[:i/2*40]...)
				code, err := symbol.Encode(text, symbol.Options{})
				if err != nil {
					t.Fatal(err)
				}
				scene := c.Scene
				scene.Width, scene.Height, scene.Seed = 640, 480, uint64(i+1)
				scene.Shift = [2]float64{moves * float64(i%5), moves * float64(i%3)}
				m := degrade.Draw(code, scene)
				if found, err := reader.Decode(m); err == nil && bytes.Equal(found[0].Bytes, text) {
					here[0]++
				}
				if found := read(m); len(found) == 1 && bytes.Equal(found[0].Bytes, text) {
					here[1]++
				}
			}
			if here[1] < here[0]-1 {
				t.Errorf("%s, moved by %g pixels: %d of %d frames alone, %d from the film", c.Name, moves, here[0], frames, here[1])
			}
			alone, filmed = alone+here[0], filmed+here[1]
		}
	}
	t.Logf("%d frames alone, %d from the film", alone, filmed)
}

// TestFilmLooksAround: a symbol that appears beside another is found while the other one stays.
func TestFilmLooksAround(t *testing.T) {
	read := new(symbol.Film).NewReader()
	drawn := func(text string, seed uint64) *image.Gray {
		code, err := symbol.Encode([]byte(text), symbol.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return degrade.Draw(code, degrade.Scene{Width: 320, Height: 320, Fill: .9, Noise: 6, Seed: seed})
	}
	for n := range 20 {
		m := image.NewGray(image.Rect(0, 0, 640, 320))
		for i := range m.Pix {
			m.Pix[i] = 190
		}
		halves := []*image.Gray{drawn(fmt.Sprint("frame ", n), uint64(n))}
		if n > 0 {
			halves = append(halves, drawn(fmt.Sprint("another ", n), uint64(n)))
		}
		for i, h := range halves {
			for y := range 320 {
				copy(m.Pix[y*m.Stride+320*i:], h.Pix[y*h.Stride:][:320])
			}
		}
		if found := read(m); len(found) == 2 {
			return
		}
	}
	t.Error("never found")
}
