package main

import (
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/text"
	"coldsign/qr"
)

func (p *program) qrCommand() *cobra.Command {
	return group("qr", "QR codes: show, encode, decode; no keys involved",
		p.qrShowCommand(), p.qrEncodeCommand(), p.qrDecodeCommand(), p.qrCamerasCommand())
}

// formatNames lists the QR formats for help texts.
func formatNames() string {
	names := []string{formatAuto}
	for _, f := range qr.Formats() {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// shownDocument is what `qr show --json` prints; the code itself is drawn on
// standard error then.
type shownDocument struct {
	Kind  string `json:"kind"`
	Words string `json:"words"` // to compare with the one who reads it
}

func (p *program) qrShowCommand() *cobra.Command {
	var source sourceFlags
	var options drawOptions
	var phrase string
	c := &cobra.Command{
		Use:   "show SOURCE",
		Short: "Show a payload as a QR code in the terminal; any key ends it",
		Long: `Show a payload as a QR code in the terminal, one symbol or an animation that
goes on until a key is pressed. The keys + and - change the density, < and > the
speed, r begins again, space stands still; any other key ends.

A secret is shown only after the phrase '` + showPhrase + `', below a banner that
names it as one, and the screen is cleared afterwards.`,
		Example: "  coldsign qr show payment-signed.psbt\n  coldsign qr show descriptor.txt --format static --once",
		Args:    source.arguments(),
		RunE: func(_ *cobra.Command, args []string) error {
			in, err := p.readInput(args, source)
			if err != nil {
				return err
			}
			if in.payload.Kind == qr.KindSecret {
				if err := p.mayShowSecret(in.path, phrase, &options); err != nil {
					return err
				}
			}
			if !p.json {
				return p.show(in.payload, options, p.out)
			}
			if err := p.show(in.payload, options, p.err); err != nil {
				return err
			}
			return p.result(shownDocument{in.payload.Kind, payloadWords(in.payload.Content())}, nil)
		},
	}
	options.flags(c.Flags())
	c.Flags().BoolVar(&options.once, "once", false, "draw every part once and go on")
	c.Flags().StringVar(&phrase, "phrase", "", "'"+showPhrase+"', instead of typing it, when the payload is a secret")
	source.flags(c.Flags())
	return c
}

func (p *program) qrEncodeCommand() *cobra.Command {
	var source sourceFlags
	var options drawOptions
	var out string
	c := &cobra.Command{
		Use:   "encode SOURCE",
		Short: "Write a payload as pictures of QR codes: PNG, animated GIF, or a folder of frames",
		Example: "  coldsign qr encode payment.psbt --out payment.gif\n" +
			"  coldsign qr encode payment.psbt --out frames/ --format ur --frames 40",
		Args: source.arguments(),
		RunE: func(_ *cobra.Command, args []string) error {
			in, err := p.readInput(args, source)
			if err != nil {
				return err
			}
			if in.payload.Kind == qr.KindSecret {
				return fault.New(fault.Refused, in.path+": looks like a secret, which is never written as a QR code")
			}
			parts, err := options.split(in.payload, 0)
			if err != nil {
				return err
			}
			written, err := p.writePictures(parts, options, out)
			if err != nil {
				return err
			}
			document := struct {
				Out    string `json:"out"`
				Parts  int    `json:"parts"`
				Frames int    `json:"frames"`
			}{out, parts.Len(), written}
			return p.result(document, func(w io.Writer) {
				fmt.Fprintf(w, "%s in %s written to %s\n", text.Count(parts.Len(), "part"), text.Count(written, "frame"), out)
			})
		},
	}
	options.flags(c.Flags())
	c.Flags().IntVar(&options.frames, "frames", 0, "how many frames (default: each part once; more carry fountain-coded parts)")
	c.Flags().StringVar(&out, "out", "", "FILE.png, FILE.gif or a folder ending in /")
	c.MarkFlagRequired("out")
	source.flags(c.Flags())
	return c
}

// decodedDocument is what `qr decode --json` prints.
type decodedDocument struct {
	Format  string    `json:"format"`
	Type    string    `json:"type"`
	Kind    string    `json:"kind"`
	Payload string    `json:"payload"`
	Text    string    `json:"text,omitempty"`
	Parts   partCount `json:"parts"`
}

func (p *program) qrDecodeCommand() *cobra.Command {
	var source sourceFlags
	var out string
	c := &cobra.Command{
		Use:     "decode SOURCE…",
		Short:   "Read QR codes from pictures, a folder of frames, a GIF, or lines of parts",
		Example: "  coldsign qr decode photo.jpg --out payment.psbt\n  coldsign qr decode frames/ --json",
		Args:    source.arguments(),
		RunE: func(_ *cobra.Command, args []string) error {
			in, err := p.readInput(args, source)
			if err != nil {
				return err
			}
			if out != "" {
				if err := writeNew(out, in.payload.Content()); err != nil {
					return err
				}
			}
			document := decodedDocument{in.payload.Format, in.payload.Type, in.payload.Kind,
				base64.StdEncoding.EncodeToString(in.payload.Data), in.payload.Text, in.parts}
			return p.result(document, func(w io.Writer) { printDecoded(w, in, out) })
		},
	}
	c.Flags().StringVar(&out, "out", "", "write the payload to a new file; of a UR of bytes, what it carries")
	source.flags(c.Flags())
	return c
}

// printDecoded says what was read, in the words that stand below the code where
// this program shows it; text is quoted unless it is plain.
func printDecoded(w io.Writer, in *input, out string) {
	content := in.payload.Content()
	fmt.Fprintf(w, "%s, %s %s, %s, %d of %d parts", in.payload.Kind, in.payload.Format, in.payload.Type,
		text.Count(len(content), "byte"), in.parts.Have, in.parts.Want)
	if in.parts.Damaged+in.parts.Foreign > 0 {
		fmt.Fprintf(w, " (%d damaged, %d foreign)", in.parts.Damaged, in.parts.Foreign)
	}
	fmt.Fprintln(w)
	fmt.Fprintln(w, "check words: "+payloadWords(content))
	switch {
	case out != "":
		fmt.Fprintln(w, "written to "+out)
	case in.payload.Kind == qr.KindPSBT:
		fmt.Fprintln(w, base64.StdEncoding.EncodeToString(content))
	case in.payload.Text != "" && utf8.ValidString(in.payload.Text):
		for _, line := range strings.Split(in.payload.Text, "\n") {
			fmt.Fprintln(w, text.Line(line))
		}
	default:
		fmt.Fprintf(w, "%x\n", content)
	}
}
