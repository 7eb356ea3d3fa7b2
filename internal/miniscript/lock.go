package miniscript

import "github.com/btcsuite/btcd/wire/v2"

// LockKind is the kind of a time lock.
type LockKind int

// The kinds of time locks.
const (
	Older LockKind = iota + 1 // relative, nSequence (BIP-68, BIP-112)
	After                     // absolute, nLockTime (BIP-65)
)

// Lock is a time lock: older(Value) or after(Value).
type Lock struct {
	Kind  LockKind
	Value uint32 // as in the script, 1 to 2^31-1
}

// ByTime reports whether the lock counts time and not blocks: units of 512
// seconds for Older, seconds since 1970 for After.
func (l Lock) ByTime() bool {
	if l.Kind == Older {
		return l.Value&wire.SequenceLockTimeIsSeconds != 0
	}
	return l.Value >= lockTimeThreshold
}

// Spend is what a transaction says about the age of one of its inputs.
type Spend struct {
	Version  int32  // of the transaction
	LockTime uint32 // of the transaction
	Sequence uint32 // of the input
}

// Opens reports whether the script's check of the lock passes in this input.
// Whether the chain is there yet is another matter.
func (s Spend) Opens(l Lock) bool {
	switch l.Kind {
	case Older:
		const unit, value = wire.SequenceLockTimeIsSeconds, wire.SequenceLockTimeMask
		return uint32(s.Version) >= 2 && s.Sequence&wire.SequenceLockTimeDisabled == 0 &&
			s.Sequence&unit == l.Value&unit && s.Sequence&value >= l.Value&value
	case After:
		return (s.LockTime >= lockTimeThreshold) == l.ByTime() && s.LockTime >= l.Value &&
			s.Sequence != wire.MaxTxInSequenceNum
	}
	return false
}
