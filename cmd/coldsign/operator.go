package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/text"
	"coldsign/keystore"
)

// operatorFlags are common to the commands on operators.
type operatorFlags struct {
	quorum      int
	passphrases []string
	fresh       []string
}

func (f *operatorFlags) flags(c *cobra.Command) {
	passphraseFlag(c.Flags(), &f.passphrases)
	newPassphraseFlag(c.Flags(), &f.fresh)
}

func (p *program) operatorCommand() *cobra.Command {
	return group("operator", "The people who unlock a key, changed by its quorum",
		p.operatorChangeCommand("add", "Add an operator: every share is made anew", addOperator),
		p.operatorChangeCommand("remove", "Remove an operator: every share is made anew", removeOperator),
		p.operatorChangeCommand("passphrase", "Change an operator's passphrase", keepOperators),
		p.ownPassphraseCommand())
}

// What a command does to the names.
func addOperator(names []string, name string) ([]string, error) {
	if slices.Contains(names, name) {
		return nil, fault.New(fault.Failed, name+" is an operator already")
	}
	return append(slices.Clone(names), name), nil
}

func removeOperator(names []string, name string) ([]string, error) {
	if !slices.Contains(names, name) {
		return nil, fault.New(fault.Failed, name+" is no operator of this key")
	}
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == name }), nil
}

func keepOperators(names []string, name string) ([]string, error) {
	if !slices.Contains(names, name) {
		return nil, fault.New(fault.Failed, name+" is no operator of this key")
	}
	return names, nil
}

func (p *program) operatorChangeCommand(verb, short string, change func([]string, string) ([]string, error)) *cobra.Command {
	var f operatorFlags
	c := &cobra.Command{
		Use:   verb + " KEY OPERATOR",
		Short: short,
		Long: short + `.

The key's quorum unlocks it; then a new set of shares is made, one for each
operator, each sealed with a passphrase of their own. Everybody is there for it:
those who stay type a passphrase again, the old one or another. The files are
exchanged in one step.

Copies of the old files still open with the old passphrases, and as many of them as
the old quorum are the key. Collect them, or move the coins to another key.`,
		Example: "  coldsign operator " + verb + " treasury dave",
		Args:    exactly(2),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.withHome(exclusive, func(h *home) error {
				return p.recordOnKey(h, "operator "+verb, args[0], args[1], func(record *keystore.Record) error { return p.changeOperators(h, record, args[1], f, change) })
			})
		},
	}
	f.flags(c)
	c.Flags().IntVar(&f.quorum, "quorum", 0, "how many unlock the key afterwards (default: as before)")
	return c
}

func (p *program) changeOperators(h *home, record *keystore.Record, operator string, f operatorFlags, change func([]string, string) ([]string, error)) error {
	if err := checkName("operator", operator); err != nil {
		return err
	}
	if err := checkNewNames("operator", operator, h.peopleNames); err != nil {
		return err
	}
	var names []string
	for _, o := range record.Operators {
		names = append(names, o.Operator)
	}
	names, err := change(names, operator)
	if err != nil {
		return err
	}
	quorum := f.quorum
	if quorum == 0 {
		quorum = record.Quorum
	}
	if quorum < 1 || quorum > len(names) {
		return fault.New(fault.Usage, fmt.Sprintf("a quorum of %d of %s", quorum, text.Count(len(names), "operator"))).WithHint("name another with --quorum")
	}
	s, err := p.openSecrets()
	if err != nil {
		return err
	}
	defer s.Close()
	open, err := s.unlock(h, record, f.passphrases)
	if err != nil {
		return err
	}
	defer open.Close()
	// A passphrase that is not changed may be given once.
	operators, err := s.newOperators(record.Name, names, append(slices.Clone(f.fresh), f.passphrases...))
	if err != nil {
		return err
	}
	changed, err := h.reseal(record, open.Session, operators, quorum)
	if err != nil {
		return err
	}
	return p.result(keyDocumentOf(changed), func(out io.Writer) {
		fmt.Fprintf(out, "key %s: %d of %s\n", record.Name, changed.Quorum, names)
	})
}
