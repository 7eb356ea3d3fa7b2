package policy

import (
	"github.com/btcsuite/btcd/chainhash/v2"

	"coldsign/signer"
)

// Facts are what the clauses need to know beside the transaction.
type Facts struct {
	Spent        []Spent         // what left before, oldest first
	TimeDeclared bool            // the declaration has a time of day, not only a date
	Unbacked     []signer.OwnKey // keys held here of which no backup was ever checked
	Imported     []signer.OwnKey // keys held here that were not made here
	Request      *SignedRequest  // nil: none was brought
	Used         []Used          // sequence numbers of requests that were signed before
}

// Spent is one transaction that was signed here: a line of the home's record.
// Date and Height are the present as it was declared then, 0 when it was not. (Heights
// written by versions before this one are lock heights, which are no earlier.)
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

// NewSpent is the line that signing a transaction adds to the record.
func NewSpent(a *signer.Analysis) Spent {
	sats, _ := a.Totals.Leaves()
	return Spent{a.Tx.TxID, sats, a.Declared.Time, a.Declared.Height}
}

// exceeds tells whether more than an amount leaves. What is not known exceeds:
// nothing is approved less because less is known of it.
func exceeds(a *signer.Analysis, sats int64) bool {
	leaves, known := a.Totals.Leaves()
	return !known || leaves > sats
}
