package ur

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
)

// ErrForeign says that a part is sound and belongs to another message than the
// parts before it.
var ErrForeign = errors.New("ur: part of another message")

// UR is a whole message: one CBOR item and its registered type.
type UR struct {
	Type string
	CBOR []byte
}

// Decoder joins the parts of one message, in any order, with any missing or
// twice. The first sound part decides which message it is. The zero value is
// ready.
type Decoder struct {
	first   *Part // without its data
	length  int   // bytes of a fragment
	last    uint32
	chooser chooser
	solver  *solver
	message []byte
}

// Add takes the text of one part. An error says what is wrong with this part and
// never spoils what was read before; ErrForeign marks a part of another message.
func (d *Decoder) Add(text string) error {
	p, err := ParsePart(text)
	if err != nil {
		return err
	}
	return d.AddPart(p)
}

// AddPart takes one part; it keeps p.Data.
func (d *Decoder) AddPart(p Part) error {
	if d.first == nil {
		d.start(p)
	} else if !d.belongs(p) {
		return ErrForeign
	}
	if d.message != nil {
		return nil
	}
	if p.SeqNum == 0 {
		d.message = p.Data
		return nil
	}
	// A camera sees each symbol several times in a row.
	if p.SeqNum == d.last {
		return nil
	}
	if _, err := d.solver.add(d.chooser.indexes(p.SeqNum), p.Data); err != nil {
		return fmt.Errorf("ur: part %d-%d: %w", p.SeqNum, p.SeqLen, err)
	}
	d.last = p.SeqNum
	if d.solver.rank < d.solver.n {
		return nil
	}
	return d.finish()
}

func (d *Decoder) start(p Part) {
	head := p
	head.Data = nil
	d.first, d.length = &head, len(p.Data)
	if p.SeqNum == 0 {
		return
	}
	d.chooser = chooser{seqLen: p.SeqLen, checksum: p.Checksum}
	d.solver = newSolver(p.SeqLen)
}

// belongs compares what all parts of a message have in common.
func (d *Decoder) belongs(p Part) bool {
	f := d.first
	if f.SeqNum == 0 {
		return p.SeqNum == 0 && p.Type == f.Type && bytes.Equal(p.Data, d.message)
	}
	return p.SeqNum != 0 && p.Type == f.Type && p.SeqLen == f.SeqLen &&
		p.MessageLen == f.MessageLen && p.Checksum == f.Checksum && len(p.Data) == d.length
}

// finish assembles the message. Every part had a checksum of its own, so a
// message that fails its checksum was made wrong, or a part was forged; nothing
// read can be trusted and the decoder starts over.
func (d *Decoder) finish() error {
	message := make([]byte, 0, d.first.SeqLen*d.length)
	for _, fragment := range d.solver.known {
		message = append(message, fragment...)
	}
	message = message[:d.first.MessageLen]
	err := wellFormed(message)
	if crc32.ChecksumIEEE(message) != d.first.Checksum {
		err = errors.New("checksum does not match")
	}
	if err != nil {
		*d = Decoder{}
		return fmt.Errorf("ur: joined message: %w", err)
	}
	d.message, d.solver = message, nil
	return nil
}

// Progress is the rank of what was read and the rank needed: want minus have
// more parts that carry news complete the message. Both are 0 before the first.
func (d *Decoder) Progress() (have, want int) {
	switch {
	case d.first == nil:
		return 0, 0
	case d.first.SeqNum == 0:
		return 1, 1
	case d.message != nil:
		return d.first.SeqLen, d.first.SeqLen
	}
	return d.solver.rank, d.solver.n
}

// Result is the message, once it is complete and its checksum verified.
func (d *Decoder) Result() (UR, bool) {
	if d.message == nil {
		return UR{}, false
	}
	return UR{Type: d.first.Type, CBOR: d.message}, true
}
