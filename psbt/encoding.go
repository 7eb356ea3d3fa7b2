package psbt

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
)

// An Encoding is a form in which packets travel.
type Encoding int

const (
	Binary Encoding = iota // files
	Base64                 // text, BIP-174
	Hex                    // text
)

// String returns "binary", "base64" or "hex".
func (e Encoding) String() string {
	switch e {
	case Base64:
		return "base64"
	case Hex:
		return "hex"
	}
	return "binary"
}

// The first characters of a packet in text; they tell the encodings apart.
const (
	base64Magic = "cHNidP"
	hexMagic    = "70736274ff"
)

// Decode reads a packet in any encoding, which it recognises by the first
// bytes. White space around text, and line breaks in it, carry nothing and are
// passed over; everything else must be exact.
func Decode(b []byte) (*Packet, Encoding, error) {
	if bytes.HasPrefix(b, magic) {
		p, err := Parse(b)
		return p, Binary, err
	}
	text := bytes.TrimSpace(b)
	switch {
	case bytes.HasPrefix(text, []byte(base64Magic)):
		p, err := decodeText(text, base64.StdEncoding.DecodedLen, decodeBase64, "not base64")
		return p, Base64, err
	case len(text) >= len(hexMagic) && bytes.EqualFold(text[:len(hexMagic)], []byte(hexMagic)):
		p, err := decodeText(text, hex.DecodedLen, hex.Decode, "not hexadecimal")
		return p, Hex, err
	}
	return nil, Binary, &Error{Place: wholePacket, Offset: notParsed, Reason: "does not begin as a PSBT in binary, base64 or hexadecimal"}
}

func decodeBase64(dst, text []byte) (int, error) {
	return base64.StdEncoding.Strict().Decode(dst, text)
}

func decodeText(text []byte, decodedLen func(int) int, decode func(dst, text []byte) (int, error), reason string) (*Packet, error) {
	text = withoutLineBreaks(text)
	if err := checkSize(decodedLen(len(text))); err != nil {
		return nil, err
	}
	raw := make([]byte, decodedLen(len(text)))
	n, err := decode(raw, text)
	if err != nil {
		return nil, &Error{Place: wholePacket, Offset: notParsed, Reason: reason}
	}
	return ParseOwned(raw[:n])
}

func withoutLineBreaks(text []byte) []byte {
	if bytes.IndexByte(text, '\n') < 0 && bytes.IndexByte(text, '\r') < 0 {
		return text
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("\n"), nil), []byte("\r"), nil)
}

// Encode writes the packet in an encoding, text without a line break.
func (p *Packet) Encode(e Encoding) []byte {
	raw := p.Bytes()
	switch e {
	case Base64:
		return base64.StdEncoding.AppendEncode(nil, raw)
	case Hex:
		return hex.AppendEncode(nil, raw)
	}
	return raw
}
