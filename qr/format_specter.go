package qr

import (
	"encoding/base64"
	"errors"
	"fmt"

	"coldsign/qr/specter"
)

const (
	formatSpecter = "specter"
	specterDense  = 20
)

var specterFormat = Format{
	Name:      formatSpecter,
	Title:     "Specter, numbered parts of base64",
	Recognise: specter.IsPart,
	Split:     guarded(splitSpecter),
	NewJoiner: func() Joiner { return new(specterJoiner) },
}

type specterJoiner struct {
	collector collector
}

func (j *specterJoiner) Add(part []byte) error {
	p, err := specter.Parse(string(part))
	if err != nil {
		return err
	}
	return j.collector.add(p.Index, p.Total, []byte(p.Text))
}

func (j *specterJoiner) Progress() (have, want int) { return j.collector.progress() }

func (j *specterJoiner) Result() (Payload, bool) {
	if !j.collector.complete() {
		return Payload{}, false
	}
	return payloadOf(formatSpecter, "", j.collector.join()), true
}

// splitSpecter shows a PSBT or transaction as base64 and text as it is.
func splitSpecter(p Payload, o Options) (PartSource, error) {
	text := string(p.Content())
	switch {
	case p.Kind == KindPSBT || p.Kind == KindTransaction:
		text = base64.StdEncoding.EncodeToString(p.Data)
	case !isText(p.Content()):
		return nil, errors.New("specter: carries text, a PSBT or a transaction")
	}
	count := func(version int) int {
		room := byteL[version-1] - specter.HeadLen(specter.MaxParts)
		if room < 1 || len(text) > room*specter.MaxParts {
			return 0
		}
		return (len(text) + room - 1) / room
	}
	version, err := o.choose(specterDense, count)
	if err != nil {
		return nil, fmt.Errorf("specter: %w", err)
	}
	parts, err := specter.Split(text, count(version))
	if err != nil {
		return nil, err
	}
	longest := ""
	for _, part := range parts {
		if len(part) > len(longest) {
			longest = part
		}
	}
	return &roundSource{parts: parts, version: versionFor(longest)}, nil
}
