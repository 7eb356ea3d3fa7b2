package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"coldsign/internal/doctor"
	"coldsign/internal/fault"
	"coldsign/internal/text"
)

func (p *program) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Is this machine fit: network, swap, locked memory, clock, entropy, camera, binary hash",
		Long: `Look at the machine and at what the program could protect of itself. It only
looks: no socket is opened and nothing is changed.

Exit status 0 when nothing is bad, 3 when something is.`,
		Example: "  coldsign doctor\n  coldsign doctor --json",
		Args:    noArguments(),
		RunE: func(*cobra.Command, []string) error {
			rows := doctor.Examine(doctor.This(p.hardened))
			err := p.result(rows, func(out io.Writer) { printRows(out, rows) })
			if err != nil {
				return err
			}
			bad := 0
			for _, row := range rows {
				if row.Status == doctor.Bad {
					bad++
				}
			}
			if bad > 0 {
				return printed{fault.New(fault.Refused, text.Count(bad, "thing")+" on this machine should not be so before a key is used")}
			}
			return nil
		},
	}
}

func printRows(out io.Writer, rows []doctor.Row) {
	for _, row := range rows {
		fmt.Fprintf(out, "%-8s %-28s %s\n", row.Status, text.Line(row.Title), text.Line(row.Detail))
		if row.Advice != "" {
			fmt.Fprintf(out, "%37s -> %s\n", "", text.Line(row.Advice))
		}
	}
}
