package qr

import (
	"encoding/base64"
	"fmt"
)

const formatStatic = "static"

var staticFormat = Format{
	Name:      formatStatic,
	Title:     "one symbol: base64, hex, raw bytes or text",
	Recognise: func(part []byte) bool { return len(part) > 0 },
	Split:     guarded(splitStatic),
	NewJoiner: func() Joiner { return new(staticJoiner) },
}

// splitStatic shows a PSBT as base64, as coordinators expect it, a transaction
// as upper-case hex, and anything else as it is.
func splitStatic(p Payload, o Options) (PartSource, error) {
	text := string(p.Content())
	switch p.Kind {
	case KindPSBT:
		text = base64.StdEncoding.EncodeToString(p.Data)
	case KindTransaction:
		text = fmt.Sprintf("%X", p.Data)
	}
	return single(text, o)
}

// single is a source of one text.
func single(text string, o Options) (PartSource, error) {
	largest, err := o.largest()
	if err != nil {
		return nil, err
	}
	version := versionFor(text)
	if version == 0 || version > largest {
		return nil, fmt.Errorf("%d characters do not fit one symbol of version %d", len(text), largest)
	}
	return &roundSource{parts: []string{text}, version: version}, nil
}

// roundSource shows a fixed list of parts round and round.
type roundSource struct {
	parts   []string
	version int
	at      int
}

func (s *roundSource) Next() string {
	part := s.parts[s.at]
	s.at = (s.at + 1) % len(s.parts)
	return part
}

func (s *roundSource) Len() int     { return len(s.parts) }
func (s *roundSource) Restart()     { s.at = 0 }
func (s *roundSource) Version() int { return s.version }

// staticJoiner is complete with its first part.
type staticJoiner struct {
	payload Payload
	done    bool
}

func (j *staticJoiner) Add(part []byte) error {
	p := payloadOf(formatStatic, "", part)
	if j.done && string(p.Data) != string(j.payload.Data) {
		return ErrForeign
	}
	j.payload, j.done = p, true
	return nil
}

func (j *staticJoiner) Progress() (have, want int) {
	if j.done {
		return 1, 1
	}
	return 0, 0
}

func (j *staticJoiner) Result() (Payload, bool) { return j.payload, j.done }
