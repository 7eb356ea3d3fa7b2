// Package bbqr is BBQr, "Better Bitcoin QR" (github.com/coinkite/BBQr): binary
// data cut into a series of alphanumeric symbols, each with a header of eight
// characters, joined in any order. All parts are needed; there is no checksum.
package bbqr

import (
	"bytes"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Encodings, the header's third character.
const (
	Hex    = 'H'
	Base32 = '2'
	Zlib   = 'Z' // raw deflate with a window of 1 KiB, then Base32
)

// File types, the header's fourth character. Others are reserved for later and
// read as they come.
const (
	PSBT        = 'P'
	Transaction = 'T'
	JSON        = 'J'
	CBOR        = 'C'
	Unicode     = 'U'
	Binary      = 'B'
	Executable  = 'X'
)

const (
	// HeaderLen is B$, encoding, file type, total and index.
	HeaderLen = 8
	// MaxParts is ZZ in base 36.
	MaxParts = 36*36 - 1

	magic = "B$"
)

// Header is common to all parts of a message but for the index.
type Header struct {
	Encoding byte
	FileType byte
	Total    int // 1 to MaxParts
	Index    int // from 0
}

// Part is one symbol's content. Data is decoded but, with Zlib, still compressed.
type Part struct {
	Header
	Data []byte
}

// HasMagic says whether text claims to be BBQr.
func HasMagic(text []byte) bool { return bytes.HasPrefix(text, []byte(magic)) }

// ParsePart reads one part strictly: capitals only, whole bytes, no padding.
func ParsePart(text string) (Part, error) {
	header, err := parseHeader(text)
	if err != nil {
		return Part{}, err
	}
	body := text[HeaderLen:]
	if body == "" {
		return Part{}, errors.New("bbqr: header without a payload")
	}
	var data []byte
	if header.Encoding == Hex {
		data, err = decodeHex(body)
	} else {
		data, err = decodeBase32(body)
	}
	if err != nil {
		return Part{}, fmt.Errorf("bbqr: part %d of %d: %w", header.Index+1, header.Total, err)
	}
	return Part{header, data}, nil
}

func parseHeader(text string) (Header, error) {
	if !strings.HasPrefix(text, magic) {
		return Header{}, errors.New("bbqr: no header B$")
	}
	if len(text) < HeaderLen {
		return Header{}, errors.New("bbqr: header cut short")
	}
	h := Header{Encoding: text[2], FileType: text[3]}
	if h.Encoding != Hex && h.Encoding != Base32 && h.Encoding != Zlib {
		return Header{}, fmt.Errorf("bbqr: unknown encoding %q", h.Encoding)
	}
	if digit(h.FileType) < 0 {
		return Header{}, fmt.Errorf("bbqr: impossible file type %q", h.FileType)
	}
	var ok1, ok2 bool
	h.Total, ok1 = base36(text[4:6])
	h.Index, ok2 = base36(text[6:8])
	if !ok1 || !ok2 || h.Index >= h.Total {
		return Header{}, fmt.Errorf("bbqr: impossible part %q of %q", text[6:8], text[4:6])
	}
	return h, nil
}

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

func digit(c byte) int { return strings.IndexByte(digits, c) }

// base36 reads two digits.
func base36(s string) (int, bool) {
	high, low := digit(s[0]), digit(s[1])
	return 36*high + low, high >= 0 && low >= 0
}

// String is the header's eight characters.
func (h Header) String() string {
	return magic + string([]byte{
		h.Encoding, h.FileType,
		digits[h.Total/36], digits[h.Total%36],
		digits[h.Index/36], digits[h.Index%36],
	})
}

func decodeHex(body string) ([]byte, error) {
	if strings.Trim(body, digits[:16]) != "" {
		return nil, errors.New("a character that is no capital hex digit")
	}
	if len(body)%2 != 0 {
		return nil, errors.New("odd number of hex digits")
	}
	return hex.DecodeString(body)
}

var base32Raw = base32.StdEncoding.WithPadding(base32.NoPadding)

// decodeBase32 accepts only what encoding the result gives back: no padding, no
// impossible length, no stray bits or line breaks.
func decodeBase32(body string) ([]byte, error) {
	data, err := base32Raw.DecodeString(body)
	if err != nil || base32Raw.EncodeToString(data) != body {
		return nil, errors.New("not whole bytes of base32")
	}
	return data, nil
}
