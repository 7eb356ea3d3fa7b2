package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/internal/text"
	"coldsign/qr"
)

// signatureSuffix is minisign's own.
const signatureSuffix = ".minisig"

func (p *program) logExportCommand() *cobra.Command {
	var show bool
	draw := drawOptions{format: formatAuto, fps: defaultFPS}
	c := &cobra.Command{
		Use:   "export [FILE]",
		Short: "Export the log, signed so that minisign verifies it",
		Long: `Verify the log and write it to a new file, beside it the signature by the home's
key in the format of minisign:

    minisign -V -P PUBLIC_KEY -m FILE

With --qr the log is shown as QR codes; FILE may then be left out. That it was
exported is an entry of the log itself.`,
		Example: "  coldsign log export /media/usb/vault.jsonl\n  coldsign log export --qr",
		Args:    checked(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && !show {
				return fault.New(fault.Usage, "log export needs a FILE, or --qr")
			}
			return p.withHome(exclusive, func(h *home) error { return p.exportLog(h, args, show, draw) })
		},
	}
	c.Flags().BoolVar(&show, "qr", false, "show the log as QR codes")
	c.Flags().IntVar(&draw.density, "density", 0, "largest symbol version, 1 to 40 (default: by the payload and the display)")
	return c
}

func (p *program) exportLog(h *home, files []string, show bool, draw drawOptions) error {
	for _, file := range files {
		if err := mustNotExist(file, file+signatureSuffix); err != nil {
			return err
		}
	}
	if _, _, _, err := h.verifiedLog(); err != nil {
		return err
	}
	if err := p.note(h, ledger.Entry{Command: "log export", Detail: strings.Join(files, "")}); err != nil {
		return err
	}
	log, key, summary, err := h.verifiedLog()
	if err != nil {
		return err
	}
	document := ledger.StateOf(summary, key)
	for _, file := range files {
		trusted := fmt.Sprintf("coldsign log, %s, head %s", text.Count(int(document.Entries), "entry"), strings.Join(document.Words, " "))
		if err := p.writeSigned(h, file, log, trusted); err != nil {
			return err
		}
		p.say("minisign -V -P %s -m %s", document.PublicKey, file)
	}
	if err := h.Close(); err != nil { // others need not wait while people scan
		return err
	}
	if err := p.result(document, func(out io.Writer) { printHead(out, document) }); err != nil || !show {
		return err
	}
	return p.show(qr.NewPayload(log), draw, p.err)
}

// writeSigned writes a new file and, beside it, its signature by the home's key.
func (p *program) writeSigned(h *home, file string, data []byte, trusted string) error {
	key, err := h.logKey()
	if err != nil {
		return err
	}
	signature, err := key.Sign(data, "signature from coldsign, key "+key.Public().ID(), trusted)
	if err != nil {
		return err
	}
	if err := writeNew(file, data); err != nil {
		return err
	}
	return writeNew(file+signatureSuffix, signature)
}
