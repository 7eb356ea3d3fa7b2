package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"coldsign/internal/text"
	"coldsign/psbt"
)

func (p *program) psbtShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show SOURCE",
		Short:   "Print every field of every map",
		Example: "  coldsign psbt show payment.psbt\n  coldsign psbt show --json payment.psbt",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			_, packet, encoding, err := p.readPacket(args[0])
			if err != nil {
				return err
			}
			out := bufio.NewWriter(p.out)
			if p.json {
				err = showJSON(out, packet, encoding)
			} else {
				err = showText(out, packet, encoding)
			}
			if err != nil {
				return err
			}
			return out.Flush()
		},
	}
}

// showText prints a line a field; a large packet is shown field by field, in
// little memory.
func showText(out io.Writer, packet *psbt.Packet, encoding psbt.Encoding) error {
	fmt.Fprintf(out, "version %d, %s, %s, %s\n", packet.Version(), encoding, text.Count(len(packet.Inputs), "input"), text.Count(len(packet.Outputs), "output"))
	fmt.Fprintf(out, "unsigned transaction %s\n", packet.Tx().TxHash())
	for field := range packet.Describe() {
		if _, err := fmt.Fprintln(out, field); err != nil {
			return err
		}
	}
	return nil
}

// showJSON prints one document, whose fields are written one by one.
func showJSON(out io.Writer, packet *psbt.Packet, encoding psbt.Encoding) error {
	fmt.Fprintf(out, "{\"version\": %d, \"encoding\": %q, \"inputs\": %d, \"outputs\": %d, \"txid\": %q, \"fields\": [",
		packet.Version(), encoding.String(), len(packet.Inputs), len(packet.Outputs), packet.Tx().TxHash().String())
	separator := "\n"
	for field := range packet.Describe() {
		data, err := json.Marshal(field)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(out, "%s%s", separator, data); err != nil {
			return err
		}
		separator = ",\n"
	}
	_, err := fmt.Fprintln(out, "\n]}")
	return err
}
