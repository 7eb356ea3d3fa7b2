package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/text"
	"coldsign/psbt"
)

// differFailure refuses what differs, and names the first place.
func differFailure(found []psbt.Difference) *fault.Error {
	return fault.New(fault.Refused, fmt.Sprintf("the two differ in %s, first at %s", text.Count(len(found), "field"), found[0])).
		WithHint("signatures are deterministic: one of the two machines has a fault, or another program")
}

func (p *program) psbtCompareCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "compare A B",
		Short: "Compare two PSBTs field by field: signed on two machines they must be the same",
		Long: `Compare two PSBTs of one transaction field by field. Signatures made here are
deterministic, so the same PSBT signed with the same key on two machines, by two
builds, must carry the same bytes: a difference shows a faulty memory or a
dishonest program. Encodings do not matter.

Exit status 0 when they are the same, 3 when they differ.`,
		Example: "  coldsign psbt compare payment-signed.psbt other/payment-signed.psbt",
		Args:    exactly(2),
		RunE: func(_ *cobra.Command, args []string) error {
			_, a, _, err := p.readPacket(args[0])
			if err != nil {
				return err
			}
			_, b, _, err := p.readPacket(args[1])
			if err != nil {
				return err
			}
			return p.printDifferences(psbt.Compare(a, b))
		},
	}
}

func (p *program) printDifferences(found []psbt.Difference) error {
	document := struct {
		Same        bool              `json:"same"`
		Differences []psbt.Difference `json:"differences"`
	}{len(found) == 0, append([]psbt.Difference{}, found...)}
	err := p.result(document, func(out io.Writer) {
		for _, d := range found {
			fmt.Fprintln(out, d)
		}
		if len(found) == 0 {
			fmt.Fprintln(out, "the same bytes")
		}
	})
	if err != nil || len(found) == 0 {
		return err
	}
	return printed{differFailure(found)}
}

// compareSigned refuses signatures that differ from those of another machine;
// without a path there is nothing to compare with.
func (p *program) compareSigned(path string, signed *psbt.Packet) error {
	if path == "" {
		return nil
	}
	_, other, _, err := p.readPacket(path)
	if err != nil {
		return fmt.Errorf("--compare: %w", err)
	}
	if found := psbt.Compare(signed, other); len(found) > 0 {
		f := differFailure(found)
		f.Message = "nothing leaves this machine: " + f.Message
		return f
	}
	return nil
}
