package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/internal/text"
)

func (p *program) logCommand() *cobra.Command {
	return group("log", "The log of this home: what was done, by whom, chained and signed",
		p.logShowCommand(), p.logHeadCommand(), p.logVerifyCommand(), p.logExportCommand())
}

// readLog reads the whole log and the public key that verifies it.
func (h *home) readLog() ([]byte, *ledger.PublicKey, error) {
	path := filepath.Join(h.dir, logFile)
	log, err := h.store.ReadFile(path, maxLog)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(log) == 0 {
		return nil, nil, fault.New(fault.Failed, "nothing is logged in "+h.dir+" yet")
	}
	if err != nil {
		return nil, nil, fault.Path(path, err)
	}
	key, err := h.publicKey()
	return log, key, err
}

// verifiedLog reads the whole log and verifies it; on a fault the summary is of
// what comes before.
func (h *home) verifiedLog() (log []byte, key *ledger.PublicKey, summary ledger.Summary, err error) {
	if log, key, err = h.readLog(); err != nil {
		return nil, nil, summary, err
	}
	summary, err = ledger.Verify(log, key)
	return log, key, summary, err
}

// publicKey reads the key that this home's log is verified by.
func (h *home) publicKey() (*ledger.PublicKey, error) {
	path := filepath.Join(h.dir, logPublicKey)
	text, err := h.store.ReadFile(path, maxRecord)
	if err != nil {
		return nil, fault.Path(path, err)
	}
	return publicKeyIn(path, text)
}

// publicKeyOf reads the key that another home's log is verified by.
func publicKeyOf(path string) (*ledger.PublicKey, error) {
	text, err := readFileUpTo(path, maxRecord)
	if err != nil {
		return nil, err
	}
	return publicKeyIn(path, text)
}

func publicKeyIn(path string, text []byte) (*ledger.PublicKey, error) {
	key, err := ledger.ParsePublicKey(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return key, nil
}

func printHead(out io.Writer, d ledger.State) {
	fmt.Fprintf(out, "%s, head %s\n", text.Count(int(d.Entries), "entry"), d.Head)
	fmt.Fprintf(out, "head in words: %s\n", strings.Join(d.Words, " "))
	fmt.Fprintf(out, "public key %s: %s\n", d.KeyID, d.PublicKey)
	for _, seq := range d.Open {
		fmt.Fprintf(out, "entry %d has no result: the program was stopped in between\n", seq)
	}
}

func (p *program) logHeadCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "head",
		Short: "The log's state as words, to be read aloud and written on paper",
		Long: `Verify the log and show its state as words, to be read aloud and written on
paper: with them 'log verify --head' finds out later whether entries were taken
off or replaced, which the log alone cannot show.`,
		Example: "  coldsign log head",
		Args:    noArguments(),
		RunE: func(*cobra.Command, []string) error {
			return p.withHome(exclusive, func(h *home) error {
				_, key, summary, err := h.verifiedLog()
				if err != nil {
					return err
				}
				document := ledger.StateOf(summary, key)
				return p.result(document, func(out io.Writer) { printHead(out, document) })
			})
		},
	}
}

func (p *program) logShowCommand() *cobra.Command {
	var last int
	c := &cobra.Command{
		Use:     "show",
		Short:   "Show the entries of the log, after verifying them",
		Example: "  coldsign log show --last 20\n  coldsign log show --json",
		Args:    noArguments(),
		RunE: func(*cobra.Command, []string) error {
			return p.withHome(exclusive, func(h *home) error {
				log, _, summary, fault := h.verifiedLog()
				if log == nil {
					return fault
				}
				entries := []ledger.Entry{}
				for entry, err := range ledger.Entries(log[:summary.Good]) {
					if err != nil {
						return err
					}
					entries = append(entries, entry)
				}
				if last > 0 {
					entries = entries[max(0, len(entries)-last):]
				}
				if fault != nil && p.json {
					return fault // one document: that it is damaged
				}
				err := p.result(entries, func(out io.Writer) {
					for _, entry := range entries {
						printEntry(out, entry)
					}
				})
				return errors.Join(err, fault)
			})
		},
	}
	c.Flags().IntVar(&last, "last", 0, "only so many, the newest (default: all)")
	return c
}

// printEntry prints an entry: a line of what and when, then what it carries.
func printEntry(out io.Writer, e ledger.Entry) {
	what := string(e.Kind)
	if e.Kind == ledger.Result {
		what = fmt.Sprintf("%s (of %d)", e.Outcome, e.Of)
	}
	fmt.Fprintf(out, "%d  %s  %s: %s\n", e.Seq, text.Date(e.Time), text.Line(e.Command), text.Line(what))
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(out, "      %-12s %s\n", name, text.Line(value))
		}
	}
	row("detail", e.Detail)
	for _, person := range e.Persons {
		row("person", text.Join(person.Name, person.Role))
	}
	for _, a := range e.Acknowledged {
		row("acknowledged", text.Join(a.Rule, a.By))
	}
	row("review", e.Review)
	row("policy", e.Policy)
	for _, in := range e.In {
		row("in", in.SHA256+" "+in.Name)
	}
	for _, o := range e.Out {
		row("out", o.SHA256+" "+o.Name)
	}
	row("machine", text.Join(e.Machine, "clock "+e.Clock))
}
