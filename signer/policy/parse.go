package policy

import (
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"coldsign/signer"
	"coldsign/signer/descriptor"
)

const (
	maxMoney  = 21_000_000 * 100_000_000 // satoshi
	maxLabel  = 64                       // characters
	maxLength = 1_000_000                // of a period: blocks of twenty years
)

// Parse reads policy.json. Whatever it does not understand is an error that
// names the place: a clause that was misspelled must not be lost.
func Parse(data []byte) (*Policy, error) {
	p := Default()
	p.Version = 0
	if err := readStrict(data, p); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	for _, judge := range judges {
		if err := judge(p); err != nil {
			return nil, fmt.Errorf("policy: %w", err)
		}
	}
	return p, nil
}

// judges find what is well-formed and makes no sense.
var judges = []func(*Policy) error{
	func(p *Policy) error {
		if p.Version != Version {
			return fmt.Errorf("version: %d is known, not %d", Version, p.Version)
		}
		return nil
	},
	func(p *Policy) error {
		if raw, err := hex.DecodeString(p.DecidedByKey); err != nil || len(raw) != 32 && p.DecidedByKey != "" || p.DecidedByKey != "" && p.DecidedBy == "" {
			return errors.New("decided_by_key: the identity of the key in decided_by, 64 hexadecimal digits")
		}
		if raw, err := hex.DecodeString(p.DecidedBy); err != nil || len(raw) != 4 && p.DecidedBy != "" || hex.EncodeToString(raw) != p.DecidedBy {
			return errors.New("decided_by: no fingerprint of 8 hex digits")
		}
		return nil
	},
	(*Policy).judgeAmounts, (*Policy).judgeFee, (*Policy).judgePayees, (*Policy).judgeScripts, (*Policy).judgeSighash,
	(*Policy).judgeHours, (*Policy).judgePersons, (*Policy).judgeApprovals, (*Policy).judgeExclude, (*Policy).judgeRequest,
}

func within(place string, n, from, to int64) error {
	if n < from || n > to {
		return fmt.Errorf("%s: not between %d and %d", place, from, to)
	}
	return nil
}

func (p *Policy) judgeAmounts() error {
	if p.Transaction != nil {
		if err := within("transaction.max_sats", p.Transaction.MaxSats, 1, maxMoney); err != nil {
			return err
		}
	}
	if p.Period == nil {
		return nil
	}
	if p.Period.Measure != ByDate && p.Period.Measure != ByHeight {
		return fmt.Errorf("period.measure: %q or %q", ByDate, ByHeight)
	}
	return errors.Join(within("period.length", p.Period.Length, 1, maxLength), within("period.max_sats", p.Period.MaxSats, 1, maxMoney))
}

func (p *Policy) judgeFee() error {
	if p.Fee == nil {
		return nil
	}
	caps := 0
	for _, c := range []struct {
		name string
		cap  *int64
		max  int64
	}{{"max_sats", p.Fee.MaxSats, maxMoney}, {"max_sat_vb", p.Fee.MaxRate, maxMoney}, {"max_percent", p.Fee.MaxPercent, 100}} {
		if c.cap == nil {
			continue
		}
		caps++
		if err := within("fee."+c.name, *c.cap, 0, c.max); err != nil {
			return err
		}
	}
	if caps == 0 {
		return errors.New("fee: caps nothing")
	}
	return nil
}

func (p *Policy) judgePayees() error {
	if p.Payees == nil {
		return nil
	}
	seen := map[string]bool{}
	for i, payee := range p.Payees.Addresses {
		place := fmt.Sprintf("payees.addresses[%d]", i)
		switch {
		case !printable(payee.Label):
			return fmt.Errorf("%s.label: 1 to %d printable characters", place, maxLabel)
		case !isAddress(payee.Address):
			return fmt.Errorf("%s.address: no address", place)
		case seen[payee.Address]:
			return fmt.Errorf("%s.address: stands twice", place)
		}
		seen[payee.Address] = true
	}
	for _, wallet := range slices.Sorted(maps.Keys(p.Payees.Bound)) {
		id := p.Payees.Bound[wallet]
		if raw, err := hex.DecodeString(id); err != nil || len(raw) != 32 || strings.ToLower(id) != id || !slices.Contains(p.Payees.Wallets, wallet) {
			return fmt.Errorf("payees.bound: the policy id of a wallet in payees.wallets, 64 hexadecimal digits")
		}
	}
	return distinct("payees.wallets", p.Payees.Wallets, printable)
}

// isAddress tells whether a text is an address of some network, as this program
// writes it.
func isAddress(text string) bool {
	return slices.ContainsFunc(descriptor.Networks(), func(n *descriptor.Network) bool {
		script, err := descriptor.ParseAddress(text, n)
		if err != nil {
			return false
		}
		again, ok := descriptor.Address(script, n)
		return ok && again == text
	})
}

func (p *Policy) judgeScripts() error {
	if p.Scripts == nil {
		return nil
	}
	known := func(name string) bool { return slices.Contains(signer.ScriptTypes(), name) }
	if len(p.Scripts.Inputs)+len(p.Scripts.Outputs) == 0 {
		return errors.New("scripts: names no kind")
	}
	return errors.Join(distinct("scripts.inputs", p.Scripts.Inputs, known), distinct("scripts.outputs", p.Scripts.Outputs, known))
}

func (p *Policy) judgeSighash() error {
	if slices.Contains(p.Sighash, sighashOpen) && !p.Limits.AllowAnyoneCanPay {
		return fmt.Errorf("sighash: %s needs limits.allow_anyonecanpay", sighashOpen)
	}
	return distinct("sighash", p.Sighash, func(name string) bool { _, ok := sighashes[name]; return ok })
}

func (p *Policy) judgeHours() error {
	if p.Hours == nil {
		return nil
	}
	if len(p.Hours.Days) == 0 {
		return errors.New("hours.days: none")
	}
	if err := distinct("hours.days", p.Hours.Days, func(day string) bool { return slices.Contains(weekdays[:], day) }); err != nil {
		return err
	}
	from, ok := minuteOf(p.Hours.From)
	to, okTo := minuteOf(p.Hours.To)
	if !ok || !okTo || from >= to {
		return errors.New(`hours: from and to are times "hh:mm" of one day, the first before the second`)
	}
	return nil
}

// distinct judges each text of a list and that none is repeated.
func distinct(place string, list []string, good func(string) bool) error {
	for i, text := range list {
		switch {
		case !good(text):
			return fmt.Errorf("%s[%d]: %+q is not known there", place, i, text)
		case slices.Contains(list[:i], text):
			return fmt.Errorf("%s[%d]: stands twice", place, i)
		}
	}
	return nil
}

// printable judges labels, purposes and reasons.
func printable(text string) bool { return printableUpTo(text, maxLabel) }

func printableUpTo(text string, most int) bool {
	n := 0
	for _, r := range text {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return false
		}
		n++
	}
	return n > 0 && n <= most
}
