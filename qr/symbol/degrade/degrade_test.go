package degrade

import (
	"bytes"
	"image"
	"testing"
)

// pattern is dark where both coordinates are even.
type pattern struct{}

func (pattern) Size() int        { return 21 }
func (pattern) At(x, y int) bool { return x >= 0 && y >= 0 && x < 21 && y < 21 && x%2 == 0 && y%2 == 0 }

func TestDrawIsRepeatable(t *testing.T) {
	for _, c := range Conditions() {
		s := c.Vary([2]int{160, 120}, 1, 0)
		a, b := Draw(pattern{}, s), Draw(pattern{}, s)
		if !bytes.Equal(a.Pix, b.Pix) {
			t.Errorf("%s: two pictures of one scene", c.Name)
		}
		if other := Draw(pattern{}, c.Vary([2]int{160, 120}, 1, 1)); bytes.Equal(a.Pix, other.Pix) {
			t.Errorf("%s: two variants are the same", c.Name)
		}
	}
}

func TestDrawPutsModulesWhereTheyBelong(t *testing.T) {
	const n = 21 + 2*quiet
	s := Scene{Width: 10 * n, Height: 10 * n, Fill: 1}
	m := Draw(pattern{}, s)
	for y := range n {
		for x := range n {
			want := uint8(255)
			if (pattern{}).At(x-quiet, y-quiet) {
				want = 0
			}
			if got := m.GrayAt(10*x+5, 10*y+5).Y; got != want {
				t.Fatalf("module %d, %d is %d, not %d", x-quiet, y-quiet, got, want)
			}
		}
	}
}

func TestFilmMixesAtChanges(t *testing.T) {
	f := Film{Symbols: []Modules{pattern{}, blank{}}, Shows: 15, Takes: 30, Frames: 8, Scene: Scene{Width: 64, Height: 64, Fill: 1}}
	var last *image.Gray
	different := 0
	for m := range f.Play() {
		if last != nil && !bytes.Equal(last.Pix, m.Pix) {
			different++
		}
		last = m
	}
	if different < 3 {
		t.Errorf("%d changes in 8 frames", different)
	}
}

type blank struct{}

func (blank) Size() int        { return 21 }
func (blank) At(x, y int) bool { return false }
