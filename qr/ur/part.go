package ur

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Bounds on what a part may claim. They stop dishonest headers, not honest
// messages: 16 MiB at 8 KB/s is more than half an hour of looking at a screen.
const (
	MaxMessage = 16 << 20 // bytes of a message
	MaxParts   = 1 << 18  // fragments of a message
)

// Part is what one symbol carries: a whole message, or one part of a
// fountain-coded message (BCR-2020-005, "UR Encoding").
type Part struct {
	Type string // lower case, as registered: "crypto-psbt"

	// SeqNum is 0 for a whole message, which is then in Data. Parts count from 1;
	// the first SeqLen of them are the message's fragments in order, every
	// later one is a mix of fragments.
	SeqNum     uint32
	SeqLen     int    // fragments in the message
	MessageLen int    // bytes of the message, without the last fragment's padding
	Checksum   uint32 // CRC-32 of the message
	Data       []byte
}

// Scheme is what every UR begins with, in either case.
const Scheme = "ur:"

// HasScheme says whether text claims to be a UR.
func HasScheme(text []byte) bool {
	return len(text) >= len(Scheme) && strings.EqualFold(string(text[:len(Scheme)]), Scheme)
}

// ParsePart reads one part strictly: the type's letters, the sequence in path
// and CBOR alike, Bytewords with a right checksum, deterministic CBOR, and
// numbers that fit each other.
func ParsePart(text string) (Part, error) {
	if !HasScheme([]byte(text)) {
		return Part{}, errors.New("ur: text without the scheme")
	}
	path := strings.Split(text[len(Scheme):], "/")
	kind := strings.ToLower(path[0])
	if err := checkType(kind); err != nil {
		return Part{}, err
	}
	switch len(path) {
	case 2:
		return parseWhole(kind, path[1])
	case 3:
		return parseMulti(kind, path[1], path[2])
	}
	return Part{}, fmt.Errorf("ur: %d path components, not 2 or 3", len(path))
}

func parseWhole(kind, body string) (Part, error) {
	message, err := DecodeBytewords(body, Minimal)
	if err != nil {
		return Part{}, fmt.Errorf("ur: %w", err)
	}
	if err := wellFormed(message); err != nil {
		return Part{}, fmt.Errorf("ur: message: %w", err)
	}
	return Part{Type: kind, Data: message}, nil
}

func parseMulti(kind, sequence, body string) (Part, error) {
	num, length, err := parseSequence(sequence)
	if err != nil {
		return Part{}, err
	}
	encoded, err := DecodeBytewords(body, Minimal)
	if err != nil {
		return Part{}, fmt.Errorf("ur: part %s: %w", sequence, err)
	}
	p, err := parsePartCBOR(encoded)
	if err != nil {
		return Part{}, fmt.Errorf("ur: part %s: %w", sequence, err)
	}
	if p.SeqNum != num || uint64(p.SeqLen) != length {
		return Part{}, fmt.Errorf("ur: part %s: its CBOR says %d-%d", sequence, p.SeqNum, p.SeqLen)
	}
	p.Type = kind
	return p, nil
}

// parseSequence reads "seqNum-seqLen".
func parseSequence(s string) (num uint32, length uint64, err error) {
	a, b, ok := strings.Cut(s, "-")
	n, okNum := decimal(a)
	l, okLen := decimal(b)
	if !ok || !okNum || !okLen {
		return 0, 0, fmt.Errorf("ur: sequence %.24q is not number-number", s)
	}
	return n, uint64(l), nil
}

// decimal reads a positive number without sign or leading zero.
func decimal(s string) (uint32, bool) {
	if s == "" || s[0] < '1' || s[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseUint(s, 10, 32)
	return uint32(n), err == nil
}

func checkType(kind string) error {
	if kind == "" {
		return errors.New("ur: no type")
	}
	for _, c := range []byte(kind) {
		if c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return fmt.Errorf("ur: type %.40q: only letters, digits and hyphens belong in it", kind)
		}
	}
	return nil
}

// parsePartCBOR reads [seqNum, seqLen, messageLen, checksum, data].
func parsePartCBOR(encoded []byte) (Part, error) {
	r := cborReader{encoded}
	if n, err := r.expect(majorArray); err != nil {
		return Part{}, err
	} else if n != 5 {
		return Part{}, fmt.Errorf("an array of %d, not of five", n)
	}
	var header [4]uint64
	for i := range header {
		n, err := r.uint(1<<32 - 1)
		if err != nil {
			return Part{}, err
		}
		header[i] = n
	}
	data, err := r.bytes()
	if err != nil {
		return Part{}, err
	}
	if err := r.end(); err != nil {
		return Part{}, err
	}
	p := Part{
		SeqNum:   uint32(header[0]),
		Checksum: uint32(header[3]),
		Data:     data,
	}
	if err := checkSizes(header[1], header[2], uint64(len(data))); err != nil {
		return Part{}, err
	}
	p.SeqLen, p.MessageLen = int(header[1]), int(header[2])
	return p, nil
}

// checkSizes holds a header to its own arithmetic: the fragments must cover the
// message, and the last one must be needed. Every encoder cuts that way, so a
// claim of many fragments is also a claim of a long message.
func checkSizes(seqLen, messageLen, fragmentLen uint64) error {
	switch {
	case messageLen > MaxMessage:
		return fmt.Errorf("claims a message of %d bytes; at most %d are read", messageLen, MaxMessage)
	case seqLen > MaxParts:
		return fmt.Errorf("claims %d fragments; at most %d are read", seqLen, MaxParts)
	case seqLen == 0 || messageLen == 0 || fragmentLen == 0:
		return errors.New("an empty message or fragment")
	case seqLen*fragmentLen < messageLen || (seqLen-1)*fragmentLen >= messageLen:
		return fmt.Errorf("%d fragments of %d bytes do not make a message of %d", seqLen, fragmentLen, messageLen)
	}
	return nil
}

// String is the part as a QR symbol carries it, in upper case.
func (p Part) String() string {
	path, body := p.Type+"/", p.Data
	if p.SeqNum != 0 {
		path += fmt.Sprintf("%d-%d/", p.SeqNum, p.SeqLen)
		body = p.appendCBOR(nil)
	}
	return strings.ToUpper(Scheme + path + EncodeBytewords(body, Minimal))
}

func (p Part) appendCBOR(b []byte) []byte {
	b = appendHead(b, majorArray, 5)
	b = appendUint(b, uint64(p.SeqNum))
	b = appendUint(b, uint64(p.SeqLen))
	b = appendUint(b, uint64(p.MessageLen))
	b = appendUint(b, uint64(p.Checksum))
	return appendBytes(b, p.Data)
}
