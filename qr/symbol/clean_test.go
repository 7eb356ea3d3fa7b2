package symbol

import (
	"bytes"
	"fmt"
	"image"
	"os"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"
)

// masked makes a full symbol of that version, level and mask with gozxing's encoder: ours chooses the mask itself.
func masked(t *testing.T, version int, level Level, mask int) (*Code, []byte) {
	text := make([]byte, MaxAlphanumeric(version, level))
	state := uint32(version*32 + int(level)*8 + mask)
	for i := range text {
		state = state*1664525 + 1013904223
		text[i] = characters[int(state>>16)%len(characters)]
	}
	text[0] = 'U' // digits alone would be another mode
	q, err := encoder.Encoder_encode(string(text), levels[level].bits, map[gozxing.EncodeHintType]any{
		gozxing.EncodeHintType_QR_VERSION: version, gozxing.EncodeHintType_QR_MASK_PATTERN: mask,
	})
	if err != nil {
		t.Fatal(err)
	}
	c := &Code{version: version, level: level, size: Size(version)}
	for y := range c.size {
		for x := range c.size {
			c.dark = append(c.dark, q.GetMatrix().Get(x, y) == 1)
		}
	}
	return c, text
}

// TestCleanSymbols reads every version at 2 to 8 pixels a module, with masks and levels taking turns; with COLDSIGN_LONG=1 every
// version with every mask, level and scale.
func TestCleanSymbols(t *testing.T) {
	all := os.Getenv("COLDSIGN_LONG") == "1"
	read, drawn := 0, 0
	turn := 0
	for version := 1; version <= MaxVersion; version++ {
		for _, level := range []Level{L, M, Q, H} {
			for mask := range 8 {
				turn++
				if !all && turn%8 != version%8 {
					continue
				}
				c, text := masked(t, version, level, mask)
				for scale := 2; scale <= 8; scale++ {
					if !all && (turn/8+scale)%4 != 0 {
						continue
					}
					drawn++
					found, err := Decode(c.Image(scale))
					if err != nil || len(found) != 1 || !bytes.Equal(found[0].Bytes, text) || found[0].Version != version || found[0].Level != level {
						t.Errorf("version %d-%s, mask %d, %d pixels a module: %v", version, level, mask, scale, err)
						continue
					}
					read++
				}
			}
		}
	}
	t.Logf("%d of %d clean symbols read", read, drawn)
}

// onWall draws codes beside each other on a grey wall.
func onWall(codes []*Code, scale int) *image.Gray {
	const gap = 20
	w, h := gap, 0
	for _, c := range codes {
		side := scale * (c.size + 2*QuietZone)
		w += side + gap
		h = max(h, side+2*gap)
	}
	wall := image.NewGray(image.Rect(0, 0, w, h))
	for i := range wall.Pix {
		wall.Pix[i] = 150
	}
	x0 := gap
	for _, c := range codes {
		m := toGray(c.Image(scale))
		for y := range m.Rect.Dy() {
			copy(wall.Pix[(y+gap)*wall.Stride+x0:], m.Pix[y*m.Stride:][:m.Rect.Dx()])
		}
		x0 += m.Rect.Dx() + gap
	}
	return wall
}

func TestSeveralSymbols(t *testing.T) {
	var codes []*Code
	want := map[string]bool{}
	for i, n := range []int{300, 20, 900} {
		text := fmt.Sprintf("PART %d %s", i, bytes.Repeat([]byte("AB1"), n/3))
		c, err := Encode([]byte(text), Options{})
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, c)
		want[text] = true
	}
	found, err := Decode(onWall(codes, 4))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range found {
		if !want[string(s.Bytes)] {
			t.Errorf("read %.20q twice or wrong", s.Bytes)
		}
		delete(want, string(s.Bytes))
	}
	for text := range want {
		t.Errorf("%.20q was not read", text)
	}
}

func TestMirroredInvertedTurned(t *testing.T) {
	c, text := masked(t, 12, M, 3)
	m := toGray(c.Image(5))
	n := m.Rect.Dx()
	for turns := range 4 {
		for _, mirror := range []bool{false, true} {
			for _, invert := range []bool{false, true} {
				p := image.NewGray(m.Rect)
				for y := range n {
					for x := range n {
						u, v := x, y
						if mirror {
							u = n - 1 - u
						}
						for range turns {
							u, v = v, n-1-u
						}
						p.Pix[y*p.Stride+x] = m.Pix[v*m.Stride+u]
						if invert {
							p.Pix[y*p.Stride+x] ^= 0xff
						}
					}
				}
				found, err := Decode(p)
				if err != nil || !bytes.Equal(found[0].Bytes, text) || found[0].Mirrored != mirror || found[0].Inverted != invert {
					t.Errorf("turned %d times, mirrored %v, inverted %v: %v", turns, mirror, invert, err)
				}
			}
		}
	}
}
