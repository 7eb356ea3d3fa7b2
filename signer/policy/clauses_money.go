package policy

import (
	"encoding/hex"
	"fmt"
	"slices"

	"coldsign/signer"
)

// unmeasured is the detail of a limit on an amount that nobody states.
const unmeasured = "What leaves cannot be measured: the fee is not known"

var moneyClauses = []Clause{
	{
		ID: "policy-transaction", Severity: signer.Refuse,
		Title:  "More leaves than one transaction may take",
		Why:    "Payments, transfers and fee together are above the policy's limit for one transaction.",
		Source: "policy: transaction",
		Needs:  "a smaller amount",
		Stated: func(p *Policy) bool { return p.Transaction != nil },
		Check: func(p *Policy, _ *Facts, a *signer.Analysis) []signer.Place {
			return above(a, 0, p.Transaction.MaxSats, "leaves")
		},
	},
	{
		ID: "policy-period", Severity: signer.Refuse,
		Title:  "More leaves than the period allows",
		Why:    "With what was signed here before, payments, transfers and fee are above the policy's limit for the period.",
		Source: "policy: period; no clock of this machine is asked",
		Needs:  "a smaller amount, or a later date or lock height",
		Stated: func(p *Policy) bool { return p.Period != nil },
		Check:  checkPeriod,
	},
	{
		ID: "policy-fee", Severity: signer.Refuse,
		Title:  "The fee is above the policy's cap",
		Why:    "The house pays no such fee.",
		Source: "policy: fee",
		Needs:  "a lower fee",
		Stated: func(p *Policy) bool { return p.Fee != nil },
		Check:  checkFee,
	},
	{
		ID: "policy-payees", Severity: signer.Refuse,
		Title:  "A payment goes to nobody on the allow list",
		Why:    "The policy lists all who may be paid. An address that is not there pays a stranger.",
		Source: "policy: payees",
		Needs:  "only payments to the policy's payees",
		Stated: func(p *Policy) bool { return p.Payees != nil },
		Check:  checkPayees,
	},
	{
		ID: "payee-listed", Severity: signer.Note,
		Title:  "Payees of the allow list",
		Why:    "Their labels are the policy's, not the transaction's.",
		Source: "policy: payees",
		Needs:  "nothing",
		Stated: func(p *Policy) bool { return p.Payees != nil },
		Check:  namePayees,
	},
}

// above compares what was spent and leaves now with a limit.
func above(a *signer.Analysis, before, limit int64, words string) []signer.Place {
	now, known := a.Totals.Leaves()
	if !known {
		return whole(true, unmeasured)
	}
	// Both are within the range of money, so the difference cannot wrap around.
	return whole(now > limit-before, fmt.Sprintf("%s %s, at most %s may", signer.Amount(before+now), words, signer.Amount(limit)))
}

// checkPeriod adds up what was signed since the present less the period's length.
// What was signed for a later date counts too, so that nobody gains by declaring
// an earlier one.
func checkPeriod(p *Policy, f *Facts, a *signer.Analysis) []signer.Place {
	measure := measures[p.Period.Measure]
	now := measure.now(a)
	if now == 0 && measure.missing != "" {
		return whole(true, measure.missing)
	}
	var before int64
	counted := map[[32]byte]bool{a.Tx.TxID: true} // signing the same again spends nothing more
	for i, s := range f.Spent {
		if counted[s.TxID] || measure.then(f.Spent[i:], now) <= now-p.Period.Length*measure.unit {
			continue
		}
		counted[s.TxID] = true
		before = min(before+s.Sats, maxMoney)
	}
	return above(a, before, p.Period.MaxSats, fmt.Sprintf("leaves within %d %s", p.Period.Length, measure.name))
}

// measures are the two ways in which a period is measured.
var measures = map[Measure]struct {
	name    string // of the unit
	unit    int64
	now     func(*signer.Analysis) int64         // 0: not known
	then    func(since []Spent, now int64) int64 // of the first of them
	missing string                               // what a period needs that is not declared; "" when it does without
}{
	ByDate: {"days", secondsPerDay, func(a *signer.Analysis) int64 { return a.Declared.Time }, func(since []Spent, _ int64) int64 { return since[0].Date },
		"No date is declared, by which the period is measured (--date)"},
	ByHeight: {"blocks", 1, func(a *signer.Analysis) int64 { return int64(a.Declared.Height) }, heightOf, ""},
}

// heightOf is the height at which something was signed: the one declared then, else the
// next that was, since it came before that; where none was declared since, it is now.
func heightOf(since []Spent, now int64) int64 {
	for _, s := range since {
		if s.Height > 0 {
			return int64(s.Height)
		}
	}
	return max(now, 1)
}

func checkFee(p *Policy, _ *Facts, a *signer.Analysis) []signer.Place {
	t := a.Totals
	if !t.FeeKnown {
		return whole(true, unmeasured)
	}
	var out []signer.Place
	if most := p.Fee.MaxSats; most != nil && t.Fee > *most {
		out = append(out, signer.Place{Detail: fmt.Sprintf("It is %s, at most %s may be", signer.Amount(t.Fee), signer.Amount(*most))})
	}
	// A rate and a percentage are compared by division, which cannot wrap around.
	if most := p.Fee.MaxRate; most != nil && a.Tx.VSizeLeast > 0 && ceil(t.Fee, a.Tx.VSizeLeast) > *most {
		out = append(out, signer.Place{Detail: fmt.Sprintf("It is above %d sat/vB", *most)})
	}
	if most := p.Fee.MaxPercent; most != nil && t.Fee*100 > *most*t.FeeShareOf() { // both below 2.1e17
		out = append(out, signer.Place{Detail: fmt.Sprintf("It is above %d percent of %s", *most, signer.Amount(t.FeeShareOf()))})
	}
	return out
}

// ceil divides and rounds up; n is not negative.
func ceil(n, by int64) int64 { return (n + by - 1) / by }

// payeeOf tells who of the allow list an output pays.
func (p *Policy) payeeOf(out *signer.Output) (label string, listed bool) {
	for _, payee := range p.Payees.Addresses {
		if out.Address != "" && payee.Address == out.Address {
			return payee.Label, true
		}
	}
	to := out.Registered()
	if to == nil || !slices.Contains(p.Payees.Wallets, to.Wallet.Name) {
		return "", false
	}
	if id := to.Wallet.Descriptor.PolicyID(); p.Payees.Bound[to.Wallet.Name] == hex.EncodeToString(id[:]) {
		return to.Wallet.Name, true
	}
	return "", false
}

// pays tells whether an output takes money out of the wallets that are spent from.
// Data takes none: the signer refuses data that does.
func pays(out *signer.Output) bool {
	return out.Kind == signer.Payment || out.Kind == signer.Transfer || out.Kind == signer.Unknown
}

func checkPayees(p *Policy, _ *Facts, a *signer.Analysis) []signer.Place {
	var strangers []int
	var others []signer.Place
	for i := range a.Outputs {
		out := &a.Outputs[i]
		if _, listed := p.payeeOf(out); !pays(out) || listed {
			continue
		}
		if to := out.Registered(); to != nil && slices.Contains(p.Payees.Wallets, to.Wallet.Name) {
			others = append(others, signer.Place{Outputs: []int{i},
				Detail: "The wallet " + signer.Name(to.Wallet.Name) + " is not the one that had this name when the policy was set"})
			continue
		}
		strangers = append(strangers, i)
	}
	if strangers != nil {
		others = append(others, signer.Place{Outputs: strangers})
	}
	return others
}

func namePayees(p *Policy, _ *Facts, a *signer.Analysis) []signer.Place {
	var out []signer.Place
	for i := range a.Outputs {
		if label, listed := p.payeeOf(&a.Outputs[i]); pays(&a.Outputs[i]) && listed {
			out = append(out, signer.Place{Outputs: []int{i}, Detail: signer.Name(label)})
		}
	}
	return out
}
