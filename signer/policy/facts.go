package policy

import (
	"github.com/btcsuite/btcd/chainhash/v2"

	"coldsign/signer"
)

// Facts are what the clauses need to know beside the transaction.
type Facts struct {
	Spent        []Spent         // what left before, in any order
	TimeDeclared bool            // the declaration has a time of day, not only a date
	Unbacked     []signer.OwnKey // keys held here of which no backup was ever checked
	Imported     []signer.OwnKey // keys held here that were not made here
	Request      *SignedRequest  // nil: none was brought
	Used         []Used          // sequence numbers of requests that were signed before
}

// Spent is one transaction that was signed here: a line of the home's record.
// Date and Height are as declared or locked then, 0 when they were not.
type Spent struct {
	TxID   chainhash.Hash // of the unsigned transaction
	Sats   int64          // what left ([signer.Totals.Leaves])
	Date   int64          // seconds since 1970, declared
	Height uint32         // lock height in force
}

// Used is a sequence number that is spent.
type Used struct {
	By       string
	Sequence uint64
}

// LockHeight is the height before which the transaction is not valid, 0 for none.
func LockHeight(a *signer.Analysis) uint32 {
	const thresholdOfTime = 500_000_000 // at and above it a lock time is a date (nLockTime)
	if a.Tx.LockInert || a.Tx.LockTime >= thresholdOfTime {
		return 0
	}
	return a.Tx.LockTime
}

// NewSpent is the line that signing a transaction adds to the record.
func NewSpent(a *signer.Analysis) Spent {
	sats, _ := a.Totals.Leaves()
	return Spent{a.Tx.TxID, sats, a.Declared.Time, LockHeight(a)}
}

// exceeds tells whether more than an amount leaves. What is not known exceeds:
// nothing is approved less because less is known of it.
func exceeds(a *signer.Analysis, sats int64) bool {
	leaves, known := a.Totals.Leaves()
	return !known || leaves > sats
}
