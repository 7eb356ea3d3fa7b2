package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

func (p *program) psbtConvertCommand() *cobra.Command {
	var format, out string
	c := &cobra.Command{
		Use:     "convert SOURCE",
		Short:   "Write a PSBT in another encoding; without --format and --to every byte is kept",
		Example: "  coldsign psbt convert payment.psbt --format base64",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			_, packet, encoding, err := p.readPacket(args[0])
			if err != nil {
				return err
			}
			if format != "" {
				var ok bool
				if encoding, ok = fileEncoding(format); !ok {
					return fail(statusUsage, fmt.Sprintf("--format %q: binary, base64, hex", format))
				}
			}
			data := encodePacket(packet, encoding)
			if out == "" {
				_, err := p.out.Write(data)
				return err
			}
			if err := writeNew(out, data); err != nil {
				return err
			}
			return p.result(map[string]any{"out": out, "bytes": len(data)}, func(w io.Writer) {
				fmt.Fprintf(w, "%s written to %s\n", counted(len(data), "byte"), out)
			})
		},
	}
	c.Flags().StringVar(&format, "format", "", "binary, base64, hex (default: as the input)")
	c.Flags().StringVar(&out, "out", "", "a new file (default: standard output)")
	return c
}
