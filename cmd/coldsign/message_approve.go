package main

import (
	"github.com/spf13/cobra"
)

func (p *program) messageApproveCommand() *cobra.Command {
	var f messageFlags
	var said statementFlags
	c := &cobra.Command{
		Use:   "approve",
		Short: "Say yes or no to a message, with a reason",
		Long: `Say yes or no to a message, with a reason, as one of those whom the policy names:
as 'coldsign approve' does for a transaction. A message has no amount, so every
quorum of the policy must approve it, whatever amount it is asked for.`,
		Example: "  coldsign message approve --address bc1q… --file letter.txt --as alice\n" +
			"  coldsign message approve --address bc1q… --file letter.txt --statement bob.txt",
		Args: noArguments(),
		RunE: func(*cobra.Command, []string) error {
			return p.withHome(exclusive, func(h *home) error {
				r, err := p.reviewMessage(h, f)
				if err != nil {
					return err
				}
				return p.state(h, &r.subject, aboutMessage("message approve", r), said)
			})
		},
	}
	f.flags(c.Flags())
	said.flags(c)
	return c
}
