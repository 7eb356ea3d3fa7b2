package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"coldsign/signer"
	"coldsign/signer/policy"
)

func (p *program) policyCommand() *cobra.Command {
	return group("policy", "What this house allows its signers, and who must say yes",
		p.policyShowCommand(), p.policyCheckCommand(), p.policyExplainCommand(), p.policyDiffCommand(), p.policySetCommand(), p.policyPresentCommand())
}

// policyDocument is a policy for programs. Its id is the SHA-256 of the policy
// with names in order and no white space, as --canonical prints it.
type policyDocument struct {
	ID      string          `json:"policy_id"`
	Default bool            `json:"default"` // the home has set none
	Policy  json.RawMessage `json:"policy"`
}

func (p *program) policyShowCommand() *cobra.Command {
	var canonical bool
	c := &cobra.Command{
		Use:     "show",
		Short:   "The policy in force and its id",
		Example: "  coldsign policy show\n  coldsign policy show --canonical | sha256sum",
		Args:    noArguments(),
		RunE: func(*cobra.Command, []string) error {
			return p.withHome(shared, func(h *home) error {
				house, err := h.policy()
				if err != nil {
					return err
				}
				set, err := h.hasPolicy()
				if err != nil {
					return err
				}
				if canonical {
					_, err := p.out.Write(house.Canonical())
					return err
				}
				indented, err := indentJSON(house.Canonical())
				if err != nil {
					return err
				}
				return p.result(policyDocument{house.ID(), !set, house.Canonical()}, func(w io.Writer) {
					origin := "set by this home"
					if !set {
						origin = "the default: this home has set none"
					}
					fmt.Fprintf(w, "policy %s\n(%s)\n%s\n", house.ID(), origin, indented)
				})
			})
		},
	}
	c.Flags().BoolVar(&canonical, "canonical", false, "print the bytes that the id is the SHA-256 of")
	return c
}

// policyStanding is how a transaction stands to the policy.
type policyStanding struct {
	PolicyID  string           `json:"policy_id"`
	ReviewID  string           `json:"review_id"`
	Complete  bool             `json:"complete"` // nothing of the policy stands against signing
	Findings  []signer.Finding `json:"findings"`
	Clauses   []clauseStanding `json:"clauses"`
	Approvals []personStanding `json:"approvals"`
}

// clauseStanding is one stated clause and whether the transaction keeps it.
type clauseStanding struct {
	Rule  string `json:"rule"`
	Kept  bool   `json:"kept"`
	Needs string `json:"needs,omitempty"` // what would keep it
}

// personStanding is what a person has said.
type personStanding struct {
	Name     string `json:"name"`
	Approves bool   `json:"approves"`
	Reason   string `json:"reason"`
}

// standing judges a transaction by the policy alone, with the approvals that are here.
func (h *home) standing(r *reviewed) (*policyStanding, error) {
	statements, err := h.statements(r.policy, r.review.ID())
	if err != nil {
		return nil, err
	}
	s := &policyStanding{PolicyID: r.policy.ID(), ReviewID: r.review.ID(), Complete: true,
		Findings: []signer.Finding{}, Clauses: []clauseStanding{}, Approvals: standings(statements)}
	open := r.policy.Unapproved(r.analysis, statements)
	for _, finding := range append(open, r.review.Findings()...) {
		if isClause(finding.Rule) {
			s.Findings = append(s.Findings, finding)
			s.Complete = s.Complete && finding.Severity != signer.Refuse
		}
	}
	for _, clause := range policy.Clauses() {
		if clause.Check == nil || !clause.Stated(r.policy) {
			continue
		}
		standing := clauseStanding{Rule: clause.ID, Kept: true}
		for _, finding := range s.Findings {
			if finding.Rule == clause.ID && finding.Severity == signer.Refuse {
				standing.Kept, standing.Needs = false, clause.Needs
			}
		}
		s.Clauses = append(s.Clauses, standing)
	}
	return s, nil
}

func isClause(rule string) bool {
	for _, clause := range policy.Clauses() {
		if clause.ID == rule {
			return true
		}
	}
	return false
}

// policySourceCommand is a command on a transaction, as review is.
func (p *program) policySourceCommand(use, short, long, example string, run func(*home, *reviewed) error) *cobra.Command {
	var declared declaration
	var source sourceFlags
	c := &cobra.Command{
		Use: use + " SOURCE…", Short: short, Long: long, Example: example,
		Args: source.arguments(),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.withHome(shared, func(h *home) error {
				r, err := p.reviewSource(h, args, source, declared)
				if err != nil {
					return err
				}
				return run(h, r)
			})
		},
	}
	declared.flags(c.Flags())
	source.flags(c.Flags())
	return c
}

func (p *program) policyCheckCommand() *cobra.Command {
	return p.policySourceCommand("check", "Judge a transaction by the policy; needs no secret",
		"Judge a transaction by the policy, approvals included. Exit status 0 when nothing of\nthe policy stands against signing, 3 otherwise.",
		"  coldsign policy check payment.psbt --date 2026-09-29",
		func(h *home, r *reviewed) error {
			s, err := h.standing(r)
			if err != nil {
				return err
			}
			err = p.result(s, func(w io.Writer) {
				for _, finding := range s.Findings {
					fmt.Fprintf(w, "%-7s  %s: %s. %s\n", finding.Severity, finding.Rule, finding.Title, finding.Why)
				}
			})
			if err != nil || s.Complete {
				return err
			}
			return printed{policyFailure(refusing(s.Findings))}
		})
}

func refusing(findings []signer.Finding) []signer.Finding {
	var list []signer.Finding
	for _, finding := range findings {
		if finding.Severity == signer.Refuse {
			list = append(list, finding)
		}
	}
	return list
}

func (p *program) policyExplainCommand() *cobra.Command {
	return p.policySourceCommand("explain", "Say what a transaction would need to be signed under the policy",
		"Say in words which clauses a transaction keeps, and what it would need for the\nothers. Exit status 0 whatever the answer is.",
		"  coldsign policy explain payment.psbt",
		func(h *home, r *reviewed) error {
			s, err := h.standing(r)
			if err != nil {
				return err
			}
			return p.result(s, func(w io.Writer) { explain(w, s) })
		})
}

// explain writes a standing in words.
func explain(w io.Writer, s *policyStanding) {
	fmt.Fprintf(w, "policy %s\nreview %s\n", s.PolicyID, s.ReviewID)
	for _, clause := range s.Clauses {
		if clause.Kept {
			fmt.Fprintf(w, "kept     %s\n", clause.Rule)
			continue
		}
		fmt.Fprintf(w, "broken   %s\n         needs %s\n", clause.Rule, clause.Needs)
		for _, finding := range s.Findings {
			if finding.Rule == clause.Rule && finding.Severity == signer.Refuse {
				fmt.Fprintf(w, "         %s\n", finding.Why)
			}
		}
	}
	for _, person := range s.Approvals {
		fmt.Fprintf(w, "said     %s\n", saidText(&policy.Statement{Name: person.Name, Yes: person.Approves, Reason: person.Reason}))
	}
	if s.Complete {
		fmt.Fprintln(w, "nothing of the policy stands against signing")
	}
}
