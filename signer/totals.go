package signer

// readTotals adds up. A sum that leaves the range of money stays there, so it
// cannot wrap around into one that looks right.
func (a *Analysis) readTotals() {
	t := Totals{FeeKnown: true, InRange: true}
	for i := range a.Inputs {
		coin := &a.Inputs[i].Coin
		t.InRange = addMoney(&t.Inputs, coin.Sats) && t.InRange
		t.FeeKnown = t.FeeKnown && coin.Proof != Missing
	}
	var all int64
	for i := range a.Outputs {
		out := &a.Outputs[i]
		sum := &t.Payments
		switch out.Kind {
		case Change:
			sum = &t.Change
		case Transfer:
			sum = &t.Transfers
		case SelfTransfer:
			sum = &t.SelfTransfer
		}
		t.InRange = addMoney(sum, out.Sats) && t.InRange
		t.InRange = addMoney(&all, out.Sats) && t.InRange
	}
	t.FeeKnown = t.FeeKnown && t.InRange
	if t.FeeKnown {
		t.Fee = t.Inputs - all
	}
	a.Totals = t
}

// addMoney adds unless the amount or the sum leaves the range of money.
func addMoney(sum *int64, sats int64) bool {
	if sats < 0 || sats > maxMoney || *sum > maxMoney-sats {
		return false
	}
	*sum += sats
	return true
}
