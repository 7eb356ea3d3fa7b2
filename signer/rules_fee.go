package signer

import "fmt"

// Fee. One function measures it against three numbers; the rules differ in them. A
// limit from above is held against the smallest size that the transaction can have, a
// limit from below against the largest: who signs by which path is not known yet.
var feeRules = []Rule{
	{
		ID: "fee-absurd", Severity: Refuse,
		Title:  "The fee is absurd",
		Why:    "Nobody pays this on purpose.",
		Source: "the great overpayments of 2013 to 2023; limits of the house",
		Check: func(a *Analysis, l Limits) []Place {
			over := a.feeAbove(l.absurd())
			return whole(over != "", over)
		},
	},
	{
		ID: "fee-high", Severity: Confirm,
		Title:  "The fee is high",
		Why:    "It is more than a transaction like this costs on ordinary days.",
		Source: "limits of the house",
		Check: func(a *Analysis, l Limits) []Place {
			over := a.feeAbove(l.high())
			if over == "" {
				over = a.feeAboveAll()
			}
			return whole(over != "" && a.feeAbove(l.absurd()) == "", over)
		},
	},
	{
		ID: "fee-low", Severity: Note,
		Title:  "The fee is very low",
		Why:    "Nodes since version 30 (2025) relay from 0.1 sat/vB on, older ones from 1 sat/vB on; it may wait for long, or for ever.",
		Source: "relay policy of nodes; Bitcoin Core 30.0, -minrelaytxfee",
		Check: func(a *Analysis, l Limits) []Place {
			t := a.Totals
			return whole(t.FeeKnown && t.Fee >= 0 && t.Fee/a.Tx.VSize < l.FeeLowRate, a.feeRateText(a.Tx.VSize)+" sat/vB")
		},
	},
}

// feeLimit is what a fee is measured against.
type feeLimit struct{ sats, rate, percent, percentAbove int64 }

func (l Limits) absurd() feeLimit {
	return feeLimit{l.FeeAbsurdSats, l.FeeAbsurdRate, l.FeeAbsurdPercent, l.FeeAbsurdPercentMin}
}

func (l Limits) high() feeLimit {
	return feeLimit{l.FeeHighSats, l.FeeHighRate, l.FeeHighPercent, l.FeeHighPercentMin}
}

// feeAbove says by which measure the fee is above a limit, "" by none. Rates and
// shares are compared by division: a limit may be so large that a product with it
// leaves 64 bits.
func (a *Analysis) feeAbove(l feeLimit) string {
	fee, leaves := a.Totals.Fee, a.Totals.FeeShareOf()
	switch {
	case !a.Totals.FeeKnown:
		return ""
	case fee > l.sats:
		return fmt.Sprintf("It is %s, above %s", amount(fee), amount(l.sats))
	case ceil(fee, a.Tx.VSizeLeast) > l.rate:
		return fmt.Sprintf("It is %s sat/vB, above %d", a.feeRateText(a.Tx.VSizeLeast), l.rate)
	case fee > l.percentAbove && ceil(fee*100, leaves) > l.percent:
		return fmt.Sprintf("It is %s, more than %d percent of %s", amount(fee), l.percent, amount(leaves))
	}
	return ""
}

// feeAboveAll says that the fee is more than all that strangers get, or, when they
// get nothing, than what another wallet gets; "" when it is not.
func (a *Analysis) feeAboveAll() string {
	t := a.Totals
	if !t.FeeKnown || t.Payments+t.Transfers == 0 || t.Fee <= t.FeeShareOf() {
		return ""
	}
	return fmt.Sprintf("It is %s, more than the %s that are paid", amount(t.Fee), amount(t.FeeShareOf()))
}

// ceil divides and rounds up; n may be anything, by is above zero.
func ceil(n, by int64) int64 {
	if n <= 0 {
		return n / by
	}
	return (n-1)/by + 1
}

// feeRateText is the fee in sat/vB of a size, with two decimals.
func (a *Analysis) feeRateText(vsize int64) string {
	if !a.Totals.FeeKnown || a.Totals.Fee < 0 || vsize == 0 {
		return "0.00"
	}
	return hundredths((a.Totals.Fee*100 + vsize/2) / vsize)
}

// sizesDiffer says whether the transaction can become smaller by more than a tenth
// than it is at most: then people see both rates.
func (a *Analysis) sizesDiffer() bool { return a.Tx.VSizeLeast*10 < a.Tx.VSize*9 }
