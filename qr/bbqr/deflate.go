package bbqr

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"

	window "github.com/klauspost/compress/flate"
)

// windowSize is what zlib's wbits=10 means: no match reaches further back, so
// that small devices can inflate. The standard library cannot be told so.
const windowSize = 1 << 10

// deflate compresses data for encoding Zlib.
func deflate(data []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := window.NewWriterWindow(&out, windowSize)
	if err != nil {
		return nil, fmt.Errorf("bbqr: deflate: %w", err)
	}
	if _, err := w.Write(data); err != nil {
		return nil, fmt.Errorf("bbqr: deflate: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("bbqr: deflate: %w", err)
	}
	return out.Bytes(), nil
}

// Inflate undoes encoding Zlib, to at most limit bytes: a few bytes can claim to
// be gigabytes. It uses memory in proportion to what comes out.
func Inflate(compressed []byte, limit int) ([]byte, error) {
	in := bytes.NewReader(compressed)
	out, err := io.ReadAll(io.LimitReader(flate.NewReader(in), int64(limit)+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("bbqr: inflate: %w", err)
	case len(out) > limit:
		return nil, fmt.Errorf("bbqr: inflates to more than %d bytes", limit)
	case in.Len() != 0:
		return nil, errors.New("bbqr: bytes after the compressed stream")
	}
	return out, nil
}
