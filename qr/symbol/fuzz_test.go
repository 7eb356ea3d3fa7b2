package symbol

import (
	"bytes"
	"image"
	"testing"
)

// FuzzDecode reads pictures of any pixels: the bytes become one line after the other of a picture of that width, over a symbol
// that is damaged by them.
func FuzzDecode(f *testing.F) {
	c, err := Encode([]byte("UR:BYTES/1-2/LPADAOCFADAXCYWENBPL"), Options{})
	if err != nil {
		f.Fatal(err)
	}
	clean := toGray(c.Image(3))
	f.Add(uint16(64), []byte{})
	f.Add(uint16(123), bytes.Repeat([]byte{0, 255, 255, 0, 0}, 400))
	f.Add(uint16(clean.Stride), clean.Pix)
	f.Fuzz(func(t *testing.T, width uint16, pixels []byte) {
		w := int(width)%400 + 1
		h := min(len(pixels)/w+30, 400)
		m := image.NewGray(image.Rect(0, 0, w, h))
		for i := range m.Pix {
			x, y := i%w, i/w
			if image.Pt(x, y).In(clean.Rect) {
				m.Pix[i] = clean.Pix[clean.PixOffset(x, y)]
			}
			if i < len(pixels) {
				m.Pix[i] ^= pixels[i]
			}
		}
		found, err := Decode(m)
		if (err == nil) != (len(found) > 0) {
			t.Errorf("%d symbols and error %v", len(found), err)
		}
	})
}

// FuzzFilm reads frames of any pixels where a symbol stood in the frame before, moved by a few pixels and damaged.
func FuzzFilm(f *testing.F) {
	c, err := Encode([]byte("UR:BYTES/1-2/LPADAOCFADAXCYWENBPL"), Options{})
	if err != nil {
		f.Fatal(err)
	}
	clean := toGray(c.Image(3))
	f.Add(int8(0), int8(0), []byte{})
	f.Add(int8(2), int8(-1), bytes.Repeat([]byte{0, 255, 255, 0, 0}, 400))
	f.Add(int8(40), int8(0), bytes.Repeat([]byte{255}, 4000))
	f.Fuzz(func(t *testing.T, right, down int8, pixels []byte) {
		read := new(Film).NewReader()
		if found := read(clean); len(found) != 1 {
			t.Fatal("the clean frame is not read")
		}
		for range mostAnswers + mostFollowed + 2 {
			m := image.NewGray(clean.Rect)
			for i := range m.Pix {
				m.Pix[i] = clean.GrayAt(i%m.Stride-int(right), i/m.Stride-int(down)).Y
				if i < len(pixels) {
					m.Pix[i] ^= pixels[i]
				}
			}
			for _, s := range read(m) {
				if len(s.Bytes) == 0 {
					t.Error("a symbol of nothing")
				}
			}
		}
	})
}

// FuzzPayload reads segments of any bits.
func FuzzPayload(f *testing.F) {
	f.Add([]byte{0x40, 0x14, 0x10, 0xec}, uint8(1))
	f.Add([]byte{0x20, 0x0c, 0x41, 0x70, 0x36}, uint8(27))
	f.Add([]byte{0x10, 0x20, 0x0c, 0x56, 0x61, 0x80}, uint8(10))
	f.Add([]byte{0x80, 0x20, 0x6f, 0xff, 0xff}, uint8(2))
	f.Add([]byte{0x7e, 0xff, 0xff, 0xff}, uint8(2))
	f.Fuzz(func(t *testing.T, data []byte, version uint8) {
		out, err := payload(data, int(version)%MaxVersion+1)
		if err == nil && len(out) > 3*len(data) {
			t.Errorf("%d bytes of %d", len(out), len(data))
		}
	})
}

// FuzzDecodeImages reads picture files of any bytes.
func FuzzDecodeImages(f *testing.F) {
	c, err := Encode([]byte("UR"), Options{})
	if err != nil {
		f.Fatal(err)
	}
	png, err := c.PNG(2)
	if err != nil {
		f.Fatal(err)
	}
	gif, err := GIF([]*Code{c, c}, 1, 10)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(png)
	f.Add(gif)
	f.Add([]byte("\xff\xd8\xff\xe0"))
	f.Fuzz(func(t *testing.T, data []byte) {
		frames, err := DecodeImages(data)
		total := 0
		for _, m := range frames {
			total += len(m.Pix)
		}
		if total > MaxPixels || err != nil && frames != nil {
			t.Errorf("%d pixels and error %v", total, err)
		}
	})
}
