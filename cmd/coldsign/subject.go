package main

import (
	"coldsign/internal/ledger"
	"coldsign/signer"
	"coldsign/signer/policy"
)

// subject is what people say yes or no to: the review of a transaction or of a
// message, under the policy in force.
type subject struct {
	*signer.Shown
	what   string // "transaction" or "message"
	by     string // the command by which people say so
	txid   string // of what would be signed, unsigned; for a message the transaction in its place
	policy *policy.Policy
	facts  *policy.Facts

	analysis *signer.Analysis    // nil for a message
	said     []*policy.Statement // about the review, once it was asked for
}

// approvers are those who said yes, for the log.
func (s *subject) approvers() []ledger.Person {
	var persons []ledger.Person
	for _, statement := range s.said {
		if statement.Yes {
			persons = append(persons, ledger.Person{Name: statement.Name, Role: string(policy.Approver)})
		}
	}
	return persons
}
