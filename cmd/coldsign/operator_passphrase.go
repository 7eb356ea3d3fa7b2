package main

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/keystore"
)

func (p *program) ownPassphraseCommand() *cobra.Command {
	var passphrases, fresh []string
	c := &cobra.Command{
		Use:   "own-passphrase KEY OPERATOR",
		Short: "Change an operator's own passphrase, alone: the share stays",
		Long: `Change an operator's own passphrase. Nobody else needs to be there: the operator's
share stays the same and is sealed anew.

For that reason a copy of the old file still opens with the old passphrase. Where
somebody else may know it, 'operator passphrase' makes all shares anew instead.`,
		Example: "  coldsign operator own-passphrase treasury bob",
		Args:    exactly(2),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.withHome(exclusive, func(h *home) error { return p.changeOwnPassphrase(h, args[0], args[1], passphrases, fresh) })
		},
	}
	passphraseFlag(c.Flags(), &passphrases)
	newPassphraseFlag(c.Flags(), &fresh)
	return c
}

func (p *program) changeOwnPassphrase(h *home, key, operator string, passphrases, fresh []string) error {
	var changed *keystore.Record
	err := p.recordOnKey(h, "operator own-passphrase", key, operator, func(record *keystore.Record) (err error) {
		changed, err = p.sealOwnShare(h, record, operator, passphrases, fresh)
		return err
	})
	if err != nil {
		return err
	}
	p.say("copies of the old file still open with the old passphrase")
	return p.result(keyDocumentOf(changed), func(out io.Writer) {
		fmt.Fprintf(out, "key %s: another passphrase of %s\n", key, operator)
	})
}

// sealOwnShare asks for both passphrases of an operator and exchanges one for the other.
func (p *program) sealOwnShare(h *home, record *keystore.Record, operator string, passphrases, fresh []string) (*keystore.Record, error) {
	switch {
	case record.State == keystore.Destroyed:
		return nil, lockedFailure(record.Name, keystore.ErrSuspended)
	case !slices.ContainsFunc(record.Operators, func(o keystore.Sealed) bool { return o.Operator == operator }):
		return nil, fault.New(fault.Failed, operator+" is no operator of this key")
	}
	sealed, err := h.sealedFiles(record)
	if err != nil {
		return nil, err
	}
	s, err := p.openSecrets()
	if err != nil {
		return nil, err
	}
	defer s.Close()
	from, err := s.passphraseOf(operator, record.Name, passphrases)
	if err != nil {
		return nil, err
	}
	path, _ := passphraseFile(fresh, record.Name, operator, true)
	to, err := s.newPassphrase(operator, " for key "+record.Name, path, newPassphraseFlagName)
	if err != nil {
		return nil, err
	}
	if err := h.slowDown(p, record.Name); err != nil {
		return nil, err
	}
	changed, update, err := keystore.ChangePassphrase(record, sealed, operator, from, to, sealWorkFactor)
	if err := h.noteAttempt(record.Name, err); err != nil {
		return nil, err
	}
	if err != nil {
		return nil, lockedFailure(record.Name, err)
	}
	h.deeds.openedBy(record.Name, []keystore.Operator{{Name: operator}})
	maps.Copy(sealed, update)
	return changed, h.replaceKey(changed, sealed)
}
