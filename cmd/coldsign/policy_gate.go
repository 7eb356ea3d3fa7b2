package main

import (
	"strings"

	"coldsign/internal/ledger"
	"coldsign/signer"
	"coldsign/signer/policy"
)

// requireApprovals says who said what about a review, and refuses while the
// policy's approvals are not complete. A review that is refused anyway is left to
// what comes after.
func (p *program) requireApprovals(h *home, r *reviewed) error {
	if r.review.Verdict() == verdictRefused || len(r.policy.Approvals) == 0 {
		return nil
	}
	var err error
	if r.said, err = h.statements(r.policy, r.review.ID()); err != nil {
		return err
	}
	for _, s := range r.said {
		p.say("%s", saidText(s))
	}
	if missing := r.policy.Unapproved(r.analysis, r.said); missing != nil {
		return policyFailure(missing).withHint("review " + r.review.ID() + ": 'coldsign approve SOURCE --as NAME'")
	}
	return nil
}

// approvers are those who said yes, for the log.
func (r *reviewed) approvers() []ledger.Person {
	var persons []ledger.Person
	for _, s := range r.said {
		if s.Yes {
			persons = append(persons, ledger.Person{Name: s.Name, Role: string(policy.Approver)})
		}
	}
	return persons
}

// standings are what people said, for programs.
func standings(said []*policy.Statement) []personStanding {
	list := []personStanding{}
	for _, s := range said {
		list = append(list, personStanding{s.Name, s.Yes, s.Reason})
	}
	return list
}

// saidText is what a person said, in one line.
func saidText(s *policy.Statement) string {
	word := "no"
	if s.Yes {
		word = yes
	}
	return s.Name + " says " + word + ": " + s.Reason
}

// keepApart refuses when somebody holds roles that exclude each other.
func keepApart(r *reviewed, open sessions) error {
	var present []policy.Present
	for _, person := range r.approvers() {
		present = append(present, policy.Present{Name: person.Name, Role: policy.Approver})
	}
	for _, who := range open.who() {
		_, operator, _ := strings.Cut(who, "/")
		present = append(present, policy.Present{Name: operator, Role: policy.Operator})
	}
	if r.facts.Request != nil {
		present = append(present, policy.Present{Name: r.facts.Request.By, Role: policy.Requester})
	}
	if conflicts := r.policy.Conflicts(present); conflicts != nil {
		return policyFailure(conflicts)
	}
	return nil
}

// policyFailure names the clause that refuses and what is missing.
func policyFailure(findings []signer.Finding) *failure {
	var parts []string
	for _, f := range findings {
		parts = append(parts, f.Rule+": "+f.Why)
	}
	f := fail(statusRefused, "refused by "+strings.Join(parts, "; "))
	f.findings = findings
	return f
}
