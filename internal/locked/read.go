package locked

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

var (
	// ErrEmpty says that a line or file that must hold a secret holds nothing.
	ErrEmpty = errors.New("empty")
	// ErrNUL says that a line holds a NUL byte: it is no text.
	ErrNUL = errors.New("contains a NUL byte")
)

// LongError says that a line or file is longer than its bound.
type LongError struct{ Max int }

func (e *LongError) Error() string { return fmt.Sprintf("longer than %d bytes", e.Max) }

// ReadLine reads one line of 1 to max bytes straight into the arena: no copy of
// it is ever in ordinary memory, as long as r has no buffer of its own (an
// *os.File has none). The line's end, \n or \r\n, is not part of it and may be
// missing before the end of the stream. It reads byte by byte and nothing after
// the line, so the caller can read on, or see that more follows.
func (a *Arena) ReadLine(r io.Reader, max int) (*Buffer, error) {
	return a.read(max+len("\r\n"), func(room []byte) (int, error) {
		n, err := readUntil(r, room, '\n')
		line := bytes.TrimSuffix(room[:n], []byte("\n"))
		if len(line) < n {
			line = bytes.TrimSuffix(line, []byte("\r"))
		}
		switch {
		case err != nil:
			return 0, err
		case len(line) > max:
			return 0, &LongError{max}
		case bytes.IndexByte(line, 0) >= 0:
			return 0, ErrNUL
		}
		return len(line), nil
	})
}

// ReadAll reads the whole stream of 1 to max bytes straight into the arena.
func (a *Arena) ReadAll(r io.Reader, max int) (*Buffer, error) {
	return a.read(max+1, func(room []byte) (int, error) {
		n, err := io.ReadFull(r, room)
		switch {
		case err == nil:
			return 0, &LongError{max}
		case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
			return 0, err
		}
		return n, nil
	})
}

// read gives fill room to read into and keeps what fill says it holds.
func (a *Arena) read(room int, fill func([]byte) (int, error)) (*Buffer, error) {
	b, err := a.Alloc(room)
	if err != nil {
		return nil, err
	}
	n, err := fill(b.Bytes())
	if err == nil && n == 0 {
		err = ErrEmpty
	}
	if err != nil {
		b.Free()
		return nil, err
	}
	b.shrink(n)
	return b, nil
}

// readUntil reads single bytes up to and with the delimiter, the end of the
// stream, or the end of the room.
func readUntil(r io.Reader, room []byte, delimiter byte) (int, error) {
	for n := range room {
		_, err := io.ReadFull(r, room[n:n+1])
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		if room[n] == delimiter {
			return n + 1, nil
		}
	}
	return len(room), nil
}
