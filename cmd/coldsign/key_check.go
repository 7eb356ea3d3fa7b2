package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"coldsign/internal/fault"
	"coldsign/internal/locked"
	"coldsign/keystore"
	"coldsign/keystore/slip39"
)

// checkForm is one kind of backup that can be read back as text.
type checkForm struct {
	kind, flag string
	check      func(session *keystore.Session, text, passphrase []byte) error
}

var checkForms = []checkForm{
	{"words", "mnemonic-file", func(s *keystore.Session, text, passphrase []byte) error { return s.CheckMnemonic(text, passphrase) }},
	{"slip39", "slip39-file", func(s *keystore.Session, text, passphrase []byte) error {
		return s.CheckSLIP39(linesOf(text), passphrase)
	}},
	{"codex32", "codex32-file", func(s *keystore.Session, text, _ []byte) error { return s.CheckCodex32(linesOf(text)) }},
}

// checkFlags are the flags of key check-backup.
type checkFlags struct {
	paths       map[string]*string
	files       string
	extra       string
	passphrases []string
}

func (p *program) keyCheckBackupCommand() *cobra.Command {
	f := checkFlags{paths: map[string]*string{}}
	c := &cobra.Command{
		Use:   "check-backup NAME",
		Short: "Read a backup back: only then it counts",
		Long: `Read a backup back and compare it with the key. Without a file the words are
typed, unseen, at the terminal. The key's record says when, by whom, and which.`,
		Example: "  coldsign key check-backup treasury\n" +
			"  coldsign key check-backup treasury --slip39-file shares.txt\n" +
			"  coldsign key check-backup treasury --files /media/usb/treasury",
		Args: exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.withHome(exclusive, func(h *home) error {
				return p.recordOnKey(h, "key check-backup", args[0], "", func(record *keystore.Record) error { return p.checkBackup(h, record, c.Flags(), f) })
			})
		},
	}
	names := []string{kindFiles}
	for _, form := range checkForms {
		f.paths[form.flag] = c.Flags().String(form.flag, "", "file with a backup of kind "+form.kind)
		names = append(names, form.flag)
	}
	c.Flags().StringVar(&f.files, kindFiles, "", "folder with a copy of the sealed files")
	c.Flags().StringVar(&f.extra, "bip39-passphrase-file", "", "file with the passphrase of the words, in one line")
	passphraseFlag(c.Flags(), &f.passphrases)
	c.MarkFlagsMutuallyExclusive(names...)
	return c
}

func (p *program) checkBackup(h *home, record *keystore.Record, flags *pflag.FlagSet, f checkFlags) error {
	if f.files != "" {
		by, err := p.checkFiles(h, record, f.files, f.passphrases)
		if err != nil {
			return err
		}
		return p.checked(h, record, []string{kindFiles}, "", by)
	}
	form, path := checkForms[0], ""
	for _, candidate := range checkForms {
		if flags.Changed(candidate.flag) {
			form, path = candidate, *f.paths[candidate.flag]
		}
	}
	return p.withKey(h, record, f.passphrases, func(open unlocked, s *secrets) (err error) {
		var text *locked.Buffer
		if path == "" {
			text, err = s.typedWords()
		} else {
			text, err = s.whole(path)
		}
		if err != nil {
			return err
		}
		extra, err := s.extraPassphrase(f.extra)
		if err != nil {
			return err
		}
		if err := form.check(open.Session, text.Bytes(), extra); err != nil {
			return fault.New(fault.Refused, fmt.Sprintf("the backup of key %s is not good: %v", record.Name, err))
		}
		kinds := []string{form.kind}
		if form.kind == "words" {
			kinds = append(kinds, kindSheet) // a sheet carries the words
		}
		return p.checked(h, record, kinds, sharesRead(form.kind, text), open.by)
	})
}

// sharesRead says which shares were read back, as their sets number them.
func sharesRead(kind string, text *locked.Buffer) string {
	if kind != "slip39" {
		return ""
	}
	var numbers []string
	for _, line := range linesOf(text.Bytes()) {
		if share, err := slip39.Parse(line); err == nil {
			numbers = append(numbers, fmt.Sprint(share.Index+1))
		}
	}
	return strings.Join(numbers, ", ")
}

// checked marks the newest backups of a kind as read back. One that was made
// elsewhere is entered now.
func (p *program) checked(h *home, record *keystore.Record, kinds []string, shares string, by []string) error {
	when := now().Unix()
	found := false
	for i := range record.Backups {
		b := &record.Backups[i]
		if slices.Contains(kinds, b.Kind) && shareWasRead(b.Share, shares) {
			b.Checked, b.By, found = when, by, true
		}
	}
	if !found {
		record.Backups = append(record.Backups, keystore.Backup{Kind: kinds[0], Share: shares, Made: when, Checked: when, By: by})
	}
	if err := h.saveRecord(record); err != nil {
		return err
	}
	return p.result(keyDocumentOf(record), func(out io.Writer) {
		fmt.Fprintf(out, "the backup of key %s is good: %s %s\n", record.Name, kinds[0], shares)
	})
}

// shareWasRead tells whether a share labelled "2 of 3" is among those read; no
// numbers mean all.
func shareWasRead(label, numbers string) bool {
	if numbers == "" {
		return true
	}
	number, _, _ := strings.Cut(label, " ")
	return slices.Contains(strings.Split(numbers, ", "), number)
}
