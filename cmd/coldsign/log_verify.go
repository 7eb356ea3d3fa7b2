package main

import (
	"io"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/ledger"
)

// verifyFlags say which log is verified, against what.
type verifyFlags struct {
	head string
	file string
	key  string
}

func (p *program) logVerifyCommand() *cobra.Command {
	var f verifyFlags
	c := &cobra.Command{
		Use:   "verify",
		Short: "Verify every entry of the log, and that it still holds a head written down",
		Long: `Verify form, signature, order and chain of every entry; the first bad one is
named. --head takes the words that 'log head' showed at an earlier time: when the
log no longer holds that state, entries were taken off or replaced since.

With --file and --key the exported log of another home is verified.`,
		Example: "  coldsign log verify\n" +
			"  coldsign log verify --head 'army van …'\n" +
			"  coldsign log verify --file vault.jsonl --key vault.pub",
		Args: noArguments(),
		RunE: func(*cobra.Command, []string) error {
			return p.withHome(exclusive, func(h *home) error { return p.verifyLog(h, f) })
		},
	}
	c.Flags().StringVar(&f.head, "head", "", "a head written down: its words or its 64 digits")
	c.Flags().StringVar(&f.file, "file", "", "an exported log, in place of this home's")
	c.Flags().StringVar(&f.key, "key", "", "the public key file of the home that it is from")
	c.MarkFlagsRequiredTogether("file", "key")
	return c
}

func (p *program) verifyLog(h *home, f verifyFlags) error {
	var written *ledger.Written
	if f.head != "" {
		w, err := ledger.ReadWritten(f.head)
		if err != nil {
			return fault.New(fault.Usage, "--head: "+err.Error())
		}
		written = &w
	}
	log, key, err := h.logOf(f)
	if err != nil {
		return err
	}
	summary, err := ledger.Verify(log, key)
	if err != nil {
		return err
	}
	if written != nil && !written.In(log) {
		return ledger.ErrRolledBack
	}
	document := ledger.StateOf(summary, key)
	return p.result(document, func(out io.Writer) {
		printHead(out, document)
		io.WriteString(out, "every entry is signed and follows the one before it\n")
		if written != nil {
			io.WriteString(out, "the head written down is in it\n")
		}
	})
}

// logOf reads this home's log, or the exported one that the flags name.
func (h *home) logOf(f verifyFlags) ([]byte, *ledger.PublicKey, error) {
	if f.file == "" {
		return h.readLog()
	}
	log, err := readFileUpTo(f.file, maxLog)
	if err != nil {
		return nil, nil, err
	}
	key, err := publicKeyOf(f.key)
	return log, key, err
}
