package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"coldsign/internal/ceremony"
	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/internal/text"
)

func printRecord(out io.Writer, d ceremony.Document) {
	fmt.Fprintf(out, "ceremony %q, %s\n", d.Title, d.Outcome)
	fmt.Fprintf(out, "record %s, SHA-256 %s\n", d.Record, d.SHA256)
	fmt.Fprintf(out, "in words: %s\n", strings.Join(d.Words, " "))
	fmt.Fprintf(out, "page %s\n", d.Page)
	fmt.Fprintf(out, "public key %s\n", d.PublicKey)
}

// close signs and writes the record, whatever the ceremony's end, and logs it.
func (w *walk) close(file string) error {
	w.record.Ended = w.time()
	var document ceremony.Document
	err := w.p.withHome(exclusive, func(h *home) error {
		var err error
		if w.record.After, err = h.head(); err != nil {
			return err
		}
		data, err := w.record.Bytes()
		if err != nil {
			return err
		}
		key, err := h.logKey()
		if err != nil {
			return err
		}
		document = ceremony.DocumentOf(w.record, file, data, key.Public())
		page := ceremony.Page(w.record, document)
		entry := ledger.Entry{
			Command: "ceremony run", Detail: text.Join("ends: "+w.script.Title, w.record.Outcome, w.record.Reason),
			In: []ledger.Hashed{w.record.Script}, Out: []ledger.Hashed{hashed("record", data), hashed("page", page)}, Persons: w.record.People,
		}
		if err := w.p.note(h, entry); err != nil {
			return err
		}
		document.InLog = true
		if err := w.p.writeSigned(h, file, data, "coldsign ceremony, "+w.record.Ended); err != nil {
			return err
		}
		return writeNew(document.Page, page)
	})
	if err != nil {
		return err
	}
	if err := w.p.result(document, func(out io.Writer) { printRecord(out, document) }); err != nil || w.record.Outcome == ceremony.Done {
		return err
	}
	return printed{fault.New(fault.Declined, "the ceremony was stopped "+w.record.Reason)}
}

// head verifies the log and answers with its state.
func (h *home) head() (ledger.State, error) {
	log, key, err := h.readLog()
	if err != nil {
		return ledger.State{}, err
	}
	summary, err := ledger.Verify(log, key)
	return ledger.StateOf(summary, key), err
}

func (p *program) ceremonyVerifyCommand() *cobra.Command {
	var keyFile string
	c := &cobra.Command{
		Use:   "verify RECORD",
		Short: "Verify the record of a ceremony: its signature, its page, its place in the log",
		Long: `Verify that a record is signed with the home's key (or that of --key), that the
page beside it says what the record says, and, with this home's own records, that
the log holds the record and the states that it names.`,
		Example: "  coldsign ceremony verify 2026-08-01.json\n  coldsign ceremony verify 2026-08-01.json --key vault.pub",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.withHome(exclusive, func(h *home) error { return p.verifyCeremony(h, args[0], keyFile) })
		},
	}
	c.Flags().StringVar(&keyFile, "key", "", "public key file of the home that made the record (default: this home's)")
	return c
}

// recordKey is the key that made a record: of the file, or this home's.
func (h *home) recordKey(file string) (*ledger.PublicKey, error) {
	if file == "" {
		return h.publicKey()
	}
	return publicKeyOf(file)
}

func (p *program) verifyCeremony(h *home, file, keyFile string) error {
	ours := keyFile == ""
	key, err := h.recordKey(keyFile)
	if err != nil {
		return err
	}
	data, err := readFile(file)
	if err != nil {
		return err
	}
	signature, err := readFileUpTo(file+signatureSuffix, maxRecord)
	if err != nil {
		return err
	}
	if _, err := key.Verify(data, signature); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	r, err := ceremony.ParseRecord(data)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	document := ceremony.DocumentOf(r, file, data, key)
	page, err := readFile(document.Page)
	if err == nil && string(page) != string(ceremony.Page(r, document)) {
		return fmt.Errorf("%s: does not say what the record says", document.Page)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if ours {
		if err := h.holdsRecord(r, document.SHA256); err != nil {
			return err
		}
		document.InLog = true
	}
	return p.result(document, func(out io.Writer) {
		printRecord(out, document)
		fmt.Fprintln(out, "the signature is good")
		if document.InLog {
			fmt.Fprintln(out, "the log holds this record, and the states of the log that it names")
		}
	})
}

// holdsRecord finds a record and the states that it names in the log.
func (h *home) holdsRecord(r *ceremony.Record, sum string) error {
	log, key, err := h.readLog()
	if err != nil {
		return err
	}
	if _, err := ledger.Verify(log, key); err != nil {
		return err
	}
	for _, head := range []ledger.State{r.Before, r.After} {
		if written, err := ledger.ReadWritten(head.Head); err != nil || !written.In(log) {
			return ledger.ErrRolledBack
		}
	}
	for entry, err := range ledger.Entries(log) {
		if err != nil {
			return err
		}
		for _, out := range entry.Out {
			if out.SHA256 == sum {
				return nil
			}
		}
	}
	return errors.New("the log does not hold this record")
}
