package signer

import (
	"encoding/binary"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// Lock times below this are heights, others seconds since 1970 (BIP-65).
const locktimeThreshold = 500_000_000

// Sequence numbers (BIP-68, BIP-125).
const (
	sequenceFinal    = 0xffffffff
	sequenceRBF      = 0xfffffffd // at most this signals replacement
	sequenceInactive = 1 << 31    // no relative lock
	sequenceSeconds  = 1 << 22    // the lock counts time, not blocks
	sequenceMask     = 0xffff
	sequenceUnit     = 512 // seconds of one step
)

// RelativeLock is how long after its coin an input may be mined (BIP-68). One of
// the two is zero.
type RelativeLock struct{ Blocks, Seconds int64 }

func (l RelativeLock) String() string {
	if l.Seconds > 0 {
		return durationText(l.Seconds) + " after its coin"
	}
	return counted(l.Blocks, "block") + " after its coin"
}

// durationText writes seconds in the unit that people use for so many.
func durationText(seconds int64) string {
	switch {
	case seconds >= 2*secondsPerDay:
		return "about " + counted(seconds/secondsPerDay, "day")
	case seconds >= 2*secondsPerHour:
		return "about " + counted(seconds/secondsPerHour, "hour")
	}
	return "about " + counted(seconds/secondsPerMinute, "minute")
}

// ScriptLock is an OP_CHECKLOCKTIMEVERIFY or OP_CHECKSEQUENCEVERIFY of a wallet's
// own script, which guards one of the ways to spend it.
type ScriptLock struct {
	Relative bool
	Value    uint32 // as the script has it
	Open     bool   // this transaction's lock time or sequence meets it
}

func (l ScriptLock) String() string {
	if !l.Relative {
		return "opens at " + locktimeText(l.Value)
	}
	return "opens " + relative(l.Value).String()
}

// locktimeText writes a lock time as a height or a date.
func locktimeText(lock uint32) string {
	if lock < locktimeThreshold {
		return "block " + thousands(int64(lock))
	}
	return dateText(int64(lock))
}

// relative reads the lock of a sequence number.
func relative(sequence uint32) RelativeLock {
	n := int64(sequence & sequenceMask)
	if sequence&sequenceSeconds != 0 {
		return RelativeLock{Seconds: n * sequenceUnit}
	}
	return RelativeLock{Blocks: n}
}

// relativeLock is the lock that an input's sequence puts in force, nil for none.
func relativeLock(tx *wire.MsgTx, sequence uint32) *RelativeLock {
	if uint32(tx.Version) < 2 || sequence&sequenceInactive != 0 || sequence&sequenceMask == 0 {
		return nil
	}
	l := relative(sequence)
	return &l
}

// scriptLocks finds the locks of a script: a number before the opcode.
func scriptLocks(tx *wire.MsgTx, sequence uint32, script []byte) []ScriptLock {
	var out []ScriptLock
	var before uint32
	for t := txscript.MakeScriptTokenizer(0, script); t.Next(); {
		switch t.Opcode() {
		case txscript.OP_CHECKLOCKTIMEVERIFY:
			out = append(out, ScriptLock{false, before, absoluteOpen(tx, sequence, before)})
		case txscript.OP_CHECKSEQUENCEVERIFY:
			out = append(out, ScriptLock{true, before, relativeOpen(tx, sequence, before)})
		}
		before = pushedNumber(t.Opcode(), t.Data())
	}
	return out
}

// absoluteOpen is what OP_CHECKLOCKTIMEVERIFY asks (BIP-65).
func absoluteOpen(tx *wire.MsgTx, sequence, lock uint32) bool {
	return (tx.LockTime < locktimeThreshold) == (lock < locktimeThreshold) && lock <= tx.LockTime && sequence != sequenceFinal
}

// relativeOpen is what OP_CHECKSEQUENCEVERIFY asks (BIP-112).
func relativeOpen(tx *wire.MsgTx, sequence, lock uint32) bool {
	if uint32(tx.Version) < 2 || sequence&sequenceInactive != 0 {
		return false
	}
	return sequence&sequenceSeconds == lock&sequenceSeconds && lock&sequenceMask <= sequence&sequenceMask
}

// pushedNumber is the number that an opcode puts on the stack, 0 when it puts
// none of 0 to 2^32-1.
func pushedNumber(opcode byte, data []byte) uint32 {
	switch {
	case opcode >= txscript.OP_1 && opcode <= txscript.OP_16:
		return uint32(opcode-txscript.OP_1) + 1
	case len(data) == 0 || len(data) > 5:
		return 0
	}
	var b [8]byte
	copy(b[:], data)
	if n := binary.LittleEndian.Uint64(b[:]); n <= 1<<32-1 && data[len(data)-1]&0x80 == 0 {
		return uint32(n)
	}
	return 0
}
