package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/internal/text"
	"coldsign/signer/policy"
)

// statementFlags are what a person says about a review.
type statementFlags struct {
	as           string
	approve      string
	reject       string
	reason       string
	acknowledged []string
	statement    string
	signature    string
	draft        string
	takeBack     bool
	passphrases  []string
}

func (f *statementFlags) flags(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.as, "as", "", "who speaks")
	flags.StringVar(&f.approve, "approve", "", "yes to the review with this id, instead of going through the pages")
	flags.StringVar(&f.reject, "reject", "", "no to the review with this id")
	flags.StringVar(&f.reason, "reason", "", "why")
	flags.StringArrayVar(&f.acknowledged, "ack", nil, "a finding of severity confirm that is acknowledged, by its rule; repeats")
	flags.StringVar(&f.statement, "statement", "", "a signed statement made elsewhere")
	flags.StringVar(&f.signature, "signature", "", "its signature (default: beside it, with .minisig or .sig at the end)")
	flags.StringVar(&f.draft, "draft", "", "write the statement to this file, to be signed elsewhere")
	flags.BoolVar(&f.takeBack, "take-back", false, "take back the no that was said to what would be signed, in any of its forms")
	passphraseFlag(flags, &f.passphrases)
	c.MarkFlagsMutuallyExclusive("approve", "reject", "statement", "take-back")
	c.MarkFlagsMutuallyExclusive("draft", "statement")
	c.MarkFlagsOneRequired("as", "statement")
	c.MarkFlagsMutuallyExclusive("as", "statement")
}

func (p *program) approveCommand() *cobra.Command {
	var f statementFlags
	var source sourceFlags
	var declared declaration
	c := &cobra.Command{
		Use:   "approve SOURCE…",
		Short: "Say yes or no to a transaction, with a reason",
		Long: `Say yes or no to a transaction, with a reason, as one of those whom the policy
names. The person goes through the pages alone and signs with a passphrase of
their own; 'sign' starts only when the policy's approvals are complete.

An approval made elsewhere is a statement about the review's id, signed with
minisign or with 'ssh-keygen -Y sign -n coldsign-approval', by a key that the
policy lists. --draft writes the statement to be signed; --statement brings it.

A no stands; it is not undone by a yes.`,
		Example: "  coldsign approve payment.psbt --as alice\n" +
			"  coldsign approve payment.psbt --as bob --approve 4f0c… --reason 'invoice 17' --passphrase-file /dev/fd/3\n" +
			"  coldsign approve payment.psbt --as carol --draft carol.txt\n" +
			"  coldsign approve payment.psbt --statement carol.txt",
		Args: source.arguments(),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.withHome(exclusive, func(h *home) error {
				r, err := p.reviewSource(h, args, source, declared)
				if err != nil {
					return err
				}
				return p.state(h, &r.subject, aboutReview("approve", r), f)
			})
		},
	}
	f.flags(c)
	declared.flags(c.Flags())
	source.flags(c.Flags())
	return c
}

// approvalDocument is what a person said, and what is still missing.
type approvalDocument struct {
	ReviewID string `json:"review_id"`
	Name     string `json:"name"`
	Says     bool   `json:"approves"`
	Reason   string `json:"reason"`
	Complete bool   `json:"complete"`
	Missing  string `json:"missing,omitempty"`
}

// state has a person's statement about a review made and kept; entry begins the
// log's.
func (p *program) state(h *home, s *subject, entry ledger.Entry, f statementFlags) error {
	if f.draft != "" {
		return p.draftStatement(s, f)
	}
	if f.takeBack {
		return p.takeBackNo(h, s, entry, f)
	}
	var said *policy.Statement
	err := p.record(h, entry, func(entry *ledger.Entry) error {
		statement, signature, err := p.statementOf(h, s, f)
		if err != nil {
			return err
		}
		if said, err = h.saveStatement(s.policy, s.ID(), statement, signature); err != nil {
			return err
		}
		if err := h.rememberNo(s, said); err != nil {
			return err
		}
		entry.Persons = append(entry.Persons, ledger.Person{Name: said.Name, Role: string(policy.Approver)})
		entry.Detail = text.Join(entry.Detail, saidText(said))
		entry.Out = append(entry.Out, hashed("statement", statement))
		return nil
	})
	if err != nil {
		return err
	}
	return p.printApproval(h, s, said)
}

// printApproval tells what was said and what is still missing. A no is an answer
// and no failure of the command.
func (p *program) printApproval(h *home, s *subject, said *policy.Statement) error {
	statements, err := h.statements(s.policy, s.ID())
	if err != nil {
		return err
	}
	document := approvalDocument{ReviewID: s.ID(), Name: said.Name, Says: said.Yes, Reason: said.Reason, Complete: true}
	for _, finding := range s.policy.Unapproved(s.analysis, statements) {
		document.Complete, document.Missing = false, finding.Why
	}
	return p.result(document, func(w io.Writer) {
		fmt.Fprintf(w, "%s\n", saidText(said))
		if document.Complete {
			fmt.Fprintln(w, "the approvals are complete")
			return
		}
		fmt.Fprintln(w, document.Missing)
	})
}

// statementOf is a signed statement: brought by file, or made here by its person.
func (p *program) statementOf(h *home, s *subject, f statementFlags) (text, signature []byte, err error) {
	if f.statement != "" {
		return readSigned(f.statement, f.signature)
	}
	said, err := p.decide(s, f)
	if err != nil {
		return nil, nil, err
	}
	return p.signAs(h, said, f.passphrases)
}

// draftStatement writes what is to be signed elsewhere.
func (p *program) draftStatement(s *subject, f statementFlags) error {
	said, err := p.decide(s, f)
	if err != nil {
		return err
	}
	statement, err := said.Text()
	if err != nil {
		return fault.New(fault.Usage, err.Error())
	}
	if err := writeNew(f.draft, statement); err != nil {
		return err
	}
	return p.result(map[string]string{"review_id": said.Review, "draft": f.draft}, func(w io.Writer) {
		fmt.Fprintf(w, "%s: sign it with 'minisign -S -m' or 'ssh-keygen -Y sign -n %s'\n", text.Line(f.draft), policy.ApprovalNamespace)
	})
}
