package locked

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestReadLine(t *testing.T) {
	var long *LongError
	broken := errors.New("the medium broke")
	for _, c := range []struct {
		name   string
		stream io.Reader
		want   string
		fails  any // nil, an error value, or a pointer to an error type
	}{
		{"newline", strings.NewReader("pass word\n"), "pass word", nil},
		{"no newline", strings.NewReader("pass word"), "pass word", nil},
		{"carriage return", strings.NewReader("pass word\r\n"), "pass word", nil},
		{"carriage return without newline", strings.NewReader("pass\r"), "pass\r", nil},
		{"only one newline is stripped", strings.NewReader("pass\r\r\n"), "pass\r", nil},
		{"spaces stay", strings.NewReader("  p \n"), "  p ", nil},
		{"not ASCII", strings.NewReader("пароль\n"), "пароль", nil},
		{"exactly max", strings.NewReader("123456789012\n"), "123456789012", nil},
		{"exactly max, carriage return", strings.NewReader("123456789012\r\n"), "123456789012", nil},
		{"one byte at a time", iotest.OneByteReader(strings.NewReader("abc\n")), "abc", nil},
		{"data with the end", iotest.DataErrReader(strings.NewReader("abc")), "abc", nil},
		{"one more than max", strings.NewReader("1234567890123\n"), "", &long},
		{"one more than max, no newline", strings.NewReader("1234567890123"), "", &long},
		{"endless", endless{}, "", &long},
		{"NUL", strings.NewReader("pa\x00ss\n"), "", ErrNUL},
		{"empty", strings.NewReader(""), "", ErrEmpty},
		{"empty line", strings.NewReader("\nmore\n"), "", ErrEmpty},
		{"broken", io.MultiReader(strings.NewReader("pas"), iotest.ErrReader(broken)), "", broken},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newArena(t, 1)
			b, err := a.ReadLine(c.stream, 12)
			check(t, a, b, err, c.want, c.fails)
		})
	}
}

func TestReadAll(t *testing.T) {
	var long *LongError
	broken := errors.New("the medium broke")
	for _, c := range []struct {
		name   string
		stream io.Reader
		want   string
		fails  any
	}{
		{"as it is", strings.NewReader("a\r\n\x00b\n"), "a\r\n\x00b\n", nil},
		{"exactly max", iotest.HalfReader(strings.NewReader("123456789012")), "123456789012", nil},
		{"one more than max", strings.NewReader("1234567890123"), "", &long},
		{"empty", strings.NewReader(""), "", ErrEmpty},
		{"broken", io.MultiReader(strings.NewReader("pas"), iotest.ErrReader(broken)), "", broken},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newArena(t, 1)
			b, err := a.ReadAll(c.stream, 12)
			check(t, a, b, err, c.want, c.fails)
		})
	}
}

func check(t *testing.T, a *Arena, b *Buffer, err error, want string, fails any) {
	t.Helper()
	switch fails := fails.(type) {
	case nil:
		if err != nil || string(b.Bytes()) != want {
			t.Errorf("read %v, %v; want %q", b, err, want)
		}
		return
	case error:
		if !errors.Is(err, fails) {
			t.Errorf("error %v, want %v", err, fails)
		}
	default:
		if !errors.As(err, fails) {
			t.Errorf("error %v of the wrong type", err)
		}
	}
	if b != nil || len(a.live) != 0 {
		t.Error("a failed read left a buffer")
	}
	for _, x := range a.pages.Bytes() {
		if x != 0 {
			t.Fatal("a failed read left bytes in the arena")
		}
	}
}

// What follows the line is left for the next reader.
func TestReadLineReadsNoFurther(t *testing.T) {
	a := newArena(t, 1)
	stream := strings.NewReader("first\nsecond\n")
	for _, want := range []string{"first", "second"} {
		if b, err := a.ReadLine(stream, 100); err != nil || string(b.Bytes()) != want {
			t.Fatalf("read %v, want %q", err, want)
		}
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

func FuzzReadLine(f *testing.F) {
	for _, s := range []string{"", "\n", "a\r\n", "a\x00\n", "0123456789"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		a := newArena(t, 1)
		b, err := a.ReadLine(strings.NewReader(string(stream)), 8)
		line, _, _ := strings.Cut(string(stream), "\n")
		if err == nil && (b.Len() == 0 || b.Len() > 8 || strings.TrimSuffix(line, "\r") != string(b.Bytes()) && line != string(b.Bytes())) {
			t.Errorf("read %q of %q", b.Bytes(), stream)
		}
	})
}
