package camera_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"iter"
	"slices"
	"testing"

	"coldsign/qr/camera"
	"coldsign/qr/symbol"
	"coldsign/qr/symbol/degrade"
)

// parts makes n symbols of size characters each.
func parts(t testing.TB, n, size int) (texts []string, codes []degrade.Modules) {
	for i := range n {
		text := fmt.Sprintf("UR:BYTES/%d-%d/", i+1, n)
		for len(text) < size {
			text += string(rune('A' + (len(text)*7+i*13)%26))
		}
		c, err := symbol.Encode([]byte(text), symbol.Options{})
		if err != nil {
			t.Fatal(err)
		}
		texts, codes = append(texts, text), append(codes, c)
	}
	return texts, codes
}

func film(codes []degrade.Modules) degrade.Film {
	return degrade.Film{Symbols: codes, Shows: 10, Takes: 30, Frames: 3*len(codes) + 3,
		Scene: degrade.Scene{Width: 320, Height: 240, Fill: .9, Turn: 4, Blur: .6, Noise: 5, Seed: 1}}
}

// readAll decodes every frame of a source and returns the different texts in order of their first sight.
func readAll(t *testing.T, s camera.FrameSource) []string {
	var out []string
	r := symbol.NewReader()
	for {
		m, err := s.Next(context.Background())
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		found, err := r.Decode(m)
		if err == nil && !slices.Contains(out, string(found[0].Bytes)) {
			out = append(out, string(found[0].Bytes))
		}
	}
}

func TestVideos(t *testing.T) {
	texts, codes := parts(t, 6, 120)
	for _, kind := range []struct {
		name  string
		rate  float64
		write func(io.Writer, iter.Seq[*image.Gray]) error
	}{
		{"y4m", 30, func(w io.Writer, f iter.Seq[*image.Gray]) error { return degrade.WriteY4M(w, 30, f) }},
		{"mjpeg", 0, func(w io.Writer, f iter.Seq[*image.Gray]) error { return degrade.WriteMJPEG(w, 80, f) }},
		{"avi", 30, func(w io.Writer, f iter.Seq[*image.Gray]) error { return degrade.WriteAVI(w, 80, 30, f) }},
	} {
		t.Run(kind.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := kind.write(&b, film(codes).Play()); err != nil {
				t.Fatal(err)
			}
			if !camera.IsVideo(b.Bytes()) {
				t.Error("not recognised")
			}
			s, rate, err := camera.Video(io.NopCloser(&b))
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if int(rate+.5) != int(kind.rate) {
				t.Errorf("rate %v, not %v", rate, kind.rate)
			}
			if got := readAll(t, s); !slices.Equal(got, texts) {
				t.Errorf("read %d of %d parts", len(got), len(texts))
			}
		})
	}
}

func TestDamagedVideos(t *testing.T) {
	for name, data := range map[string]string{
		"other bytes":       "BM not a video at all",
		"empty":             "",
		"y4m of 16 bits":    "YUV4MPEG2 W64 H64 F30:1 C420p16\n",
		"y4m too large":     "YUV4MPEG2 W640000 H640000 F30:1\n",
		"y4m without size":  "YUV4MPEG2 F30:1\n",
		"riff of no avi":    "RIFF\x10\x00\x00\x00WAVEfmt ",
		"avi without video": "RIFF\x10\x00\x00\x00AVI LIST",
	} {
		if _, _, err := camera.Video(io.NopCloser(bytes.NewReader([]byte(data)))); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	for name, data := range map[string]string{
		"y4m cut off":         "YUV4MPEG2 W64 H64 F30:1\nFRAME\nabc",
		"y4m without a frame": "YUV4MPEG2 W64 H64 F30:1\nBLAH\n",
		"mjpeg cut off":       "\xff\xd8\xff\xe0\x00\x10abc",
		"mjpeg short segment": "\xff\xd8\xff\xe0\x00\x01abcdefgh",
	} {
		s, _, err := camera.Video(io.NopCloser(bytes.NewReader([]byte(data))))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := s.Next(context.Background()); err == nil || errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func FuzzVideo(f *testing.F) {
	_, codes := parts(f, 1, 20)
	small := degrade.Film{Symbols: codes, Shows: 10, Takes: 30, Frames: 2, Scene: degrade.Scene{Width: 48, Height: 32, Fill: .9}}
	var y4m, mjpeg, avi bytes.Buffer
	if err := errors.Join(degrade.WriteY4M(&y4m, 30, small.Play()), degrade.WriteMJPEG(&mjpeg, 50, small.Play()), degrade.WriteAVI(&avi, 50, 30, small.Play())); err != nil {
		f.Fatal(err)
	}
	f.Add(y4m.Bytes())
	f.Add(mjpeg.Bytes())
	f.Add(avi.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		s, _, err := camera.Video(io.NopCloser(bytes.NewReader(data)))
		if err != nil {
			return
		}
		for range 100 {
			if _, err := s.Next(context.Background()); err != nil && !errors.Is(err, camera.ErrDamaged) {
				return
			}
		}
	})
}
