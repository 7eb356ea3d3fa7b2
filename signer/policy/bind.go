package policy

import (
	"fmt"
	"slices"
)

// Bind says what a policy leaves to names: which key decides, and which wallets are
// meant, each by its policy id. It answers with a policy of its own, and refuses one
// that was bound to other wallets before.
func (p *Policy) Bind(decidedBy, identity string, walletID func(name string) (string, error)) (*Policy, error) {
	bound := *p
	if bound.DecidedBy == "" {
		bound.DecidedBy = decidedBy
	}
	if bound.DecidedByKey == "" && bound.DecidedBy == decidedBy {
		bound.DecidedByKey = identity
	}
	if p.Payees == nil || len(p.Payees.Wallets) == 0 {
		return &bound, nil
	}
	payees := *p.Payees
	payees.Bound = map[string]string{}
	for _, name := range payees.Wallets {
		id, err := walletID(name)
		if err != nil {
			return nil, fmt.Errorf("payees.wallets: %w", err)
		}
		if before, was := p.Payees.Bound[name]; was && before != id {
			return nil, fmt.Errorf("payees.bound: the wallet %+q registered here is another one", name)
		}
		payees.Bound[name] = id
	}
	bound.Payees = &payees
	return &bound, nil
}

// NamesWallet says whether a wallet of this name may be paid by the policy.
func (p *Policy) NamesWallet(name string) bool {
	return p.Payees != nil && slices.Contains(p.Payees.Wallets, name)
}
