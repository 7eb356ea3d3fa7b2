package ur

import (
	"crypto/subtle"
	"fmt"
	"hash/crc32"
)

// Encoder makes the parts of one message.
type Encoder struct {
	kind        string
	message     []byte
	fragmentLen int
	chooser     chooser
}

// NewEncoder prepares message, one CBOR item of the UR type kind, to be cut into
// the fewest equal fragments of at most maxFragment bytes.
func NewEncoder(kind string, message []byte, maxFragment int) (*Encoder, error) {
	if err := checkType(kind); err != nil {
		return nil, err
	}
	if err := wellFormed(message); err != nil {
		return nil, fmt.Errorf("ur: message: %w", err)
	}
	if maxFragment < 1 {
		return nil, fmt.Errorf("ur: fragments of %d bytes", maxFragment)
	}
	length := fragmentLength(len(message), maxFragment)
	count := (len(message) + length - 1) / length
	if err := checkSizes(uint64(count), uint64(len(message)), uint64(length)); err != nil {
		return nil, fmt.Errorf("ur: message: %w", err)
	}
	return &Encoder{
		kind:        kind,
		message:     message,
		fragmentLen: length,
		chooser:     chooser{seqLen: count, checksum: crc32.ChecksumIEEE(message)},
	}, nil
}

// fragmentLength evens fragments out: the length that makes as few of them as
// maxFragment would.
func fragmentLength(messageLen, maxFragment int) int {
	count := (messageLen + maxFragment - 1) / maxFragment
	return (messageLen + count - 1) / count
}

// Len is the number of fragments; parts 1 to Len carry one each.
func (e *Encoder) Len() int { return e.chooser.seqLen }

// Whole is the message in a single part.
func (e *Encoder) Whole() Part { return Part{Type: e.kind, Data: e.message} }

// Part is part seqNum, from 1. Any Len or slightly more different parts tell
// the message.
func (e *Encoder) Part(seqNum uint32) Part {
	mix := make([]byte, e.fragmentLen)
	for _, i := range e.chooser.indexes(seqNum) {
		fragment := e.fragment(i)
		subtle.XORBytes(mix, mix, fragment)
	}
	return Part{
		Type:       e.kind,
		SeqNum:     seqNum,
		SeqLen:     e.chooser.seqLen,
		MessageLen: len(e.message),
		Checksum:   e.chooser.checksum,
		Data:       mix,
	}
}

// NextMixed is the first part number after seqNum whose part mixes two fragments
// or more, which about one in ln(Len) of the parts after the plain ones does not.
// Past LastPart it begins again behind the plain parts.
func (e *Encoder) NextMixed(seqNum uint32) uint32 {
	n := uint32(e.Len())
	for {
		seqNum = max(seqNum, n) + 1
		if seqNum > LastPart(e.Len()) {
			seqNum = n + 1
		}
		if n < 2 || e.chooser.degree(seqNum) > 1 {
			return seqNum
		}
	}
}

// fragment is fragment i without its padding; the last may be shorter.
func (e *Encoder) fragment(i int) []byte {
	from := i * e.fragmentLen
	return e.message[from:min(from+e.fragmentLen, len(e.message))]
}
