package signer

import "fmt"

// Who is paid, looked at over all outputs.
var payeeRules = []Rule{
	{
		ID: "payee-twice", Severity: Confirm,
		Title:  "An address is paid twice",
		Why:    "The same amount to the same address is a doubled click or a doubled line more often than a wish; other amounts may be two bills.",
		Source: "invoices that were paid twice in one batch",
		Check:  payeesTwice,
	},
}

// payeesTwice groups what leaves by its script.
func payeesTwice(a *Analysis, _ Limits) []Place {
	type payee struct {
		outputs []int
		equal   map[int64][]int // by amount
	}
	payees := map[string]*payee{}
	var order []*payee
	for i := range a.Outputs {
		out := &a.Outputs[i]
		if out.Kind != Payment && out.Kind != Transfer {
			continue
		}
		p := payees[string(out.Script)]
		if p == nil {
			p = &payee{equal: map[int64][]int{}}
			payees[string(out.Script)] = p
			order = append(order, p)
		}
		p.outputs = append(p.outputs, i)
		p.equal[out.Sats] = append(p.equal[out.Sats], i)
	}
	var found []Place
	for _, p := range order {
		if len(p.outputs) < 2 {
			continue
		}
		place := Place{Outputs: p.outputs, Severity: Note, Detail: "different amounts to one address"}
		for _, i := range p.outputs {
			sats := a.Outputs[i].Sats
			if same := p.equal[sats]; len(same) > 1 && same[0] == i {
				found = append(found, Place{Outputs: same, Detail: fmt.Sprintf("%s, %d times to one address", amount(sats), len(same))})
				place.Outputs = nil
			}
		}
		if place.Outputs != nil {
			found = append(found, place)
		}
	}
	return found
}
