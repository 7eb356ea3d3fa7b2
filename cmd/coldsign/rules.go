package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"coldsign/signer"
	"coldsign/signer/policy"
)

// findingDocument is a finding in an error's JSON, as in a review's.
type findingDocument = signer.Finding

func findingDocuments(findings []signer.Finding) []findingDocument { return findings }

func (p *program) rulesCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "rules",
		Short:   "The table of safety rules: id, severity, title, why, source; and the limits of a policy",
		Example: "  coldsign rules --json",
		Args:    noArguments(),
		RunE: func(*cobra.Command, []string) error {
			type row struct {
				ID       string          `json:"id"`
				Severity signer.Severity `json:"severity"`
				Title    string          `json:"title"`
				Why      string          `json:"why"`
				Source   string          `json:"source"`
			}
			var rows []row
			for _, r := range slices.Concat(signer.Rules(), signer.MessageRules()) {
				rows = append(rows, row{r.ID, r.Severity, r.Title, r.Why, r.Source})
			}
			for _, c := range policy.Clauses() {
				rows = append(rows, row{c.ID, c.Severity, c.Title, c.Why, c.Source})
			}
			return p.result(rows, func(w io.Writer) {
				for _, r := range rows {
					fmt.Fprintf(w, "%-22s %-8s %s\n%31s %s\n%31s (%s)\n", r.ID, r.Severity, r.Title, "", r.Why, "", r.Source)
				}
				fmt.Fprintln(w, "\nLimits, and why they are as they are where a policy does not set them:")
				for _, l := range signer.LimitReasons() {
					fmt.Fprintf(w, "%-22s %s\n", l.Name, l.Why)
				}
			})
		},
	}
}
