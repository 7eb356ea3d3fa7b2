// Package qr turns payloads into the text of QR symbols and back: one symbol or
// an animation, in the formats that Bitcoin wallets speak. Formats are rows of
// one table and recognised by content. Drawing and reading symbols is the work
// of the packages below.
package qr

import (
	"errors"

	"coldsign/qr/ur"
)

// Payload is what a format carries.
type Payload struct {
	Format string // the Format's name
	Type   string // the format's own word for the content: a UR type, a BBQr file type; may be empty
	Kind   string // what the content is, one of the Kind… constants
	// Data is the content: a PSBT or transaction in its binary form however it
	// was written; for a UR of another type, its CBOR; else the bytes carried.
	Data []byte
	// Text is the content as text, when it is UTF-8 text; for a UR of keys,
	// descriptors or accounts, these as descriptors, one a line.
	Text string
}

// NewPayload recognises what data is, to be shown in whatever format. Hex or
// base64 around a PSBT or a transaction is undone.
func NewPayload(data []byte) Payload { return payloadOf("", "", data) }

// UR is the message that the payload came in, if it is of a registered type that
// is more than bytes: keys, a descriptor, an account.
func (p Payload) UR() (ur.UR, bool) {
	registered := p.Format == formatUR && p.Type != urBytes && !isURPSBT(p.Type)
	return ur.UR{Type: p.Type, CBOR: p.Data}, registered
}

// Content is Data without the CBOR that a UR of type bytes puts around it.
func (p Payload) Content() []byte {
	if p.Format == formatUR && p.Type == urBytes && !isBitcoin(p.Data) {
		if content, err := ur.UnwrapBytes(p.Data); err == nil {
			return content
		}
	}
	return p.Data
}

// Format is one way to carry a payload in symbols.
type Format struct {
	Name  string
	Title string // for people
	// Recognise says whether a part claims to be of this format, by its look; the
	// joiner says whether it is sound.
	Recognise func(part []byte) bool
	// Split prepares a payload to be shown. It uses Data, Kind, and Type where that
	// names a type of this format.
	Split     func(Payload, Options) (PartSource, error)
	NewJoiner func() Joiner
}

// Joiner puts the parts of one message together, in any order, with any of them
// doubled.
type Joiner interface {
	// Add takes one part. An error is about this part alone and wraps ErrForeign
	// when the part is sound and of another message.
	Add(part []byte) error
	// Progress counts what is known and what is needed, in parts; want-have more
	// parts that carry news complete the message. Both are 0 before the first.
	Progress() (have, want int)
	// Result is the payload, once complete and verified.
	Result() (Payload, bool)
}

// PartSource gives the texts of symbols, one after the other, without end.
type PartSource interface {
	// Next is the next symbol's text: upper-case alphanumeric in the formats that
	// are made for symbols, raw bytes when a static payload is binary.
	Next() string
	// Len is the number of parts that tell the whole message. A source with Len 1
	// says the same for ever; others go round, or on to fountain-coded parts.
	Len() int
	// Restart makes the next part the first again.
	Restart()
	// Version is the symbol version (1 to 40, error correction L) that holds every
	// part, so that all symbols of an animation have one size.
	Version() int
}

// ErrForeign marks a part that is sound and belongs to another message.
var ErrForeign = errors.New("part of another message")
