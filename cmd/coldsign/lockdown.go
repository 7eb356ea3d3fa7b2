package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/internal/text"
	"coldsign/keystore"
)

// lockdownDocument is what `lockdown --json` prints.
type lockdownDocument struct {
	Reason    string   `json:"reason"`
	Suspended []string `json:"suspended"`
	Before    []string `json:"suspended_before"` // and destroyed ones: nothing was to be done
}

func (p *program) lockdownCommand() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:   "lockdown",
		Short: "Suspend every key at once; resuming needs each key's quorum",
		Long: `Suspend every key at once, without any passphrase: nobody has to be found first
when something is wrong. Each key signs again only after its quorum has resumed
it with 'coldsign key resume'.

A key that cannot be suspended, because its record is damaged, does not keep the
others from it: it is named at the end. Nor does a log that is damaged.`,
		Example: "  coldsign lockdown --reason 'the safe was found open'",
		Args:    noArguments(),
		RunE: func(*cobra.Command, []string) error {
			return p.withHome(exclusive, func(h *home) error { return p.lockdown(h, plainReason(reason)) })
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why")
	c.MarkFlagRequired("reason")
	return c
}

func (p *program) lockdown(h *home, reason string) error {
	document := lockdownDocument{Reason: reason, Suspended: []string{}, Before: []string{}}
	entry := ledger.Entry{Command: "lockdown", Detail: reason}
	book, err := p.begin(h, &entry)
	if err != nil { // the one act that does not wait until somebody has mended the log
		return errors.Join(h.suspendAll(&document), fault.New(fault.Failed,
			fmt.Sprintf("%s suspended, which could not be written into the log: %v", text.Count(len(document.Suspended), "key"), err)).WithHint(damagedLogHint))
	}
	if err := book.finish(h, entry, func(*ledger.Entry) error { return h.suspendAll(&document) }); err != nil {
		return err
	}
	return p.result(document, func(out io.Writer) {
		for _, name := range document.Suspended {
			fmt.Fprintf(out, "key %s is suspended\n", name)
		}
		for _, name := range document.Before {
			fmt.Fprintf(out, "key %s could sign nothing before\n", name)
		}
	})
}

// maxSuspendReason bounds what a record takes of a reason, in bytes.
const maxSuspendReason = 200

// plainReason makes any reason one that a record takes: nobody whose hands shake is
// sent back for a character too many.
func plainReason(reason string) string {
	plain := strings.ToValidUTF8(head(text.Line(reason), maxSuspendReason), "")
	if plain == "" {
		return noReason
	}
	return plain
}

// suspendAll suspends what it can and then names what it could not.
func (h *home) suspendAll(document *lockdownDocument) error {
	names, err := h.store.List(filepath.Join(h.dir, keysFolder))
	if err != nil {
		return err
	}
	var failed []string
	for _, name := range names {
		record, err := h.keyNamed(name)
		if err == nil && (record.State == keystore.Suspended || record.State == keystore.Destroyed) {
			document.Before = append(document.Before, name)
			continue
		}
		if err == nil {
			err = h.enterState(record, keystore.Event{State: keystore.Suspended, Reason: document.Reason})
		}
		if err != nil {
			failed = append(failed, err.Error())
			continue
		}
		document.Suspended = append(document.Suspended, name)
	}
	if len(failed) > 0 {
		return fault.New(fault.Failed, fmt.Sprintf("suspended %d of %s; %s", len(document.Suspended), text.Count(len(names), "key"), text.Join(failed...)))
	}
	return nil
}
