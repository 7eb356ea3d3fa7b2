package main

import (
	"strings"

	"coldsign/signer"
	"coldsign/signer/policy"
)

// requireApprovals says who said what about a review, and refuses while the
// policy's approvals are not complete. A review that is refused anyway is left to
// what comes after.
func (p *program) requireApprovals(h *home, r *reviewed) ([]*policy.Statement, error) {
	if r.review.Verdict() == verdictRefused || len(r.policy.Approvals) == 0 {
		return nil, nil
	}
	statements, err := h.statements(r.policy, r.review.ID())
	if err != nil {
		return nil, err
	}
	for _, s := range statements {
		p.say("%s", saidText(s))
	}
	if missing := r.policy.Unapproved(r.analysis, statements); missing != nil {
		return nil, policyFailure(missing).withHint("review " + r.review.ID() + ": 'coldsign approve SOURCE --as NAME'")
	}
	return statements, nil
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
func keepApart(r *reviewed, statements []*policy.Statement, open sessions) error {
	var present []policy.Present
	for _, s := range statements {
		if s.Yes {
			present = append(present, policy.Present{Name: s.Name, Role: policy.Approver})
		}
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
