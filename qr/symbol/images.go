package symbol

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
)

// MaxPixels is the most pixels of one picture, and of all frames of an animation together, that [DecodeImages] takes: a photo of
// 48 megapixels. Larger ones are refused by their header, before memory is spent on them.
const MaxPixels = 50_000_000

// ErrNoImage is what [DecodeImages] returns for bytes that are no PNG, JPEG or GIF file.
var ErrNoImage = errors.New("symbol: not a PNG, JPEG or GIF picture")

// imageKinds are the picture files understood, by their first bytes.
var imageKinds = []struct {
	name   string
	magic  string
	config func([]byte) (image.Config, error)
	frames func([]byte) ([]*image.Gray, error)
}{
	{"png", "\x89PNG\r\n\x1a\n", pngConfig, pngFrames},
	{"jpeg", "\xff\xd8\xff", jpegConfig, jpegFrames},
	{"gif", "GIF8", gifConfig, gifFrames},
}

// IsImage tells whether the bytes begin like a picture file that [DecodeImages] reads.
func IsImage(data []byte) bool {
	for _, k := range imageKinds {
		if bytes.HasPrefix(data, []byte(k.magic)) {
			return true
		}
	}
	return false
}

// DecodeImages returns the frames of a picture file as grey pictures: one of a PNG or JPEG, each composed frame of a GIF.
func DecodeImages(data []byte) ([]*image.Gray, error) {
	for _, k := range imageKinds {
		if !bytes.HasPrefix(data, []byte(k.magic)) {
			continue
		}
		c, err := k.config(data)
		if err != nil {
			return nil, fmt.Errorf("symbol: %s: %w", k.name, err)
		}
		if c.Width <= 0 || c.Height <= 0 || c.Width > MaxPixels/c.Height {
			return nil, fmt.Errorf("symbol: %s: %d by %d pixels are too many", k.name, c.Width, c.Height)
		}
		frames, err := k.frames(data)
		if err != nil {
			return nil, fmt.Errorf("symbol: %s: %w", k.name, err)
		}
		return frames, nil
	}
	return nil, ErrNoImage
}

func pngConfig(data []byte) (image.Config, error)  { return png.DecodeConfig(bytes.NewReader(data)) }
func jpegConfig(data []byte) (image.Config, error) { return jpeg.DecodeConfig(bytes.NewReader(data)) }
func gifConfig(data []byte) (image.Config, error)  { return gif.DecodeConfig(bytes.NewReader(data)) }

func pngFrames(data []byte) ([]*image.Gray, error) {
	m, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return []*image.Gray{toGray(m)}, nil
}

func jpegFrames(data []byte) ([]*image.Gray, error) {
	m, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return []*image.Gray{toGray(m)}, nil
}

// gifFrames composes the frames one over the other as a viewer does, on white.
func gifFrames(data []byte) ([]*image.Gray, error) {
	count, pixels, err := gifSize(data)
	if err != nil {
		return nil, err
	}
	c, err := gifConfig(data)
	if err != nil {
		return nil, err
	}
	if pixels > MaxPixels || count > MaxPixels/(c.Width*c.Height) {
		return nil, fmt.Errorf("%d frames of %d by %d pixels are too many", count, c.Width, c.Height)
	}
	g, err := gif.DecodeAll(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	canvas := blank(c.Width, c.Height)
	frames := make([]*image.Gray, 0, len(g.Image))
	for i, m := range g.Image {
		before := clone(canvas)
		paint(canvas, m)
		frames = append(frames, clone(canvas))
		switch g.Disposal[i] {
		case gif.DisposalPrevious:
			canvas = before
		case gif.DisposalBackground:
			erase(canvas, m.Rect)
		}
	}
	return frames, nil
}

func blank(w, h int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	erase(m, m.Rect)
	return m
}

func clone(m *image.Gray) *image.Gray {
	c := *m
	c.Pix = bytes.Clone(m.Pix)
	return &c
}

func erase(m *image.Gray, r image.Rectangle) {
	r = r.Intersect(m.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			m.Pix[m.PixOffset(x, y)] = 0xff
		}
	}
}

// paint lays the opaque pixels of a frame over the canvas.
func paint(canvas *image.Gray, m *image.Paletted) {
	type entry struct {
		y      uint8
		opaque bool
	}
	table := make([]entry, 256)
	for i, c := range m.Palette {
		_, _, _, a := c.RGBA()
		table[i&0xff] = entry{color.GrayModel.Convert(c).(color.Gray).Y, a != 0}
	}
	r := m.Rect.Intersect(canvas.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if e := table[m.Pix[m.PixOffset(x, y)]]; e.opaque {
				canvas.Pix[canvas.PixOffset(x, y)] = e.y
			}
		}
	}
}
