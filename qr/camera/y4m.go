package camera

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"strconv"
	"strings"
)

// y4m reads YUV4MPEG2: a line with the size, then for each frame a line and its planes, of which only the first is kept.
type y4m struct {
	io.Closer
	r             *bufio.Reader
	width, height int
	chroma        int // bytes of the other planes
}

// chromas says how much each colour space adds to the plane of luminance, in halves of it, rounded up a plane.
var chromas = map[string]func(w, h int) int{
	"420":  func(w, h int) int { return 2 * ((w + 1) / 2) * ((h + 1) / 2) },
	"422":  func(w, h int) int { return 2 * ((w + 1) / 2) * h },
	"444":  func(w, h int) int { return 2 * w * h },
	"mono": func(w, h int) int { return 0 },
}

func newY4M(r *bufio.Reader, c io.Closer) (FrameSource, float64, error) {
	header, err := line(r)
	if err != nil {
		return nil, 0, fmt.Errorf("camera: y4m: header: %w", err)
	}
	v := &y4m{Closer: c, r: r}
	space, rate := "420", 0.0
	for _, word := range strings.Fields(header)[1:] {
		value := word[1:]
		switch word[0] {
		case 'W':
			v.width, err = strconv.Atoi(value)
		case 'H':
			v.height, err = strconv.Atoi(value)
		case 'F':
			rate, err = fraction(value)
		case 'C':
			space = value
		}
		if err != nil {
			return nil, 0, fmt.Errorf("camera: y4m: header: malformed %q", word)
		}
	}
	if !sane(v.width, v.height) {
		return nil, 0, fmt.Errorf("camera: y4m: frames of %d by %d pixels", v.width, v.height)
	}
	// The siting of the chroma ("420jpeg", "420paldv", …) does not matter here; more bits a sample do.
	for _, siting := range []string{"jpeg", "paldv", "mpeg2"} {
		space = strings.TrimSuffix(space, siting)
	}
	planes, ok := chromas[space]
	if !ok {
		return nil, 0, fmt.Errorf("camera: y4m: colour space %q is not read", space)
	}
	v.chroma = planes(v.width, v.height)
	return v, rate, nil
}

func (v *y4m) Next(ctx context.Context) (*image.Gray, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	head, err := line(v.r)
	if errors.Is(err, io.EOF) && head == "" {
		return nil, io.EOF
	}
	if err != nil || !strings.HasPrefix(head, "FRAME") {
		return nil, errors.New("camera: y4m: a frame should begin here")
	}
	m := image.NewGray(image.Rect(0, 0, v.width, v.height))
	if _, err := io.ReadFull(v.r, m.Pix); err != nil {
		return nil, fmt.Errorf("camera: y4m: frame: %w", noEOF(err))
	}
	if _, err := v.r.Discard(v.chroma); err != nil {
		return nil, fmt.Errorf("camera: y4m: frame: %w", noEOF(err))
	}
	return m, nil
}

// line reads a line of at most 256 bytes, without its end.
func line(r *bufio.Reader) (string, error) {
	var b []byte
	for len(b) < 256 {
		c, err := r.ReadByte()
		if err != nil {
			return string(b), err
		}
		if c == '\n' {
			return string(b), nil
		}
		b = append(b, c)
	}
	return "", errors.New("line too long")
}

// fraction reads "30000:1001".
func fraction(s string) (float64, error) {
	a, b, ok := strings.Cut(s, ":")
	if !ok {
		b = "1"
	}
	n, err := strconv.Atoi(a)
	if err != nil {
		return 0, err
	}
	d, err := strconv.Atoi(b)
	if err != nil || d == 0 {
		return 0, nil // "0:0" stands for unknown
	}
	return float64(n) / float64(d), nil
}

// noEOF makes the end of the stream in the middle of something an error that is not its proper end.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
