package qr

import (
	"errors"

	"coldsign/qr/base43"
)

const formatBase43 = "base43"

var base43Format = Format{
	Name:      formatBase43,
	Title:     "Electrum, one symbol in base 43",
	Recognise: isBase43,
	Split:     guarded(splitBase43),
	NewJoiner: func() Joiner { return new(base43Joiner) },
}

// isBase43 needs the content to decide, for the alphabet has no mark: text in
// capitals and hex are made of the same characters.
func isBase43(part []byte) bool {
	if !base43.IsAlphabet(part) || isBitcoin(binaryForm(part)) {
		return false
	}
	data, err := base43.Decode(string(part))
	return err == nil && isBitcoin(data)
}

// errNotBitcoin: without a PSBT or transaction in it nobody could tell that a
// text is base 43.
var errNotBitcoin = errors.New("base43: carries a PSBT or a transaction")

func splitBase43(p Payload, o Options) (PartSource, error) {
	if !isBitcoin(p.Content()) {
		return nil, errNotBitcoin
	}
	return single(base43.Encode(p.Content()), o)
}

// base43Joiner is complete with its first part.
type base43Joiner struct {
	static staticJoiner
}

func (j *base43Joiner) Add(part []byte) error {
	data, err := base43.Decode(string(part))
	if err != nil {
		return err
	}
	if !isBitcoin(data) {
		return errNotBitcoin
	}
	if err := j.static.Add(data); err != nil {
		return err
	}
	j.static.payload.Format = formatBase43
	return nil
}

func (j *base43Joiner) Progress() (have, want int) { return j.static.Progress() }
func (j *base43Joiner) Result() (Payload, bool)    { return j.static.Result() }
