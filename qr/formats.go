package qr

import (
	"errors"
	"fmt"
)

// Formats lists the formats in the order in which they are tried: from the one
// with the clearest mark to the one that takes anything.
func Formats() []Format {
	return []Format{urFormat, bbqrFormat, specterFormat, base43Format, staticFormat}
}

// FormatByName finds a row of Formats.
func FormatByName(name string) (Format, bool) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// Recognise is the first format that claims part.
func Recognise(part []byte) (Format, bool) {
	for _, f := range Formats() {
		if f.Recognise(part) {
			return f, true
		}
	}
	return Format{}, false
}

// Auto names no format: Split answers in the one that the payload came in, where
// it fits, and shows anything else as UR.
const Auto = "auto"

// Split prepares a payload to be shown in the named format or in Auto.
func Split(name string, p Payload, o Options) (PartSource, error) {
	if name == Auto || name == "" {
		if f, ok := FormatByName(p.Format); ok {
			if source, err := f.Split(p, o); err == nil || errors.Is(err, ErrSecret) {
				return source, err
			}
		}
		name = formatUR
	}
	f, ok := FormatByName(name)
	if !ok {
		return nil, fmt.Errorf("no format %.40q", name)
	}
	return f.Split(p, o)
}

// guarded refuses secrets that nobody asked to show.
func guarded(split func(Payload, Options) (PartSource, error)) func(Payload, Options) (PartSource, error) {
	return func(p Payload, o Options) (PartSource, error) {
		if p.Kind == KindSecret && !o.Secret {
			return nil, ErrSecret
		}
		return split(p, o)
	}
}
