package policy

import (
	"fmt"
	"slices"

	"coldsign/signer"
)

// asked tells whether a request was brought, which is judged whether it was
// needed or not.
func asked(p *Policy) bool { return p.Request != nil }

var requestClauses = []Clause{
	{
		ID: "request-missing", Severity: signer.Refuse,
		Title:  "No request asks for this transaction",
		Why:    "The policy wants a coordinator's signed request for such an amount.",
		Source: "policy: request",
		Needs:  "a request signed by one of the policy's requesters (--request)",
		Stated: asked,
		Check: func(p *Policy, f *Facts, a *signer.Analysis) []signer.Place {
			return whole(f.Request == nil && exceeds(a, p.Request.AboveSats), "")
		},
	},
	{
		ID: "request-mismatch", Severity: signer.Refuse,
		Title:  "The transaction is not what was requested",
		Why:    "What people read in the request and what would be signed differ.",
		Source: "policy: request; the request's payees, network and fee ceiling",
		Needs:  "a transaction that pays exactly what the request lists, or a request for this one",
		Stated: asked,
		Check:  requested(checkMatch),
	},
	{
		ID: "request-expired", Severity: signer.Refuse,
		Title:  "The request has expired",
		Why:    "A request holds until its date or height, which the operator declares.",
		Source: "the request's expiry",
		Needs:  "a new request, or the date or height declared (--date, --height)",
		Stated: asked,
		Check:  requested(checkExpiry),
	},
	{
		ID: "request-used", Severity: signer.Refuse,
		Title:  "The request was signed before",
		Why:    "Each of a requester's sequence numbers counts once, so that nobody is paid twice for one request.",
		Source: "the request's sequence number; memory of this machine",
		Needs:  "a request with a new sequence number",
		Stated: asked,
		Check: requested(func(r *SignedRequest, f *Facts, _ *signer.Analysis) []signer.Place {
			return whole(slices.Contains(f.Used, Used{r.By, r.Sequence}), fmt.Sprintf("Number %d of %s", r.Sequence, r.By))
		}),
	},
	{
		ID: "request", Severity: signer.Note,
		Title:  "What was requested",
		Why:    "Labels and purpose are the requester's words.",
		Source: "the request",
		Needs:  "nothing",
		Stated: asked,
		Check:  requested(describeRequest),
	},
}

// requested is a check that has nothing to say without a request.
func requested(check func(*SignedRequest, *Facts, *signer.Analysis) []signer.Place) func(*Policy, *Facts, *signer.Analysis) []signer.Place {
	return func(_ *Policy, f *Facts, a *signer.Analysis) []signer.Place {
		if f.Request == nil {
			return nil
		}
		return check(f.Request, f, a)
	}
}

// match pairs each output that is not change with a payee of the request; what is
// left over on either side was not agreed on. Self-transfers may be asked for and
// need not be: they take nothing away.
func match(r *SignedRequest, a *signer.Analysis) (payee map[int]int, extra, missing []int) {
	payee = map[int]int{}
	taken := make([]bool, len(r.Payees))
	for i := range a.Outputs {
		out := &a.Outputs[i]
		if out.Kind == signer.Change {
			continue
		}
		n := 0
		for n < len(taken) && (taken[n] || !r.Payees[n].is(out)) {
			n++
		}
		switch {
		case n < len(taken):
			taken[n], payee[i] = true, n
		case out.Kind != signer.SelfTransfer:
			extra = append(extra, i)
		}
	}
	for n := range taken {
		if !taken[n] {
			missing = append(missing, n)
		}
	}
	return payee, extra, missing
}

// is tells whether an output is the payment that is asked for.
func (want RequestPayee) is(out *signer.Output) bool {
	return out.Address != "" && want.Address == out.Address && want.Sats == out.Sats
}

func checkMatch(r *SignedRequest, _ *Facts, a *signer.Analysis) []signer.Place {
	var out []signer.Place
	if a.Network == nil || a.Network.Name != r.Network {
		out = append(out, signer.Place{Detail: "It is for the network " + r.Network})
	}
	_, extra, missing := match(r, a)
	if extra != nil {
		out = append(out, signer.Place{Outputs: extra, Detail: "Not requested, or not with this amount"})
	}
	for _, n := range missing {
		out = append(out, signer.Place{Detail: fmt.Sprintf("Requested and not paid: %s to %s, %s",
			signer.Amount(r.Payees[n].Sats), signer.Name(r.Payees[n].Label), r.Payees[n].Address)})
	}
	if !a.Totals.FeeKnown || a.Totals.Fee > r.MaxFeeSats {
		out = append(out, signer.Place{Detail: "The fee is above the request's ceiling of " + signer.Amount(r.MaxFeeSats)})
	}
	return out
}

func checkExpiry(r *SignedRequest, _ *Facts, a *signer.Analysis) []signer.Place {
	var out []signer.Place
	if r.Expires != "" {
		switch {
		case a.Declared.Time == 0:
			out = append(out, signer.Place{Detail: "It holds until " + r.Expires + " and no date is declared"})
		case signer.Date(a.Declared.Time)[:len(r.Expires)] > r.Expires:
			out = append(out, signer.Place{Detail: "It held until " + r.Expires})
		}
	}
	if r.ExpiresHeight != 0 {
		switch {
		case a.Declared.Height == 0:
			out = append(out, signer.Place{Detail: fmt.Sprintf("It holds until height %d and no height is declared", r.ExpiresHeight)})
		case a.Declared.Height > r.ExpiresHeight:
			out = append(out, signer.Place{Detail: fmt.Sprintf("It held until height %d", r.ExpiresHeight)})
		}
	}
	return out
}

func describeRequest(r *SignedRequest, _ *Facts, a *signer.Analysis) []signer.Place {
	out := []signer.Place{
		{Detail: fmt.Sprintf("Number %d of %s, for %+q", r.Sequence, r.By, r.Purpose)},
		{Detail: "SHA-256 " + r.SHA256},
	}
	payees, _, _ := match(r, a)
	for i := range a.Outputs {
		if n, ok := payees[i]; ok {
			out = append(out, signer.Place{Outputs: []int{i}, Detail: signer.Name(r.Payees[n].Label)})
		}
	}
	return out
}
