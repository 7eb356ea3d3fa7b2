package main

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/text"
	"coldsign/psbt"
	"coldsign/qr"
)

// packetVersions are the values of --to.
var packetVersions = map[string]uint32{"v0": 0, "v2": 2}

// packetOut is where a command writes the packet that it made.
type packetOut struct {
	format string
	out    string
}

func (o *packetOut) flags(c *cobra.Command) {
	c.Flags().StringVar(&o.format, "format", "", "binary, base64, hex, ur, bbqr (default: as the first input)")
	c.Flags().StringVar(&o.out, "out", "", "a new file (default: standard output)")
}

// packetDocument is a packet as a command's JSON has it.
type packetDocument struct {
	PSBT     string `json:"psbt"`
	Version  uint32 `json:"version"`
	Complete bool   `json:"complete"`
	Out      string `json:"out"`
}

// encode writes the packet as a file of its encoding, or of QR parts, one a line.
func (o packetOut) encode(packet *psbt.Packet, encoding psbt.Encoding) ([]byte, error) {
	if o.format == "" {
		return encodePacket(packet, encoding), nil
	}
	if encoding, ok := fileEncoding(o.format); ok {
		return encodePacket(packet, encoding), nil
	}
	parts, err := splitAs(o.format, qr.Payload{Kind: qr.KindPSBT, Data: packet.Bytes()}, qr.Options{})
	if err != nil {
		return nil, err
	}
	var lines bytes.Buffer
	for range parts.Len() {
		lines.WriteString(parts.Next() + "\n")
	}
	return lines.Bytes(), nil
}

// writePacket writes a packet to a new file or to standard output.
func (p *program) writePacket(packet *psbt.Packet, encoding psbt.Encoding, o packetOut) error {
	data, err := o.encode(packet, encoding)
	if err != nil {
		return err
	}
	if o.out = toFile(o.out); o.out != "" {
		if err := writeNew(o.out, data); err != nil {
			return err
		}
	}
	document := packetDocument{string(packet.Encode(psbt.Base64)), packet.Version(), isFinal(packet), o.out}
	return p.result(document, func(w io.Writer) {
		if o.out == "" {
			w.Write(data)
			return
		}
		fmt.Fprintf(w, "%s written to %s\n", text.Count(len(data), "byte"), text.Line(o.out))
	})
}

// isFinal tells whether every input has its final script or witness.
func isFinal(packet *psbt.Packet) bool {
	for i := range packet.Inputs {
		if !packet.Input(i).IsFinal() {
			return false
		}
	}
	return true
}

func (p *program) psbtConvertCommand() *cobra.Command {
	var o packetOut
	var to string
	c := &cobra.Command{
		Use:     "convert SOURCE",
		Short:   "Write a PSBT in another version or encoding; without --to every byte is kept",
		Example: "  coldsign psbt convert payment.psbt --format base64\n  coldsign psbt convert payment.psbt --to v2 --out payment-v2.psbt",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			_, packet, encoding, err := p.readPacket(args[0])
			if err != nil {
				return err
			}
			if to != "" {
				version, ok := packetVersions[to]
				if !ok {
					return fault.New(fault.Usage, fmt.Sprintf("--to %q: v0 or v2", to))
				}
				if packet, err = packet.Convert(version); err != nil {
					return fmt.Errorf("%s: %w", args[0], err)
				}
			}
			return p.writePacket(packet, encoding, o)
		},
	}
	c.Flags().StringVar(&to, "to", "", "v0 or v2")
	o.flags(c)
	return c
}

func (p *program) psbtCombineCommand() *cobra.Command {
	var o packetOut
	c := &cobra.Command{
		Use:     "combine SOURCE SOURCE…",
		Short:   "Put the signatures of several PSBTs of one transaction together",
		Example: "  coldsign psbt combine alice.psbt bob.psbt --out both.psbt",
		Args:    atLeast(2),
		RunE: func(_ *cobra.Command, args []string) error {
			var packets []*psbt.Packet
			var encoding psbt.Encoding
			for i, path := range args {
				_, packet, e, err := p.readPacket(path)
				if err != nil {
					return err
				}
				if i == 0 {
					encoding = e
				}
				packets = append(packets, packet)
			}
			combined, err := psbt.Combine(packets[0], packets[1:]...)
			if err != nil {
				return err
			}
			if err := p.refuseRepeatedNonces(combined); err != nil {
				return err
			}
			return p.writePacket(combined, encoding, o)
		},
	}
	o.flags(c)
	return c
}

func (p *program) psbtFinalizeCommand() *cobra.Command {
	var o packetOut
	c := &cobra.Command{
		Use:     "finalize SOURCE",
		Short:   "Turn complete sets of signatures into final scripts; each signature is verified",
		Example: "  coldsign psbt finalize both.psbt --out final.psbt",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			_, packet, encoding, err := p.readPacket(args[0])
			if err != nil {
				return err
			}
			if err := p.refuseRepeatedNonces(packet); err != nil {
				return err
			}
			final, results := psbt.Finalize(packet)
			if err := unfinished(results); err != nil {
				return err
			}
			return p.writePacket(final, encoding, o)
		},
	}
	o.flags(c)
	return c
}

// unfinished is the error that says of every input what it lacks.
func unfinished(results []psbt.InputResult) error {
	var lacks []string
	for _, r := range results {
		if r.Err != nil {
			lacks = append(lacks, r.Err.Error())
		}
	}
	if len(lacks) == 0 {
		return nil
	}
	return fault.New(fault.Failed, "not complete: "+strings.Join(lacks, "; "))
}

func (p *program) psbtExtractCommand() *cobra.Command {
	var out string
	var anyFee bool
	c := &cobra.Command{
		Use:   "extract SOURCE",
		Short: "Write the final transaction in hexadecimal; the script engine runs over every input",
		Long: `Write the final transaction in hexadecimal. A PSBT that has all signatures is
finalized first. The script engine runs over every input, and an absurd fee is
refused unless --any-fee asks for it.`,
		Example: "  coldsign psbt extract final.psbt",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			_, packet, _, err := p.readPacket(args[0])
			if err != nil {
				return err
			}
			if err := p.refuseRepeatedNonces(packet); err != nil {
				return err
			}
			final, results := psbt.Finalize(packet)
			if err := unfinished(results); err != nil {
				return err
			}
			return p.extract(final, anyFee, out)
		},
	}
	c.Flags().BoolVar(&anyFee, "any-fee", false, "also when the fee is absurd")
	c.Flags().StringVar(&out, "out", "", "a new file (default: standard output)")
	return c
}

func (p *program) extract(final *psbt.Packet, anyFee bool, out string) error {
	extract := psbt.Extract
	if anyFee {
		extract = psbt.ExtractWithAnyFee
	}
	tx, err := extract(final)
	var fee *psbt.FeeError
	if errors.As(err, &fee) {
		return fault.New(fault.Refused, err.Error()).WithHint("--any-fee extracts it all the same")
	}
	if err != nil {
		return err
	}
	var raw bytes.Buffer
	if err := tx.Serialize(&raw); err != nil {
		return err
	}
	inHex := hex.EncodeToString(raw.Bytes())
	if out = toFile(out); out != "" {
		if err := writeNew(out, []byte(inHex+"\n")); err != nil {
			return err
		}
	}
	document := map[string]any{"transaction": inHex, "txid": tx.TxHash().String(), "out": out}
	return p.result(document, func(w io.Writer) {
		if out == "" {
			fmt.Fprintln(w, inHex)
			return
		}
		fmt.Fprintf(w, "transaction %s written to %s\n", tx.TxHash(), text.Line(out))
	})
}
