package qr

import (
	"errors"
	"fmt"

	"coldsign/qr/ur"
)

const (
	formatUR = "ur"
	urDense  = 20
)

var urFormat = Format{
	Name:      formatUR,
	Title:     "Uniform Resources, version 2, fountain-coded",
	Recognise: ur.HasScheme,
	Split:     guarded(splitUR),
	NewJoiner: func() Joiner { return new(urJoiner) },
}

// urPSBT are the UR types of a PSBT, the one to write first: coordinators in use
// know the older name.
var urPSBT = []string{"crypto-psbt", "psbt"}

// urBytes is the UR type of bytes that say nothing about themselves.
const urBytes = "bytes"

func isURPSBT(kind string) bool { return kind == urPSBT[0] || kind == urPSBT[1] }

// urKinds are the kinds of the registered types (BCR-2020-006), under their
// older and newer names. Keys are judged by what they hold.
var urKinds = map[string]string{
	"crypto-output":      KindDescriptor,
	"output-descriptor":  KindDescriptor,
	"crypto-account":     KindAccount,
	"account-descriptor": KindAccount,
	"crypto-hdkey":       KindKey,
	"hdkey":              KindKey,
	"crypto-eckey":       KindKey,
	"eckey":              KindKey,
	"crypto-address":     KindAddress,
	"address":            KindAddress,
	"crypto-seed":        KindSecret,
	"seed":               KindSecret,
	"crypto-bip39":       KindSecret,
	"crypto-sskr":        KindSecret,
	"sskr":               KindSecret,
}

// urMessage is the type and the CBOR in which a payload travels.
func urMessage(p Payload) (kind string, message []byte) {
	fromUR := p.Format == formatUR && p.Type != ""
	switch {
	case fromUR && isURPSBT(p.Type):
		return p.Type, ur.WrapBytes(p.Data)
	case p.Kind == KindPSBT:
		return urPSBT[0], ur.WrapBytes(p.Data)
	case fromUR && p.Type != urBytes:
		return p.Type, p.Data
	}
	return urBytes, ur.WrapBytes(p.Content())
}

// URPayload is the payload of a message received, or made to be shown: the PSBT
// or transaction itself, the CBOR of every other type.
func URPayload(m ur.UR) (Payload, error) {
	if isURPSBT(m.Type) || m.Type == urBytes {
		return urContent(m)
	}
	p := Payload{Format: formatUR, Type: m.Type, Kind: KindBytes, Data: m.CBOR}
	if kind, ok := urKinds[m.Type]; ok {
		p.Kind = kind
	}
	text, err := ur.Text(m)
	switch {
	case errors.Is(err, ur.ErrPrivate) || isSecretText(text):
		p.Kind = KindSecret
	case err == nil:
		p.Text = text
	}
	return p, nil
}

// urContent is the payload of a message that is a byte string.
func urContent(m ur.UR) (Payload, error) {
	content, err := ur.UnwrapBytes(m.CBOR)
	if err != nil {
		return Payload{}, fmt.Errorf("ur: type %s: not one byte string: %w", m.Type, err)
	}
	p := Payload{Format: formatUR, Type: m.Type, Kind: kindOf(content), Data: m.CBOR}
	if isURPSBT(m.Type) || isBitcoin(content) {
		p.Data = content
	} else if isText(content) {
		p.Text = string(content)
	}
	return p, nil
}

// urJoiner is ur.Decoder with the payload checked before it counts as complete.
type urJoiner struct {
	decoder ur.Decoder
	payload Payload
	done    bool
}

func (j *urJoiner) Add(part []byte) error {
	err := j.decoder.Add(string(part))
	if errors.Is(err, ur.ErrForeign) {
		return ErrForeign
	}
	if err != nil || j.done {
		return err
	}
	message, complete := j.decoder.Result()
	if !complete {
		return nil
	}
	if j.payload, err = URPayload(message); err != nil {
		j.decoder = ur.Decoder{}
		return err
	}
	j.done = true
	return nil
}

func (j *urJoiner) Progress() (have, want int) { return j.decoder.Progress() }
func (j *urJoiner) Result() (Payload, bool)    { return j.payload, j.done }

// splitUR shows one symbol when the message fits one, else a fountain without
// end.
func splitUR(p Payload, o Options) (PartSource, error) {
	kind, message := urMessage(p)
	whole := ur.Scheme + kind + "/"
	single := len(whole) + 2*(len(message)+4)
	version, err := o.choose(urDense, func(version int) int {
		chars := alphanumericL[version-1]
		if single <= chars {
			return 1
		}
		length := ur.FragmentFor(kind, len(message), chars)
		if length == 0 {
			return 0
		}
		return (len(message) + length - 1) / length
	})
	if err != nil {
		return nil, fmt.Errorf("ur: %w", err)
	}
	chars := alphanumericL[version-1]
	encoder, err := ur.NewEncoder(kind, message, max(1, ur.FragmentFor(kind, len(message), chars)))
	if err != nil {
		return nil, err
	}
	if single <= chars {
		text := encoder.Whole().String()
		return &roundSource{parts: []string{text}, version: versionFor(text)}, nil
	}
	longest := encoder.Part(ur.LastPart(encoder.Len())).String()
	return &fountainSource{encoder: encoder, version: versionFor(longest)}, nil
}

// fountainSource shows the plain fragments in order, and from then on a mix and
// a plain one by turns, without end. To a reader that eliminates every one is
// news, wherever it joins; to a simple reader that joins late the plain ones
// save a third of the time that mixes alone would take.
type fountainSource struct {
	encoder *ur.Encoder
	version int
	shown   int    // parts shown since the start
	mixed   uint32 // the last mixed part shown, 0 before the first
}

func (s *fountainSource) Next() string {
	n, at := s.encoder.Len(), s.shown
	s.shown++
	if at < n {
		return s.encoder.Part(uint32(at + 1)).String()
	}
	at -= n
	if at%2 == 1 {
		return s.encoder.Part(uint32(at/2%n + 1)).String()
	}
	s.mixed = s.encoder.NextMixed(s.mixed)
	return s.encoder.Part(s.mixed).String()
}

func (s *fountainSource) Len() int     { return s.encoder.Len() }
func (s *fountainSource) Version() int { return s.version }
func (s *fountainSource) Restart()     { s.shown, s.mixed = 0, 0 }
