package main

import (
	"fmt"

	"coldsign/internal/fault"
	"coldsign/signer/policy"
)

// A reason is part of what is signed. One that nobody gives with --approve says
// that it was the flag that answered.
const noReason = "none given"

// no is what a person types to refuse.
const no = "no"

// decide has a person say yes or no to a review: by the flags, bound to its id, or
// at the terminal, page by page.
func (p *program) decide(s *subject, f statementFlags) (*policy.Statement, error) {
	if err := checkName("person", f.as); err != nil {
		return nil, err
	}
	said := &policy.Statement{Review: s.ID(), Name: f.as, Reason: f.reason}
	switch {
	case f.reject != "":
		if f.reject != said.Review {
			return nil, fault.New(fault.Declined, "--reject is for another review than "+said.Review)
		}
		if f.reason == "" {
			return nil, fault.New(fault.Usage, "--reject needs a --reason")
		}
		return said, nil
	case s.Verdict() == verdictRefused:
		return nil, refusedFailure(s.Shown)
	case f.approve == "":
		return said, p.decideAtTerminal(s, f, said)
	}
	said.Yes = true
	if said.Reason == "" {
		said.Reason = noReason
	}
	if refusal := s.Refusal(f.approve, f.acknowledged); refusal != nil {
		return nil, approvalFailure(s.Shown, refusal)
	}
	return said, nil
}

// decideAtTerminal shows the pages and asks; what is found is acknowledged before
// a yes, and not before a no.
func (p *program) decideAtTerminal(s *subject, f statementFlags, said *policy.Statement) error {
	if len(f.acknowledged) > 0 {
		return fault.New(fault.Usage, "--ack goes with --approve: without it a person is asked")
	}
	t, err := p.openTerminal("whether "+f.as+" approves", "--approve "+said.Review+" or --reject "+said.Review)
	if err != nil {
		return err
	}
	defer t.Close()
	if err := t.readPages(s.Shown); err != nil {
		return err
	}
	answer, err := t.line(fmt.Sprintf("Does %s approve this %s? Type %s or %s:", f.as, s.what, yes, no))
	if err != nil {
		return err
	}
	switch answer {
	case yes:
		said.Yes = true
		if _, err := t.acknowledge(s.Shown); err != nil {
			return err
		}
	case no:
	default:
		return fault.New(fault.Declined, "stopped: the answer was neither "+yes+" nor "+no)
	}
	if said.Reason == "" {
		said.Reason, err = t.line("Why? One line:")
	}
	return err
}
