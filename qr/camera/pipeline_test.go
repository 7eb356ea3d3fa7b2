package camera

import (
	"context"
	"errors"
	"image"
	"io"
	"slices"
	"testing"
	"time"
)

// numbered yields frames whose first pixel is their number.
type numbered struct {
	n, end int
	fail   error // at the end, in place of io.EOF
	damage int   // every so many frames is damaged
}

func (s *numbered) Next(ctx context.Context) (*image.Gray, error) {
	if s.n == s.end {
		if s.fail != nil {
			return nil, s.fail
		}
		return nil, io.EOF
	}
	s.n++
	if s.damage > 0 && s.n%s.damage == 0 {
		return nil, ErrDamaged
	}
	m := image.NewGray(image.Rect(0, 0, 1, 1))
	m.Pix[0] = uint8(s.n)
	return m, nil
}

func (s *numbered) Close() error { return nil }

func number() func(*image.Gray) int { return func(m *image.Gray) int { return int(m.Pix[0]) } }

func TestRunDecodesEveryFrameOfAFile(t *testing.T) {
	var got []int
	stats, err := Run(context.Background(), &numbered{end: 100, damage: 10}, Options{Workers: 3}, number, func(f Frame[int]) bool {
		got = append(got, f.Found)
		return true
	})
	if err != nil || stats != (Stats{Frames: 90, Damaged: 10}) {
		t.Errorf("%+v, %v", stats, err)
	}
	slices.Sort(got)
	if len(slices.Compact(got)) != 90 {
		t.Errorf("%d different frames", len(got))
	}
}

func TestRunDropsTheOldestOfALiveSource(t *testing.T) {
	started := make(chan bool, 100)
	release := make(chan bool)
	slow := func() func(*image.Gray) int {
		return func(m *image.Gray) int {
			started <- true
			<-release
			return int(m.Pix[0])
		}
	}
	source := &gate{numbered: numbered{end: 50}, held: started}
	var got []int
	go func() {
		for range 50 {
			time.Sleep(time.Millisecond)
			release <- true
		}
	}()
	stats, err := Run(context.Background(), source, Options{Workers: 1, Live: true}, slow, func(f Frame[int]) bool {
		got = append(got, f.Found)
		return true
	})
	if err != nil || stats.Dropped != 49-breath || !slices.Equal(got, []int{1, 50, 49, 48, 47}) {
		t.Errorf("%+v, %v, decoded %v", stats, err, got)
	}
}

// TestRunPanics: a panic over a frame, wherever, is the caller's.
func TestRunPanics(t *testing.T) {
	for name, c := range map[string]struct {
		decode func(*image.Gray) int
		use    func(Frame[int]) bool
	}{
		"decode": {func(*image.Gray) int { panic("a frame") }, func(Frame[int]) bool { return true }},
		"use":    {func(*image.Gray) int { return 0 }, func(Frame[int]) bool { panic("a frame") }},
	} {
		func() {
			defer func() {
				if value := recover(); value != "a frame" {
					t.Errorf("%s: %v", name, value)
				}
			}()
			_, err := Run(context.Background(), &numbered{end: 1 << 30}, Options{Workers: 2}, func() func(*image.Gray) int { return c.decode }, c.use)
			t.Errorf("%s: no panic, %v", name, err)
		}()
	}
}

// gate holds its second frame back until the first is being decoded.
type gate struct {
	numbered
	held chan bool
}

func (g *gate) Next(ctx context.Context) (*image.Gray, error) {
	if g.n == 1 {
		<-g.held
	}
	return g.numbered.Next(ctx)
}

func TestRunEnds(t *testing.T) {
	broken := errors.New("cable")
	if _, err := Run(context.Background(), &numbered{end: 3, fail: broken}, Options{}, number, func(Frame[int]) bool { return true }); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	seen := 0
	stats, err := Run(context.Background(), &numbered{end: 1 << 30}, Options{Workers: 2}, number, func(Frame[int]) bool {
		seen++
		return seen < 5
	})
	if err != nil || seen != 5 {
		t.Errorf("used %d frames, %+v, %v", seen, stats, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, &numbered{end: 1 << 30}, Options{}, number, func(Frame[int]) bool { return true }); err != nil {
		t.Errorf("error %v of an ended context", err)
	}
}

func TestBestMode(t *testing.T) {
	for _, c := range []struct {
		modes []Mode
		want  string
	}{
		{[]Mode{{"YUYV", 640, 480, 30}, {"YUYV", 1280, 720, 10}, {"MJPG", 1280, 720, 30}}, "1280x720 MJPG 30/s"},
		{[]Mode{{"MJPG", 1920, 1080, 30}, {"MJPG", 2592, 1944, 30}, {"MJPG", 640, 480, 30}}, "1920x1080 MJPG 30/s"},
		{[]Mode{{"MJPG", 1280, 720, 30}, {"YUYV", 1280, 720, 30}}, "1280x720 YUYV 30/s"},
		{[]Mode{{"YUYV", 2592, 1944, 2}, {"YUYV", 640, 480, 15}}, "640x480 YUYV 15/s"},
		{[]Mode{{"YUYV", 1280, 720, 0}}, "1280x720 YUYV"},
	} {
		got, ok := Device{Modes: c.modes}.Best()
		if !ok || got.String() != c.want {
			t.Errorf("of %v: %v", c.modes, got)
		}
	}
	if _, ok := (Device{}).Best(); ok {
		t.Error("a camera without modes has a best one")
	}
}

func TestGreyYUYV(t *testing.T) {
	m, err := greyYUYV([]byte{10, 128, 20, 128, 0, 0, 30, 128, 40, 128}, 2, 2, 6)
	if err != nil || !slices.Equal(m.Pix, []byte{10, 20, 30, 40}) {
		t.Errorf("%v, %v", m, err)
	}
	if _, err := greyYUYV(make([]byte, 7), 2, 2, 0); !errors.Is(err, ErrDamaged) {
		t.Errorf("error %v of a short frame", err)
	}
}

func TestPreview(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 160, 90))
	lines := Preview(m, 40, 30, [][4]image.Point{{{20, 20}, {60, 20}, {60, 60}, {20, 60}}})
	if len(lines) != 11 {
		t.Errorf("%d lines", len(lines))
	}
	if lines := Preview(m, 400, 10, nil); len(lines) != 10 {
		t.Errorf("%d lines", len(lines))
	}
	// Corners that a picture only just read may put anywhere.
	small := image.NewGray(image.Rect(0, 0, 20, 20))
	for n := range 62 {
		far := 1<<62 + 1<<n
		Preview(small, 64, 18, [][4]image.Point{{{1, 2}, {1, far}, {1, 2}, {far, -far}}})
	}
}
