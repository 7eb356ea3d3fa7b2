package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/internal/text"
	"coldsign/signer"
)

// declaredFile remembers the present as it was declared when something was signed, or
// refused: who declares another one gains nothing by it.
const (
	declaredFile   = "declared"
	declaredHeader = "coldsign declared 1" // date and clock in seconds since 1970, block height; the highest of each
)

func declaredLine(l signer.Last) string { return fmt.Sprintf("%d %d %d", l.Time, l.Clock, l.Height) }

// lastDeclared is what was declared before.
func (h *home) lastDeclared() (last signer.Last, err error) {
	err = h.readLines(declaredFile, declaredHeader, func(fields []string) (string, error) {
		if len(fields) != 3 || last != (signer.Last{}) {
			return "", errors.New("one line of three fields is wanted")
		}
		time, errTime := strconv.ParseInt(fields[0], 10, 64)
		clock, errClock := strconv.ParseInt(fields[1], 10, 64)
		height, errHeight := strconv.ParseUint(fields[2], 10, 32)
		if errors.Join(errTime, errClock, errHeight) != nil || time < 0 || clock <= 0 {
			return "", errors.New("malformed number")
		}
		last = signer.Last{Time: time, Clock: clock, Height: uint32(height)}
		return declaredLine(last), nil
	})
	return last, err
}

// rememberDeclared writes the present down, which never goes back.
func (h *home) rememberDeclared(said signer.Declared) error {
	if said == (signer.Declared{}) {
		return nil
	}
	before, err := h.lastDeclared()
	if err != nil {
		return err
	}
	last := signer.Last{Time: max(said.Time, before.Time), Clock: max(now().Unix(), 1), Height: max(said.Height, before.Height)}
	return h.writeLines(declaredFile, declaredHeader, []string{declaredLine(last)})
}

// rememberUnlessOdd does so for a declaration that needs no acknowledgement: also what is
// refused under it says what the present is.
func (h *home) rememberUnlessOdd(a *signer.Analysis) error {
	if a.Odd() {
		return nil
	}
	return h.rememberDeclared(a.Said())
}

// presentDocument is what `policy present --json` prints.
type presentDocument struct {
	Date   string `json:"date"` // "" for never
	Height uint32 `json:"height"`
}

func (p *program) policyPresentCommand() *cobra.Command {
	var takeBack bool
	var key string
	var passphrases []string
	c := &cobra.Command{
		Use:   "present",
		Short: "The date and height that were declared last; take them back by the quorum that decides",
		Long: `Show the date and the block height that were declared when something was last signed.
Limits by day or block are measured by them, and never by an earlier one. A far date
that was declared by mistake is taken back by the quorum that decides over the policy.`,
		Example: "  coldsign policy present\n  coldsign policy present --take-back",
		Args:    noArguments(),
		RunE: func(*cobra.Command, []string) error {
			if !takeBack {
				return p.withHome(shared, p.showPresent)
			}
			return p.withHome(exclusive, func(h *home) error { return p.takeBackPresent(h, key, passphrases) })
		},
	}
	c.Flags().BoolVar(&takeBack, "take-back", false, "forget them; needs the quorum of the key that decides over the policy")
	c.Flags().StringVar(&key, "key", "", "the key whose quorum decides (default: the only one)")
	passphraseFlag(c.Flags(), &passphrases)
	return c
}

func (p *program) showPresent(h *home) error {
	last, err := h.lastDeclared()
	if err != nil {
		return err
	}
	d := presentDocument{Height: last.Height}
	if last.Time > 0 {
		d.Date = text.Date(last.Time)
	}
	return p.result(d, func(w io.Writer) {
		if last == (signer.Last{}) {
			fmt.Fprintln(w, "nothing was declared yet")
			return
		}
		fmt.Fprintf(w, "date    %s\nheight  %d\n", d.Date, d.Height)
	})
}

// takeBackSpent moves what was signed under a date or height that is taken back to the
// time at which it was signed, as far as that is known: else it would count in every
// period until that date.
func (h *home) takeBackSpent(last signer.Last) error {
	list, err := h.spent()
	if err != nil {
		return err
	}
	today := now().Unix()
	lines := make([]string, len(list))
	for i, s := range list {
		s.Date = min(s.Date, today)
		if s.Height == last.Height {
			s.Height = 0 // counts as of the next height that is declared
		}
		lines[i] = spentLine(s)
	}
	if len(lines) == 0 {
		return nil
	}
	return h.writeLines(spentFile, spentHeader, lines)
}

func (p *program) takeBackPresent(h *home, key string, passphrases []string) error {
	last, err := h.lastDeclared()
	if err != nil {
		return err
	}
	if last == (signer.Last{}) {
		return fault.New(fault.Failed, "nothing was declared yet")
	}
	house, err := h.policy()
	if err != nil {
		return err
	}
	entry := ledger.Entry{Command: "policy present", Policy: house.ID(), Detail: "takes back the declared present: " + declaredLine(last)}
	err = p.record(h, entry, func(*ledger.Entry) error {
		record, err := h.decidingKey(house, key)
		if err != nil {
			return err
		}
		if record != nil {
			if _, err := p.proveQuorum(h, record, passphrases); err != nil {
				return err
			}
		}
		if err := h.takeBackSpent(last); err != nil {
			return err
		}
		return h.store.Remove(filepath.Join(h.dir, declaredFile))
	})
	if err != nil {
		return err
	}
	return p.result(presentDocument{}, func(w io.Writer) { fmt.Fprintln(w, "the declared date and height are taken back") })
}
