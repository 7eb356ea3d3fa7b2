package symbol

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

func TestDecodeImages(t *testing.T) {
	var codes []*Code
	for _, text := range []string{"FIRST", "SECOND, A LITTLE LONGER THAN THE FIRST ONE"} {
		c, err := Encode([]byte(text), Options{})
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, c)
	}
	pngFile, err := codes[0].PNG(4)
	if err != nil {
		t.Fatal(err)
	}
	gifFile, err := GIF(codes, 4, 20)
	if err != nil {
		t.Fatal(err)
	}
	var jpegFile bytes.Buffer
	if err := jpeg.Encode(&jpegFile, codes[0].Image(6), nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		data  []byte
		texts []string
	}{
		{"png", pngFile, []string{"FIRST"}},
		{"jpeg", jpegFile.Bytes(), []string{"FIRST"}},
		{"gif", gifFile, []string{"FIRST", "SECOND, A LITTLE LONGER THAN THE FIRST ONE"}},
	} {
		frames, err := DecodeImages(c.data)
		if err != nil || len(frames) != len(c.texts) || !IsImage(c.data) {
			t.Errorf("%s: %d frames, %v", c.name, len(frames), err)
			continue
		}
		for i, m := range frames {
			if found, err := Decode(m); err != nil || string(found[0].Bytes) != c.texts[i] {
				t.Errorf("%s: frame %d: %v", c.name, i, err)
			}
		}
	}
	if _, err := DecodeImages([]byte("psbt\xff")); !errors.Is(err, ErrNoImage) {
		t.Errorf("error %v for a PSBT", err)
	}
}

// TestGIFIsComposed: frames that change a part, or are transparent, stand on what was there before.
func TestGIFIsComposed(t *testing.T) {
	palette := color.Palette{color.White, color.Black, color.Transparent}
	whole := image.NewPaletted(image.Rect(0, 0, 4, 4), palette)
	part := image.NewPaletted(image.Rect(1, 1, 3, 3), palette)
	part.Pix = []uint8{1, 2, 2, 1}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &gif.GIF{
		Image: []*image.Paletted{whole, part, part}, Delay: []int{1, 1, 1},
		Disposal: []byte{gif.DisposalNone, gif.DisposalBackground, gif.DisposalNone},
	}); err != nil {
		t.Fatal(err)
	}
	frames, err := DecodeImages(b.Bytes())
	if err != nil || len(frames) != 3 {
		t.Fatalf("%d frames, %v", len(frames), err)
	}
	if m := frames[1]; m.GrayAt(1, 1).Y != 0 || m.GrayAt(2, 1).Y != 255 || m.GrayAt(2, 2).Y != 0 || m.GrayAt(0, 0).Y != 255 {
		t.Errorf("composed %v", m.Pix)
	}
}

func TestTransparentDrawingsStandOnWhite(t *testing.T) {
	c, err := Encode([]byte("TRANSPARENT"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	drawn := c.Image(4)
	m := image.NewNRGBA(drawn.Rect)
	for i, v := range drawn.Pix {
		m.Pix[4*i+3] = v * 0xff
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	frames, err := DecodeImages(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if found, err := Decode(frames[0]); err != nil || found[0].Inverted {
		t.Errorf("%v", err)
	}
}

// TestBombsAreRefused: a few hundred bytes that would unpack to gigabytes.
func TestBombsAreRefused(t *testing.T) {
	wide, err := pngOf(60_000, 1)
	if err != nil {
		t.Fatal(err)
	}
	copy(wide[20:24], []byte{0, 0, 0xea, 0x60}) // the height in the header, as large as the width
	binary.BigEndian.PutUint32(wide[29:], crc32.ChecksumIEEE(wide[12:29]))
	var many bytes.Buffer
	animation := gif.GIF{Config: image.Config{Width: 1000, Height: 1000, ColorModel: color.Palette{color.White}}}
	for range 60 {
		animation.Image = append(animation.Image, image.NewPaletted(image.Rect(0, 0, 1000, 1000), color.Palette{color.White}))
		animation.Delay = append(animation.Delay, 1)
	}
	if err := gif.EncodeAll(&many, &animation); err != nil {
		t.Fatal(err)
	}
	var canvas bytes.Buffer
	if err := gif.EncodeAll(&canvas, &gif.GIF{
		Config: image.Config{Width: 9000, Height: 9000}, Image: []*image.Paletted{image.NewPaletted(image.Rect(0, 0, 1, 1), color.Palette{color.White})}, Delay: []int{1},
	}); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"png": wide, "gif of many frames": many.Bytes(), "gif of a large canvas": canvas.Bytes()} {
		frames, err := DecodeImages(data)
		if err == nil || frames != nil || !strings.Contains(err.Error(), "too many") {
			t.Errorf("%s: %d frames, %v", name, len(frames), err)
		}
	}
}

func pngOf(w, h int) ([]byte, error) {
	var b bytes.Buffer
	err := png.Encode(&b, image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.White}))
	return b.Bytes(), err
}
