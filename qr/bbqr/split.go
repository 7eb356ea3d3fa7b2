package bbqr

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// unit is the number of bytes that a part must hold a multiple of, and the
// number of characters that they take.
type unit struct{ bytes, chars int }

var units = map[byte]unit{
	Hex:    {1, 2},
	Base32: {5, 8},
	Zlib:   {5, 8},
}

// Best is the shortest encoding of data, Zlib or Base32, and the bytes to cut.
func Best(data []byte) (encoding byte, body []byte, err error) {
	compressed, err := deflate(data)
	if err != nil {
		return 0, nil, err
	}
	if len(compressed) < len(data) {
		return Zlib, compressed, nil
	}
	return Base32, data, nil
}

// Cut is the number of bytes in each part but the last, and the number of parts,
// for length bytes in symbols of at most chars characters. Parts are as few as
// possible and then as equal as the encoding allows. It is 0, 0 when they do
// not fit.
func Cut(length int, encoding byte, chars int) (size, count int) {
	u := units[encoding]
	room := chars - HeaderLen
	if length <= 0 || room < 1 || u.bytes == 0 {
		return 0, 0
	}
	if length*u.chars <= room*u.bytes {
		return length, 1
	}
	most := room / u.chars * u.bytes
	if most == 0 {
		return 0, 0
	}
	count = ceil(length, most)
	size = ceil(ceil(length, count), u.bytes) * u.bytes
	count = ceil(length, size)
	if count > MaxParts {
		return 0, 0
	}
	return size, count
}

func ceil(a, b int) int { return (a + b - 1) / b }

// Parts cuts body, which with Zlib is compressed already, into parts of size bytes.
func Parts(body []byte, encoding, fileType byte, size int) ([]string, error) {
	u, ok := units[encoding]
	switch {
	case !ok:
		return nil, fmt.Errorf("bbqr: unknown encoding %q", encoding)
	case digit(fileType) < 0:
		return nil, fmt.Errorf("bbqr: impossible file type %q", fileType)
	case len(body) == 0:
		return nil, errors.New("bbqr: nothing to send")
	case size < 1 || size < len(body) && size%u.bytes != 0:
		return nil, fmt.Errorf("bbqr: parts of %d bytes", size)
	}
	h := Header{Encoding: encoding, FileType: fileType, Total: ceil(len(body), size)}
	if h.Total > MaxParts {
		return nil, fmt.Errorf("bbqr: %d parts; at most %d", h.Total, MaxParts)
	}
	parts := make([]string, h.Total)
	for h.Index = range parts {
		chunk := body[h.Index*size : min((h.Index+1)*size, len(body))]
		parts[h.Index] = h.String() + encodeBody(chunk, encoding)
	}
	return parts, nil
}

func encodeBody(chunk []byte, encoding byte) string {
	if encoding == Hex {
		return strings.ToUpper(hex.EncodeToString(chunk))
	}
	return base32Raw.EncodeToString(chunk)
}
