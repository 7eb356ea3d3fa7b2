package camera

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"coldsign/qr/symbol"
	"coldsign/qr/symbol/degrade"
)

// webcams write everything that luminance reads, and sizes that are no multiple of anything.
var webcams = []degrade.Webcam{
	{Quality: 80, Across: 2, Down: 1},
	{Quality: 80, Across: 2, Down: 2, Tables: true},
	{Quality: 80, Across: 1, Down: 1},
	{Quality: 80, Across: 1, Down: 2},
	{Quality: 80, Across: 4, Down: 1},
	{Quality: 80, Tables: true},
	{Quality: 80},
	{Quality: 100, Across: 2, Down: 1},
	{Quality: 10, Across: 2, Down: 1},
	{Quality: 1, Across: 2, Down: 1},
	{Quality: 80, Across: 2, Down: 1, Interval: 1},
	{Quality: 80, Across: 2, Down: 1, Interval: 7},
	{Quality: 80, Interval: 30},
}

// webcamPicture is a frame with a symbol and noise, packed by a camera.
func webcamPicture(t testing.TB, c degrade.Webcam, width, height int) ([]byte, *image.Gray) {
	t.Helper()
	code, err := symbol.Encode([]byte("as a camera packs it"), symbol.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := degrade.Draw(code, degrade.Scene{Width: width, Height: height, Fill: .8, Turn: 9, Blur: .7, Noise: 12, Gradient: .4})
	var b bytes.Buffer
	if err := c.Write(&b, slices.Values([]*image.Gray{m})); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), m
}

// difference is the largest one between the pixels of two pictures, and the mean one.
func difference(t *testing.T, a, b *image.Gray) (largest int, mean float64) {
	t.Helper()
	if a.Rect != b.Rect {
		t.Fatalf("a picture of %v, not of %v", a.Rect, b.Rect)
	}
	for y := range a.Rect.Dy() {
		for x := range a.Rect.Dx() {
			d := int(a.GrayAt(x, y).Y) - int(b.GrayAt(x, y).Y)
			largest = max(largest, d, -d)
			mean += float64(max(d, -d)) / float64(a.Rect.Dx()*a.Rect.Dy())
		}
	}
	return largest, mean
}

// TestLuminance compares with what the standard library makes of the same pictures.
func TestLuminance(t *testing.T) {
	for _, c := range webcams {
		for _, size := range []image.Point{{160, 120}, {157, 121}, {33, 47}} {
			t.Run(fmt.Sprintf("%+v %v", c, size), func(t *testing.T) {
				data, m := webcamPicture(t, c, size.X, size.Y)
				if !hasTables(data) {
					data = withTables(data)
				}
				want, err := decodeUnusual(data)
				if err != nil {
					t.Fatal(err)
				}
				got, ok := luminance(data)
				if !ok {
					t.Fatal("not read")
				}
				if largest, mean := difference(t, got, want); largest > 2 || mean > .1 {
					t.Errorf("up to %d levels from the standard library's picture, %.3f in the mean", largest, mean)
				}
				if _, mean := difference(t, got, m); c.Quality >= 80 && mean > 8 {
					t.Errorf("%.1f levels in the mean from what the camera saw", mean)
				}
			})
		}
	}
}

// TestLuminanceOfOthers compares on pictures that another encoder wrote, in colour.
func TestLuminanceOfOthers(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 99, 70))
	for i := range m.Pix {
		m.Pix[i] = uint8(i * i / 97)
	}
	for _, quality := range []int{5, 50, 75, 95, 100} {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
			t.Fatal(err)
		}
		want, err := decodeUnusual(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		got, ok := luminance(b.Bytes())
		if !ok {
			t.Fatal("not read")
		}
		if largest, mean := difference(t, got, want); largest > 2 || mean > .1 {
			t.Errorf("quality %d: up to %d levels from the standard library's picture, %.3f in the mean", quality, largest, mean)
		}
	}
}

// TestUnusualPictures: what luminance leaves alone, the standard library reads. Its own test pictures are read where it came
// with its source.
func TestUnusualPictures(t *testing.T) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skip("skipped: no go command")
	}
	pictures := filepath.Join(strings.TrimSpace(string(root)), "src", "image", "testdata")
	for name, usual := range map[string]bool{
		"video-001.jpeg":                         true,
		"video-001.q50.422.jpeg":                 true,
		"video-001.q50.444.jpeg":                 true,
		"video-001.restart2.jpeg":                true,
		"video-005.gray.jpeg":                    true,
		"video-001.separate.dc.progression.jpeg": false,
		"video-001.progressive.jpeg":             false,
		"video-001.rgb.jpeg":                     false,
		"video-001.cmyk.jpeg":                    false,
		"video-001.221212.jpeg":                  true,
	} {
		data, err := os.ReadFile(filepath.Join(pictures, name))
		if err != nil {
			t.Skip("skipped: the standard library's test pictures are not here")
		}
		want, err := decodeUnusual(data)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := luminance(data); ok != usual {
			t.Errorf("%s: read: %v", name, ok)
		}
		got, err := decodeJPEG(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if largest, _ := difference(t, got, want); largest > 2 {
			t.Errorf("%s: up to %d levels from the standard library's picture", name, largest)
		}
	}
}

// TestDamagedPictures cuts pictures off and flips their bits: what comes out is an error or a picture of the right size.
func TestDamagedPictures(t *testing.T) {
	for _, c := range webcams {
		data, _ := webcamPicture(t, c, 48, 40)
		for n := range len(data) {
			if m, err := decodeJPEG(data[:n]); err == nil && m.Rect.Max != image.Pt(48, 40) {
				t.Fatalf("%+v, cut off at %d: a picture of %v", c, n, m.Rect)
			}
			bent := slices.Clone(data)
			bent[n] ^= 1 << (n % 8)
			decodeJPEG(bent)
		}
	}
}

// TestHostilePictures: a few bytes that announce a large picture cost no memory for it.
func TestHostilePictures(t *testing.T) {
	data, _ := webcamPicture(t, degrade.Webcam{Quality: 80, Tables: true}, 48, 40)
	for s := range segments(data) {
		if s.marker == baseline {
			copy(s.body[1:5], []byte{0x10, 0xe0, 0x1e, 0x00}) // 7680 by 4320
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, ok := luminance(data)
	runtime.ReadMemStats(&after)
	if ok {
		t.Error("read")
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
		t.Errorf("%d bytes for a picture of %d", used, len(data))
	}
}

func FuzzJPEG(f *testing.F) {
	for _, c := range webcams {
		data, _ := webcamPicture(f, c, 24, 17)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := jpeg.DecodeConfig(bytes.NewReader(data))
		if err == nil && c.Width*c.Height > 1<<20 {
			return // slow, and no more than more of the same
		}
		m, ok := luminance(data)
		if !ok {
			return
		}
		if err == nil && m.Rect.Max != image.Pt(c.Width, c.Height) {
			t.Errorf("a picture of %v; the standard library says %d by %d", m.Rect, c.Width, c.Height)
		}
		for y := range m.Rect.Dy() {
			_ = m.Pix[y*m.Stride:][:m.Rect.Dx()]
		}
	})
}

func BenchmarkJPEG(b *testing.B) {
	for _, c := range []degrade.Webcam{{Quality: 80, Across: 2, Down: 1, Tables: true}, {Quality: 80, Tables: true}} {
		data, _ := webcamPicture(b, c, 1280, 720)
		for _, reader := range []struct {
			name string
			read func([]byte) (*image.Gray, error)
		}{{"here", decodeJPEG}, {"image/jpeg", decodeUnusual}} {
			b.Run(fmt.Sprintf("%d to %d colours, %s", c.Across, c.Down, reader.name), func(b *testing.B) {
				b.SetBytes(int64(len(data)))
				for b.Loop() {
					if _, err := reader.read(data); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
