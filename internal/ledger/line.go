package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// The parts of a line around its entry and its signature.
const (
	lineStart  = `{"entry":`
	lineMiddle = `,"sig":"`
	lineEnd    = `"}`
)

// sigChars is the length of a signature in base64.
var sigChars = base64.StdEncoding.EncodedLen(signatureSize)

// Head is the state of a log that the next entry builds on. The zero Head is
// that of an empty log.
type Head struct {
	Count uint64   // entries so far
	Hash  [32]byte // SHA-256 of the last line; zeros when there is none
}

// Append makes the line of an entry, with its newline, and the head after it.
// It sets the entry's Seq and Prev.
func (h Head) Append(e Entry, key *SecretKey) (line []byte, next Head, err error) {
	e.Seq, e.Prev = h.Count+1, hex.EncodeToString(h.Hash[:])
	if err := e.validate(); err != nil {
		return nil, h, fmt.Errorf("log entry %d: %w", e.Seq, err)
	}
	entry := appendEntry(nil, &e)
	signature := key.sign(entry)
	line = append(line, lineStart...)
	line = append(line, entry...)
	line = append(line, lineMiddle...)
	line = base64.StdEncoding.AppendEncode(line, signature[:])
	line = append(line, lineEnd...)
	return append(line, '\n'), Head{e.Seq, sha256.Sum256(line)}, nil
}

// split takes a line without its newline apart.
func split(line []byte) (entry []byte, signature signature, err error) {
	tail := len(lineMiddle) + sigChars + len(lineEnd)
	if len(line) < len(lineStart)+tail || !bytes.HasPrefix(line, []byte(lineStart)) || !bytes.HasSuffix(line, []byte(lineEnd)) {
		return nil, signature, errors.New("not of the form of an entry")
	}
	entry = line[len(lineStart) : len(line)-tail]
	rest, ok := bytes.CutPrefix(line[len(line)-tail:], []byte(lineMiddle))
	if !ok {
		return nil, signature, errors.New("no signature where it belongs")
	}
	return entry, signature, signature.decode(rest[:sigChars])
}

// parseEntry reads an entry and accepts its canonical form alone.
func parseEntry(text []byte) (Entry, error) {
	var e Entry
	if err := json.Unmarshal(text, &e); err != nil {
		return Entry{}, errors.New("not an entry in JSON")
	}
	// Whatever the decoder lets pass (other order, space, a name twice or
	// unknown) is not what the entry is written as.
	if !bytes.Equal(appendEntry(make([]byte, 0, len(text)), &e), text) {
		return Entry{}, errors.New("not in canonical form")
	}
	if !isHash(e.Prev) {
		return Entry{}, errors.New("prev: not a hash")
	}
	return e, e.validate()
}

// readLine checks all that a line shows by itself.
func readLine(line []byte, key *PublicKey) (Entry, error) {
	text, signature, err := split(line)
	if err != nil {
		return Entry{}, err
	}
	e, err := parseEntry(text)
	if err != nil {
		return Entry{}, err
	}
	return e, key.verify(text, signature)
}
