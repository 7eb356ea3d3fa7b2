//go:build linux

package camera_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"coldsign/qr"
	"coldsign/qr/camera"
	"coldsign/qr/symbol"
	"coldsign/qr/symbol/degrade"
)

// animation makes the symbols of a message of n bytes that do not compress, at the version given.
func animation(t *testing.T, format string, version, n int) (payload []byte, codes []degrade.Modules) {
	payload = make([]byte, n)
	state := uint32(n)
	for i := range payload {
		state = state*1664525 + 1013904223
		payload[i] = byte(state >> 24)
	}
	source, err := qr.Split(format, qr.NewPayload(payload), qr.Options{Version: version})
	if err != nil {
		t.Fatal(err)
	}
	for range source.Len() + source.Len()/5 { // the fountain goes on; a loop begins again
		c, err := symbol.Encode([]byte(source.Next()), symbol.Options{Version: version})
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, c)
	}
	return payload, codes
}

// receive plays a video through the pipeline into a stream, and returns the payload and how long that took.
func receive(t *testing.T, source camera.FrameSource, live bool) (qr.Payload, time.Duration, camera.Stats) {
	stream := qr.NewStream()
	begin := time.Now()
	took := time.Duration(0)
	stats, err := camera.Run(context.Background(), source, camera.Options{Workers: runtime.NumCPU(), Live: live},
		new(symbol.Film).NewReader,
		func(f camera.Frame[[]symbol.Symbol]) bool {
			for _, s := range f.Found {
				_ = stream.Add(s.Bytes) // counted by the stream
			}
			_, done := stream.Result()
			if done {
				took = time.Since(begin)
			}
			return !done
		})
	if err != nil {
		t.Fatal(err)
	}
	p, done := stream.Result()
	if !done {
		have, want := stream.Progress()
		t.Fatalf("the video ended at %d of %d parts; %+v", have, want, stats)
	}
	return p, took, stats
}

func open(t *testing.T, path string) camera.FrameSource {
	source, _, err := camera.OpenVideo(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { source.Close() })
	return source
}

// processorTime is what this process has used on all cores.
func processorTime(t *testing.T) time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestRealTime moves a payload through a camera that takes 30 frames a second of an animation. By default it is small and only
// has to arrive; with COLDSIGN_LONG=1 it is 1280 by 720 pixels, plays in real time, and the rate is measured.
func TestRealTime(t *testing.T) {
	long := os.Getenv("COLDSIGN_LONG") == "1"
	for _, c := range []struct {
		format  string
		version int
		shows   float64
		bytes   int
		least   float64 // bytes a second
	}{
		{"ur", 25, 12, 50_000, 8_000},
		{"bbqr", 33, 9, 80_000, 12_000}, // every symbol is in at least three frames: a loop that misses one goes round again
	} {
		scene := degrade.Scene{Width: 1280, Height: 720, Fill: .9, Turn: 3, Tilt: .03, Blur: .8, Noise: 6, Gradient: .3, Seed: 7}
		version, size := c.version, c.bytes
		if !long {
			scene.Width, scene.Height = 480, 360
			version, size = 10, 1500
		}
		payload, codes := animation(t, c.format, version, size)
		film := degrade.Film{Symbols: codes, Shows: c.shows, Takes: 30, Frames: int(float64(2*len(codes)) * 30 / c.shows), Scene: scene}
		frames := film.Play()
		videos := map[string]func(io.Writer, iter.Seq[*image.Gray]) error{
			"mjpeg": func(w io.Writer, f iter.Seq[*image.Gray]) error { return degrade.WriteMJPEG(w, 80, f) },
		}
		if long {
			videos["y4m"] = func(w io.Writer, f iter.Seq[*image.Gray]) error { return degrade.WriteY4M(w, 30, f) }
		}
		for name, write := range videos {
			t.Run(fmt.Sprintf("%s in %s", c.format, name), func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "video")
				f, err := os.Create(path)
				if err != nil {
					t.Fatal(err)
				}
				if err := write(f, frames); err != nil {
					t.Fatal(err)
				}
				if err := f.Close(); err != nil {
					t.Fatal(err)
				}
				source := open(t, path)
				begin := processorTime(t)
				got, _, stats := receive(t, source, false)
				if !bytes.Equal(got.Content(), payload) {
					t.Error("another payload arrived")
				}
				// How many frames it takes, and what they cost, does not depend on what else the machine does.
				rate := float64(len(payload)) * 30 / float64(stats.Frames)
				t.Logf("%d bytes, version %d, %g symbols/s: %d frames, %.0f bytes/s if none is dropped; %.1f ms of processor time a frame",
					len(payload), version, c.shows, stats.Frames, rate, 1000*(processorTime(t)-begin).Seconds()/float64(stats.Frames))
				if long && rate < c.least {
					t.Errorf("%.0f bytes/s, less than %.0f", rate, c.least)
				}
				if !long {
					return
				}
				if _, err := os.ReadFile(path); err != nil { // into the system's cache: a slow disk is not what a camera waits for
					t.Fatal(err)
				}
				_, took, stats := receive(t, camera.Pace(open(t, path), 30), true)
				rate = float64(len(payload)) / took.Seconds()
				t.Logf("in real time: %.0f bytes/s, %d frames dropped", rate, stats.Dropped)
				if rate < c.least {
					t.Errorf("%.0f bytes/s, less than %.0f", rate, c.least)
				}
			})
		}
	}
}
