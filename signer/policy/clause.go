package policy

import "coldsign/signer"

// Clause is one row of the table of clauses: a signer's rule that looks at a
// policy and at facts, whether a policy states it, and what would keep it.
type Clause struct {
	ID       string // stable for ever
	Severity signer.Severity
	Title    string
	Why      string
	Source   string
	Needs    string // what would make it right
	Stated   func(*Policy) bool
	Check    check // of a transaction; nil: it asks nothing of one
	Message  check // of a message; nil: it asks nothing of one
}

type check func(*Policy, *Facts, *signer.Analysis) []signer.Place

// Clauses is the table, in the order in which findings are shown.
func Clauses() []Clause {
	var all []Clause
	for _, part := range [][]Clause{moneyClauses, kindClauses, timeClauses, requestClauses, peopleClauses, messageClauses} {
		all = append(all, part...)
	}
	return all
}

// Rules are the clauses that the policy states, as rules to hand to
// [signer.Check].
func (p *Policy) Rules(f *Facts) []signer.Rule {
	return p.rules(f, func(c Clause) check { return c.Check })
}

// MessageRules are those that ask something of a message, as rules to hand to
// [signer.NewMessageReview].
func (p *Policy) MessageRules(f *Facts) []signer.Rule {
	return p.rules(f, func(c Clause) check { return c.Message })
}

func (p *Policy) rules(f *Facts, of func(Clause) check) []signer.Rule {
	var rules []signer.Rule
	for _, c := range Clauses() {
		check := of(c)
		if check == nil || !c.Stated(p) {
			continue
		}
		rules = append(rules, signer.Rule{ID: c.ID, Severity: c.Severity, Title: c.Title, Why: c.Why, Source: c.Source,
			Check: func(a *signer.Analysis, _ signer.Limits) []signer.Place { return check(p, f, a) }})
	}
	return rules
}

// whole is a place that is the transaction, when something is so.
func whole(so bool, detail string) []signer.Place {
	if !so {
		return nil
	}
	return []signer.Place{{Detail: detail}}
}
