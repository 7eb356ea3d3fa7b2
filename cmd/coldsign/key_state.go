package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/keystore"
)

// stateFlags are common to the commands that change a key's state.
type stateFlags struct {
	reason      string
	phrase      string
	passphrases []string
}

func (p *program) keySuspendCommand() *cobra.Command {
	var f stateFlags
	c := &cobra.Command{
		Use:   "suspend NAME",
		Short: "Suspend a key: it signs nothing until it is resumed",
		Long: `Suspend a key: it signs nothing until its quorum resumes it. Anybody at this
machine can suspend, so that nobody has to be found first when something is
wrong.`,
		Example: "  coldsign key suspend treasury --reason 'a passphrase was overheard'",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.changeState("key suspend", args[0], f.reason, func(_ *home, record *keystore.Record) (keystore.Event, error) {
				return keystore.Event{State: keystore.Suspended, Reason: f.reason}, nil
			})
		},
	}
	c.Flags().StringVar(&f.reason, "reason", "", "why")
	c.MarkFlagRequired("reason")
	return c
}

func (p *program) keyResumeCommand() *cobra.Command {
	var f stateFlags
	c := &cobra.Command{
		Use:     "resume NAME",
		Short:   "Resume a suspended key; needs its quorum",
		Example: "  coldsign key resume treasury --reason 'passphrases were changed'",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.changeState("key resume", args[0], f.reason, func(h *home, record *keystore.Record) (keystore.Event, error) {
				event := keystore.Event{State: keystore.Inactive, Reason: f.reason}
				if record.State != keystore.Suspended {
					return event, fault.New(fault.Failed, fmt.Sprintf("key %s is %s, not suspended", record.Name, record.State))
				}
				by, err := p.proveQuorum(h, record, f.passphrases)
				event.By = by
				return event, err
			})
		},
	}
	c.Flags().StringVar(&f.reason, "reason", "", "why")
	passphraseFlag(c.Flags(), &f.passphrases)
	c.MarkFlagRequired("reason")
	return c
}

func (p *program) keyDestroyCommand() *cobra.Command {
	var f stateFlags
	c := &cobra.Command{
		Use:   "destroy NAME",
		Short: "Destroy a suspended key for ever; needs its quorum and a typed phrase",
		Long: `Destroy a suspended key for ever: its operators' files are overwritten, synced
and removed; its record stays. Coins that only this key can spend are lost unless
a backup exists.

Flash media and copy-on-write file systems may keep old blocks. Destroy the
medium itself where that matters.`,
		Example: "  coldsign key destroy treasury --reason 'replaced by treasury-2'",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.changeState("key destroy", args[0], f.reason, func(h *home, record *keystore.Record) (keystore.Event, error) {
				return p.approveDestruction(h, record, f)
			})
		},
	}
	c.Flags().StringVar(&f.reason, "reason", "", "why")
	c.Flags().StringVar(&f.phrase, "phrase", "", "'destroy NAME', instead of typing it")
	passphraseFlag(c.Flags(), &f.passphrases)
	c.MarkFlagRequired("reason")
	return c
}

// approveDestruction asks for everything that destruction needs.
func (p *program) approveDestruction(h *home, record *keystore.Record, f stateFlags) (keystore.Event, error) {
	event := keystore.Event{State: keystore.Destroyed, Reason: f.reason}
	if record.State == keystore.Destroyed {
		return event, h.leftOfDestroyed(record.Name)
	}
	if record.State != keystore.Suspended {
		return event, fault.New(fault.Refused, fmt.Sprintf("key %s is %s: only a suspended key is destroyed", record.Name, record.State)).
			WithHint("'coldsign key suspend " + record.Name + "' first")
	}
	if !record.HasCheckedBackup() {
		p.say("no backup of key %s was ever checked: coins that only it can spend will be lost", record.Name)
	}
	phrase := "destroy " + record.Name
	if f.phrase == "" {
		t, err := p.openTerminal("whether to destroy the key", "--phrase '"+phrase+"'")
		if err != nil {
			return event, err
		}
		defer t.Close()
		if f.phrase, err = t.line(fmt.Sprintf("This cannot be undone. Type '%s':", phrase)); err != nil {
			return event, err
		}
	}
	if f.phrase != phrase {
		return event, fault.New(fault.Declined, "not destroyed: the phrase was not '"+phrase+"'")
	}
	var err error
	event.By, err = p.proveQuorum(h, record, f.passphrases)
	return event, err
}

// proveQuorum has the operators open a key and answers with their names. A
// suspended key opens for this alone: nothing is signed with the session.
func (p *program) proveQuorum(h *home, record *keystore.Record, flags []string) ([]string, error) {
	s, err := p.openSecrets()
	if err != nil {
		return nil, err
	}
	defer s.Close()
	sealed, err := h.sealedFiles(record)
	if err != nil {
		return nil, err
	}
	operators, err := s.proveOpens(h, record, sealed, flags)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, operator := range operators {
		names = append(names, operator.Name)
	}
	return names, nil
}

// changeState brings a key into another state, once everything that it needs is there.
func (p *program) changeState(command, name, reason string, approve func(*home, *keystore.Record) (keystore.Event, error)) error {
	return p.withHome(exclusive, func(h *home) error {
		record, err := h.keyNamed(name)
		if err != nil {
			return err
		}
		err = p.record(h, aboutKey(command, record, reason), func(*ledger.Entry) error {
			event, err := approve(h, record)
			if err != nil {
				return err
			}
			return h.enterState(record, event)
		})
		if err != nil {
			return err
		}
		return p.result(keyDocumentOf(record), func(out io.Writer) { fmt.Fprintf(out, "key %s is %s\n", name, record.State) })
	})
}

// enterState writes a key's new state, and destroys what a destroyed key leaves.
func (h *home) enterState(record *keystore.Record, event keystore.Event) error {
	event.At = now().Unix()
	if event.By == nil {
		event.By = []string{}
	}
	if finishing := record.State == keystore.Destroyed; !finishing {
		if err := record.Change(event); err != nil {
			return fault.New(fault.Failed, fmt.Sprintf("key %s: %v", record.Name, err))
		}
		if err := h.saveRecord(record); err != nil {
			return err
		}
	}
	if event.State == keystore.Destroyed {
		return h.shredKey(record.Name)
	}
	return nil
}

// saveRecord replaces a key's record.
func (h *home) saveRecord(record *keystore.Record) error {
	data, err := record.JSON()
	if err != nil {
		return err
	}
	h.deeds.wrote = append(h.deeds.wrote, hashed(keystore.RecordFile, data))
	return h.store.Replace(filepath.Join(h.keyFolder(record.Name), keystore.RecordFile), data)
}

// secretFiles are the files of a key that hold its secret: all but its record.
func (h *home) secretFiles(name string) ([]string, error) {
	files, err := h.store.List(h.keyFolder(name))
	return slices.DeleteFunc(files, func(file string) bool { return file == keystore.RecordFile }), err
}

// leftOfDestroyed is nil when a crash has left secret files of a destroyed key:
// what was decided is finished then, and nobody is asked again.
func (h *home) leftOfDestroyed(name string) error {
	files, err := h.secretFiles(name)
	if err == nil && len(files) == 0 {
		err = fault.New(fault.Refused, fmt.Sprintf("key %s is destroyed already", name))
	}
	return err
}

// shredKey destroys the files that hold the key's secret.
func (h *home) shredKey(name string) error {
	files, err := h.secretFiles(name)
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := h.store.Shred(filepath.Join(h.keyFolder(name), file)); err != nil {
			return err
		}
	}
	return nil
}
