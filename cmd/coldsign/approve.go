package main

import (
	"fmt"
	"slices"
	"strings"

	"coldsign/internal/fault"
	"coldsign/signer"
)

// yes is what a person types to approve: a word, not a key press.
const yes = "yes"

// approve has a transaction approved.
func (p *program) approve(r *reviewed, id string, acknowledged []string) (*signer.Approval, error) {
	id, acknowledged, err := p.decision(&r.subject, id, acknowledged)
	if err != nil {
		return nil, err
	}
	approval, refusal := r.review.Approve(id, acknowledged)
	if refusal != nil {
		return nil, approvalFailure(r.Shown, refusal)
	}
	return approval, nil
}

// decision binds an approval to a review: the id given on the command line, or the
// answers of a person who went through the pages.
func (p *program) decision(s *subject, id string, acknowledged []string) (string, []string, error) {
	if id != "" {
		return id, acknowledged, nil
	}
	if len(acknowledged) > 0 {
		return "", nil, fault.New(fault.Usage, "--ack goes with --approve: without it a person is asked")
	}
	if s.Verdict() == verdictRefused {
		return "", nil, refusedFailure(s.Shown)
	}
	acknowledged, err := p.askPages(s)
	return s.ID(), acknowledged, err
}

// askPages shows the review page by page and collects the typed answers.
func (p *program) askPages(s *subject) ([]string, error) {
	t, err := p.openTerminal("whether to sign", "--approve "+s.ID())
	if err != nil {
		return nil, err
	}
	defer t.Close()
	if err := t.readPages(s.Shown); err != nil {
		return nil, err
	}
	acknowledged, err := t.acknowledge(s.Shown)
	if err != nil {
		return nil, err
	}
	words := s.Words()
	fmt.Fprintf(t.file, "\nCheck words: %s\n", strings.Join(words, " "))
	return acknowledged, t.confirm("Sign this "+s.what+"?", yes)
}

// acknowledge has each finding of severity confirm typed, and answers with their rules.
func (t *terminal) acknowledge(review *signer.Shown) ([]string, error) {
	var acknowledged []string
	for _, finding := range review.Findings() {
		if finding.Severity != signer.Confirm || slices.Contains(acknowledged, finding.Rule) {
			continue
		}
		if err := t.confirm(finding.Rule+": "+finding.Title+".", finding.Rule); err != nil {
			return nil, err
		}
		acknowledged = append(acknowledged, finding.Rule)
	}
	return acknowledged, nil
}

// refusedFailure names the rules that refuse, for a status and a machine.
func refusedFailure(review *signer.Shown) *fault.Error {
	var rules []string
	var findings []signer.Finding
	for _, finding := range review.Findings() {
		if finding.Severity == signer.Refuse {
			rules = append(rules, finding.Rule)
			findings = append(findings, finding)
		}
	}
	f := fault.New(fault.Refused, "refused by "+strings.Join(slices.Compact(rules), ", "))
	f.Findings = findings
	return f.WithHint("the review shows why; what refuses cannot be acknowledged")
}

// approvalFailure turns a refusal to approve into its exit status.
func approvalFailure(review *signer.Shown, refusal *signer.Refusal) error {
	if review.Verdict() == verdictRefused {
		return refusedFailure(review)
	}
	return fault.New(fault.Declined, refusal.Error()).
		WithHint("approve with --approve " + review.ID() + " and --ack for each finding of severity confirm, after reading the review")
}
