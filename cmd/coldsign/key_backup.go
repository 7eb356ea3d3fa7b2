package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/locked"
	"coldsign/keystore"
	"coldsign/keystore/slip39"
)

// backupRequest is what a kind of backup is made of.
type backupRequest struct {
	h                *home
	record           *keystore.Record
	session          *keystore.Session
	arena            *locked.Arena
	sealed           map[string][]byte
	threshold, count int
}

// backupKind is one row of --kind: what it writes, one secret text a holder.
type backupKind struct {
	name   string
	shared bool // split for several holders
	make   func(backupRequest) ([]*locked.Buffer, error)
}

var backupKinds = []backupKind{
	{"words", false, func(r backupRequest) ([]*locked.Buffer, error) {
		words, err := r.session.Mnemonic(r.arena, r.sealed)
		return []*locked.Buffer{words}, err
	}},
	{"slip39", true, func(r backupRequest) ([]*locked.Buffer, error) {
		plan := slip39.Plan{GroupThreshold: 1, Groups: []slip39.Group{{Threshold: r.threshold, Count: r.count}}}
		return r.session.SLIP39(r.arena, plan, nil, rand.Reader)
	}},
	{"codex32", true, func(r backupRequest) ([]*locked.Buffer, error) {
		return r.session.Codex32(r.arena, r.threshold, r.count, rand.Reader)
	}},
}

func backupKindNames() string {
	names := []string{}
	for _, k := range backupKinds {
		names = append(names, k.name)
	}
	return strings.Join(append(names, kindFiles, kindSheet), ", ")
}

// Two kinds are no texts for holders: the sealed files themselves, and a sheet to print.
const (
	kindFiles = "files"
	kindSheet = "sheet"
)

// backupFlags are the flags of key backup.
type backupFlags struct {
	kind   string
	shares string
	secretOut
}

func (p *program) keyBackupCommand() *cobra.Command {
	var f backupFlags
	c := &cobra.Command{
		Use:   "backup NAME",
		Short: "Back a key up: as words, shares, encrypted files or a sheet to print",
		Long: `Back a key up. Words and shares are shown at the terminal, a holder at a time,
and the screen is cleared between; or written to new files in a folder.

A backup counts only after 'key check-backup' has read it back. A key without a
checked backup says so in every review.`,
		Example: "  coldsign key backup treasury --kind slip39 --shares 2of3\n" +
			"  coldsign key backup treasury --kind files --out /media/usb/treasury\n" +
			"  coldsign key backup treasury --kind sheet --out sheet.html",
		Args: exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.withHome(exclusive, func(h *home) error {
				return p.recordOnKey(h, "key backup", args[0], f.kind, func(record *keystore.Record) error { return p.backup(h, record, f) })
			})
		},
	}
	c.Flags().StringVar(&f.kind, "kind", "words", backupKindNames())
	c.Flags().StringVar(&f.shares, "shares", "2of3", "for slip39 and codex32: how many of how many recover the key")
	f.flags(c.Flags(), "a new folder for the texts or files, or the sheet's new file")
	return c
}

func (p *program) backup(h *home, record *keystore.Record, f backupFlags) error {
	if f.kind == kindFiles {
		return p.backupFiles(h, record, f)
	}
	if err := p.mayLeave(record, f.secretOut); err != nil {
		return err
	}
	if f.kind == kindSheet {
		return p.backupSheet(h, record, f)
	}
	for _, kind := range backupKinds {
		if kind.name == f.kind {
			return p.backupTexts(h, record, kind, f)
		}
	}
	return fault.New(fault.Usage, fmt.Sprintf("--kind %q: %s", f.kind, backupKindNames()))
}

// parseShares reads "2of3".
func parseShares(text string) (threshold, count int, err error) {
	if n, err := fmt.Sscanf(text, "%dof%d", &threshold, &count); n != 2 || err != nil || fmt.Sprintf("%dof%d", threshold, count) != text || threshold < 1 || threshold > count || count > 16 {
		return 0, 0, fault.New(fault.Usage, fmt.Sprintf("--shares %q: like 2of3, 16 at most", text))
	}
	return threshold, count, nil
}

// backupTexts makes the texts and hands each to its holder.
func (p *program) backupTexts(h *home, record *keystore.Record, kind backupKind, f backupFlags) error {
	request := backupRequest{h: h, record: record, count: 1}
	var err error
	if kind.shared {
		if request.threshold, request.count, err = parseShares(f.shares); err != nil {
			return err
		}
	}
	return p.withTexts(request, kind, f.passphrases, func(texts []*locked.Buffer, by []string) error {
		if err := p.handOut(record, kind.name, f.out, texts); err != nil {
			return err
		}
		labels := make([]string, len(texts))
		for i := range texts {
			labels[i] = fmt.Sprintf("%d of %d", i+1, len(texts))
		}
		return p.backedUp(h, record, kind.name, labels, by)
	})
}

// withTexts unlocks the key, makes the texts, hands them on, and wipes everything.
func (p *program) withTexts(request backupRequest, kind backupKind, passphrases []string, hand func([]*locked.Buffer, []string) error) error {
	return p.withKey(request.h, request.record, passphrases, func(open unlocked, s *secrets) (err error) {
		request.session, request.arena = open.Session, s.arena
		if request.sealed, err = request.h.sealedFiles(request.record); err != nil {
			return err
		}
		texts, err := kind.make(request)
		if err != nil {
			return fmt.Errorf("key %s: %w", request.record.Name, err)
		}
		return hand(texts, open.by)
	})
}

// backedUp writes the backup into the key's record.
func (p *program) backedUp(h *home, record *keystore.Record, kind string, labels, by []string) error {
	for _, label := range labels {
		record.Backups = append(record.Backups, keystore.Backup{Kind: kind, Share: label, Made: now().Unix(), By: by})
	}
	if err := h.saveRecord(record); err != nil {
		return err
	}
	p.say("a backup counts only after 'coldsign key check-backup %s' has read it back", record.Name)
	document := map[string]any{"name": record.Name, "kind": kind, "shares": labels}
	return p.result(document, func(out io.Writer) {
		fmt.Fprintf(out, "key %s backed up: %s, %s\n", record.Name, kind, strings.Join(labels, "; "))
	})
}
