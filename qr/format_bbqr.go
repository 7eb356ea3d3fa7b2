package qr

import (
	"bytes"
	"encoding/json"
	"fmt"

	"coldsign/qr/bbqr"
)

const (
	formatBBQr = "bbqr"
	bbqrDense  = 27 // what its specification calls the sweet spot
)

var bbqrFormat = Format{
	Name:      formatBBQr,
	Title:     "BBQr, compressed",
	Recognise: bbqr.HasMagic,
	Split:     guarded(splitBBQr),
	NewJoiner: func() Joiner { return new(bbqrJoiner) },
}

// bbqrTypes are the file types by which kinds travel; the look of the content
// decides for all others.
var bbqrTypes = map[string]byte{
	KindPSBT:        bbqr.PSBT,
	KindTransaction: bbqr.Transaction,
}

// bbqrJoiner collects parts and inflates at the end.
type bbqrJoiner struct {
	collector collector
	first     bbqr.Header
	size      int // bytes of every part but the last, 0 until one was read
	payload   Payload
	done      bool
}

func (j *bbqrJoiner) Add(part []byte) error {
	p, err := bbqr.ParsePart(string(part))
	if err != nil {
		return err
	}
	if j.collector.parts == nil {
		*j = bbqrJoiner{first: p.Header}
	}
	if p.Encoding != j.first.Encoding || p.FileType != j.first.FileType || p.Total != j.first.Total {
		return ErrForeign
	}
	if err := j.checkSize(p); err != nil {
		return err
	}
	if err := j.collector.add(p.Index, p.Total, p.Data); err != nil {
		return err
	}
	if p.Index < p.Total-1 {
		j.size = len(p.Data)
	}
	if j.done || !j.collector.complete() {
		return nil
	}
	return j.finish()
}

// checkSize holds parts to the rule that all but the last are of one size and
// the last is no longer.
func (j *bbqrJoiner) checkSize(p bbqr.Part) error {
	last := p.Index == p.Total-1
	runt := len(p.Data)
	if !last && j.collector.parts != nil {
		runt = len(j.collector.parts[p.Total-1])
	}
	switch {
	case !last && j.size != 0 && len(p.Data) != j.size:
		return fmt.Errorf("%w: bbqr: part %d of %d has %d bytes, others %d", ErrForeign, p.Index+1, p.Total, len(p.Data), j.size)
	case last && j.size != 0 && runt > j.size, !last && runt > len(p.Data):
		return fmt.Errorf("%w: bbqr: the last of %d parts is longer than the others", ErrForeign, p.Total)
	}
	return nil
}

func (j *bbqrJoiner) finish() error {
	data := j.collector.join()
	if j.first.Encoding == bbqr.Zlib {
		var err error
		if data, err = bbqr.Inflate(data, maxPayload); err != nil {
			*j = bbqrJoiner{}
			return err
		}
	}
	p := Payload{Format: formatBBQr, Type: string(j.first.FileType), Kind: kindOf(data), Data: data}
	if isText(data) {
		p.Text = string(data)
	}
	j.payload, j.done = p, true
	return nil
}

func (j *bbqrJoiner) Progress() (have, want int) { return j.collector.progress() }
func (j *bbqrJoiner) Result() (Payload, bool)    { return j.payload, j.done }

func bbqrFileType(p Payload) byte {
	fileType, ok := bbqrTypes[p.Kind]
	switch {
	case ok:
		return fileType
	case p.Format == formatBBQr && len(p.Type) == 1:
		return p.Type[0]
	case isJSON(p.Content()):
		return bbqr.JSON
	case isText(p.Content()):
		return bbqr.Unicode
	case p.Format == formatUR && p.Type != urBytes:
		return bbqr.CBOR
	}
	return bbqr.Binary
}

// isJSON says whether data is a JSON object or array.
func isJSON(data []byte) bool {
	text := bytes.TrimSpace(data)
	return (bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("["))) && json.Valid(text)
}

func splitBBQr(p Payload, o Options) (PartSource, error) {
	fileType := bbqrFileType(p)
	encoding, body, err := bbqr.Best(p.Content())
	if err != nil {
		return nil, err
	}
	version, err := o.choose(bbqrDense, func(version int) int {
		_, count := bbqr.Cut(len(body), encoding, alphanumericL[version-1])
		return count
	})
	if err != nil {
		return nil, fmt.Errorf("bbqr: %w", err)
	}
	size, _ := bbqr.Cut(len(body), encoding, alphanumericL[version-1])
	parts, err := bbqr.Parts(body, encoding, fileType, size)
	if err != nil {
		return nil, err
	}
	return &roundSource{parts: parts, version: versionFor(parts[0])}, nil
}
