package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"runtime"
	"strings"
	"time"

	"golang.org/x/term"

	"coldsign/internal/fault"
	"coldsign/internal/text"
	"coldsign/qr"
	"coldsign/qr/camera"
	"coldsign/qr/symbol"
)

// anyCamera is the value of --camera without a device: the first one found.
const anyCamera = "any"

// Preview of the camera in the terminal, in cells: small, so that it costs
// nothing and leaves room for what is said.
const (
	previewColumns = 64
	previewRows    = 18
)

// seen is what was found in one frame; nothing in a frame that cannot be read,
// which is one of many.
type seen = []symbol.Symbol

// openCamera starts the camera that the command line names.
func openCamera(name string) (camera.FrameSource, string, error) {
	if name == anyCamera {
		devices, err := camera.List()
		if err != nil {
			return nil, "", err
		}
		if len(devices) == 0 {
			return nil, "", fault.New(fault.Failed, "no camera found").WithHint("'coldsign qr cameras' lists them; pictures and videos are read from files too")
		}
		name = devices[0].Path
	}
	source, err := camera.Open(name, camera.Mode{})
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", name, err)
	}
	return source, name, nil
}

// scan reads a camera until a payload is whole, or a person presses a key.
func (p *program) scan(name string, kinds []string) (*input, error) {
	source, path, err := openCamera(name)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	view := p.openViewfinder(cancel)
	defer view.close()
	in, err := watch(ctx, source, camera.Options{Live: true}, path, kinds, view.show)
	if err == nil {
		in.path = "-" // what came through a camera has no place beside which the result could lie
	}
	if errors.Is(err, context.Canceled) {
		return nil, fault.New(fault.Declined, "the scan was stopped before the code was whole")
	}
	return in, err
}

// joinFrames reads recorded frames until a payload is whole.
func joinFrames(ctx context.Context, source camera.FrameSource, live bool, path string, kinds []string, show func(camera.Frame[seen], *qr.Stream)) (*input, error) {
	return watch(ctx, source, camera.Options{Live: live}, path, kinds, show)
}

// watch decodes frames on all cores until a payload is whole.
func watch(ctx context.Context, source camera.FrameSource, options camera.Options, path string, kinds []string, show func(camera.Frame[seen], *qr.Stream)) (*input, error) {
	defer source.Close()
	stream := qr.NewStream(kinds...)
	var in *input
	symbols := 0
	options.Workers = runtime.GOMAXPROCS(0)
	stats, err := camera.Run(ctx, source, options, new(symbol.Film).NewReader, func(f camera.Frame[seen]) bool {
		for _, s := range f.Found {
			symbols++
			stream.Add(s.Bytes) // what is damaged or foreign is counted
			if payload, ok := stream.Result(); ok && in == nil {
				in = &input{path: path, payload: payload, carrier: carriedByPictures, parts: countParts(stream)}
			}
		}
		show(f, stream)
		return in == nil
	})
	switch {
	case err != nil:
		return nil, err
	case in != nil:
		return in, nil
	}
	have, want := stream.Progress()
	if want == 0 {
		return nil, fault.New(fault.Failed, fmt.Sprintf("%s: no readable part in %s, %s found", path, text.Count(stats.Frames, "frame"), text.Count(symbols, "symbol")))
	}
	return nil, incomplete(path, have, want)
}

// viewfinder shows what the camera sees and how far the code is.
type viewfinder struct {
	p    *program
	t    *terminal
	done func()
	last string
	next time.Time // no picture is drawn before
}

// openViewfinder opens the terminal, where any key ends the scan; without one
// only the progress is said.
func (p *program) openViewfinder(cancel func()) *viewfinder {
	t, err := p.openTerminal("", "")
	if err != nil {
		return &viewfinder{p: p, done: func() {}}
	}
	descriptor := int(t.file.Fd())
	state, err := term.MakeRaw(descriptor)
	if err != nil {
		t.Close()
		return &viewfinder{p: p, done: func() {}}
	}
	io.WriteString(t.file, "\x1b[?25l\x1b[2J")
	restore := t.guard.Cleanup(func() {
		io.WriteString(t.file, "\x1b[?25h\x1b[0m\r\n")
		term.Restore(descriptor, state)
	})
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		defer p.guard.Recover()
		for {
			select {
			case <-stop:
				return
			default:
			}
			if _, pressed, err := readKey(descriptor, pollInterval); pressed || err != nil {
				cancel()
				return
			}
		}
	}()
	return &viewfinder{p: p, t: t, done: func() {
		close(stop)
		<-ended // a key that is pressed from now on belongs to the next question
		restore()
		t.Close()
	}}
}

func (v *viewfinder) close() { v.done() }

// drawingShare keeps a slow console from holding up the reading: so many times
// as long as the last picture took, none is drawn.
const drawingShare = 5

// show draws the frame small, what was found in it, and the progress.
func (v *viewfinder) show(f camera.Frame[seen], stream *qr.Stream) {
	have, want := stream.Progress()
	damaged, foreign := stream.Counts()
	text := fmt.Sprintf("%d of %d parts (%d damaged, %d foreign)", have, want, damaged, foreign)
	if v.t == nil {
		if text != v.last && want > 0 {
			v.p.say("%s", text)
		}
		v.last = text
		return
	}
	begin := time.Now()
	if text == v.last && begin.Before(v.next) {
		return
	}
	v.last = text
	var marks [][4]image.Point
	for _, s := range f.Found {
		marks = append(marks, s.Corners)
	}
	lines := camera.Preview(f.Image, previewColumns, previewRows, marks)
	io.WriteString(v.t.file, "\x1b[H"+strings.Join(lines, "\x1b[0m\r\n")+"\x1b[0m\r\n\x1b[K"+text+"; any key stops")
	end := time.Now()
	v.next = end.Add(max(pollInterval, drawingShare*end.Sub(begin)))
}
