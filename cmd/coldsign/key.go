package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/text"
	"coldsign/keystore"
	"coldsign/signer/descriptor"
)

func (p *program) keyCommand() *cobra.Command {
	return group("key", "Keys: make, import, list, export",
		p.keyNewCommand(), p.keyImportCommand(), p.keyRestoreCommand(), p.keyListCommand(), p.keyShowCommand(), p.keyExportCommand(),
		p.keyBackupCommand(), p.keyCheckBackupCommand(), p.keyChildCommand(), p.keySuspendCommand(), p.keyResumeCommand(), p.keyDestroyCommand())
}

// defaultOperator is the name of the one operator of a key that has one.
const defaultOperator = "owner"

// sealWorkFactor is the cost of opening an operator's file; only tests lower it.
var sealWorkFactor = keystore.WorkFactor

// now is the clock of records; not of anything that safety rests on.
var now = time.Now

// madeDocument is what making and importing a key print.
type madeDocument struct {
	Name        string   `json:"name"`
	Fingerprint string   `json:"fingerprint"`
	Network     string   `json:"network"`
	Wallets     []string `json:"wallets"`
}

// keyDocument is a key's public record for a machine.
type keyDocument struct {
	Name        string             `json:"name"`
	Fingerprint string             `json:"fingerprint"`
	Network     string             `json:"network"`
	State       keystore.State     `json:"state"`
	Origin      keystore.Origin    `json:"origin"`
	Sources     []string           `json:"sources"`
	MadeBy      string             `json:"made_by,omitempty"` // of an imported key, as it was declared
	Created     string             `json:"created"`
	Quorum      int                `json:"quorum"`
	Operators   []string           `json:"operators"`
	Accounts    []keystore.Account `json:"accounts"`
	Backups     []keystore.Backup  `json:"backups"`
	History     []keystore.Event   `json:"history"`
}

func keyDocumentOf(r *keystore.Record) keyDocument {
	d := keyDocument{Name: r.Name, Fingerprint: r.Fingerprint.String(), Network: r.Network, State: r.State, Origin: r.Origin, Sources: r.Sources, MadeBy: r.MadeBy,
		Created: text.Date(r.Created), Quorum: r.Quorum, Operators: []string{}, Accounts: r.Accounts, Backups: r.Backups, History: r.History}
	for _, o := range r.Operators {
		d.Operators = append(d.Operators, o.Operator)
	}
	return d
}

// declared is what was said of where and when an imported key was made.
func (d keyDocument) declared() string {
	if d.MadeBy == "" {
		return ""
	}
	return "; made by: " + d.MadeBy
}

func (p *program) keyListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the keys held here",
		Example: "  coldsign key list --json",
		Args:    noArguments(),
		RunE: func(*cobra.Command, []string) error {
			return p.withHome(shared, func(h *home) error {
				records, err := h.keys()
				if err != nil {
					return err
				}
				documents := []keyDocument{}
				for _, r := range records {
					documents = append(documents, keyDocumentOf(r))
				}
				return p.result(documents, func(out io.Writer) {
					for _, d := range documents {
						fmt.Fprintf(out, "%-16s %s  %-9s %-10s %d of %s\n", d.Name, d.Fingerprint, d.Network, d.State, d.Quorum, strings.Join(d.Operators, ", "))
					}
				})
			})
		},
	}
}

func (p *program) keyShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show NAME",
		Short:   "Show a key's public record",
		Example: "  coldsign key show treasury",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.withHome(shared, func(h *home) error {
				r, err := h.keyNamed(args[0])
				if err != nil {
					return err
				}
				d := keyDocumentOf(r)
				return p.result(d, func(out io.Writer) {
					fmt.Fprintf(out, "fingerprint  %s\nnetwork      %s\nstate        %s\nmade         %s, %s from %s\noperators    %d of %s\n",
						d.Fingerprint, d.Network, d.State, d.Created, d.Origin, strings.Join(d.Sources, " and ")+d.declared(), d.Quorum, strings.Join(d.Operators, ", "))
					for _, a := range d.Accounts {
						fmt.Fprintf(out, "%-12s %-20s %s\n", a.Type, a.Path, a.XPub)
					}
					d.printLife(out)
				})
			})
		},
	}
}

// printLife prints what an auditor asks for: which backups there are and whether
// they were read back, and what happened to the key, by whom and why.
func (d keyDocument) printLife(out io.Writer) {
	for _, b := range d.Backups {
		read := "never read back"
		if b.Checked != 0 {
			read = "read back " + text.Date(b.Checked)
		}
		fmt.Fprintf(out, "backup       %s, made %s, %s %s\n", strings.TrimSpace(b.Kind+" "+b.Share), text.Date(b.Made), read, by(b.By))
	}
	for _, e := range d.History {
		line := fmt.Sprintf("%s  %s %s %s", text.Date(e.At), e.State, by(e.By), e.Reason)
		fmt.Fprintln(out, strings.TrimRight(line, " "))
	}
}

// by names the people of an act, nobody with nothing.
func by(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "by " + strings.Join(names, ", ")
}

// singleSignature are the wallets of one key, by script type; AccountPath knows their BIPs.
var singleSignature = []struct{ scriptType, form string }{
	{"p2pkh", "pkh(%s)"},
	{"p2sh-p2wpkh", "sh(wpkh(%s))"},
	{"p2wpkh", "wpkh(%s)"},
	{"p2tr", "tr(%s)"},
}

func singleSignatureTypes() []string {
	var names []string
	for _, s := range singleSignature {
		names = append(names, s.scriptType)
	}
	return names
}

// singleDescriptor is the descriptor of a single-signature account.
func singleDescriptor(scriptType, fingerprint, path, xpub string) (*descriptor.Descriptor, error) {
	i := slices.Index(singleSignatureTypes(), scriptType)
	if i < 0 {
		return nil, fault.New(fault.Usage, fmt.Sprintf("--type %q: %s", scriptType, strings.Join(singleSignatureTypes(), ", ")))
	}
	key := fmt.Sprintf("[%s/%s]%s/<0;1>/*", fingerprint, strings.TrimPrefix(path, "m/"), xpub)
	return descriptor.Parse(fmt.Sprintf(singleSignature[i].form, key))
}
