package main

import (
	"strings"

	"coldsign/internal/fault"
	"coldsign/signer"
	"coldsign/signer/policy"
)

// requireApprovals says who said what about a review, and refuses while the
// policy's approvals are not complete. A review that is refused anyway is left to
// what comes after.
func (p *program) requireApprovals(h *home, s *subject) error {
	if s.Verdict() == verdictRefused || len(s.policy.Approvals) == 0 {
		return nil
	}
	var err error
	if s.said, err = h.statements(s.policy, s.ID()); err != nil {
		return err
	}
	for _, statement := range s.said {
		p.say("%s", saidText(statement))
	}
	if missing := s.policy.Unapproved(s.analysis, s.said); missing != nil {
		return policyFailure(missing).WithHint("review " + s.ID() + ": 'coldsign " + s.by + " --as NAME'")
	}
	return h.standingNo(s)
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
func keepApart(s *subject, open sessions) error {
	var present []policy.Present
	for _, person := range s.approvers() {
		present = append(present, policy.Present{Name: person.Name, Role: policy.Approver})
	}
	for _, who := range open.who() {
		_, operator, _ := strings.Cut(who, "/")
		present = append(present, policy.Present{Name: operator, Role: policy.Operator})
	}
	if s.facts.Request != nil {
		present = append(present, policy.Present{Name: s.facts.Request.By, Role: policy.Requester})
	}
	if conflicts := s.policy.Conflicts(present); conflicts != nil {
		return policyFailure(conflicts)
	}
	return nil
}

// policyFailure names the clause that refuses and what is missing.
func policyFailure(findings []signer.Finding) *fault.Error {
	var parts []string
	for _, f := range findings {
		parts = append(parts, f.Rule+": "+f.Why)
	}
	f := fault.New(fault.Refused, "refused by "+strings.Join(parts, "; "))
	f.Findings = findings
	return f
}
