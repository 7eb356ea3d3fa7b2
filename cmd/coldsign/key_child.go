package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/locked"
	"coldsign/keystore"
)

// childFlags are the flags of key child.
type childFlags struct {
	words int
	index uint32
	secretOut
}

func (p *program) keyChildCommand() *cobra.Command {
	var f childFlags
	c := &cobra.Command{
		Use:   "child NAME",
		Short: "Derive the words of a child key (BIP-85), for another wallet",
		Long: `Derive the words of a child key as BIP-85 says: from the same key and index they
are the same on any machine, and nothing about the key follows from them. They are
shown at the terminal after a typed phrase, or written to a file in a new folder.`,
		Example: "  coldsign key child treasury --words 12 --index 0",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.withHome(exclusive, func(h *home) error {
				why := fmt.Sprintf("%d words, index %d", f.words, f.index)
				return p.recordOnKey(h, "key child", args[0], why, func(record *keystore.Record) error { return p.child(h, record, f) })
			})
		},
	}
	c.Flags().IntVar(&f.words, "words", 24, "12, 15, 18, 21 or 24")
	c.Flags().Uint32Var(&f.index, "index", 0, "which child")
	f.flags(c.Flags(), "a new folder for the words")
	return c
}

func (p *program) child(h *home, record *keystore.Record, f childFlags) error {
	if !wordCounts[f.words] || f.index >= 1<<31 {
		return fault.New(fault.Usage, "--words 12, 15, 18, 21 or 24; --index below 2147483648")
	}
	if err := p.mayLeave(record, f.secretOut); err != nil {
		return err
	}
	kind := backupKind{name: "child", make: func(r backupRequest) ([]*locked.Buffer, error) {
		words, err := r.session.ChildMnemonic(r.arena, f.words, f.index)
		return []*locked.Buffer{words}, err
	}}
	return p.withTexts(backupRequest{h: h, record: record, count: 1}, kind, f.passphrases, func(texts []*locked.Buffer, _ []string) error {
		if err := p.handOut(record, kind.name, f.out, texts); err != nil {
			return err
		}
		document := map[string]any{"name": record.Name, "words": f.words, "index": f.index, "out": f.out}
		return p.result(document, func(w io.Writer) { fmt.Fprintf(w, "child %d of key %s, %d words\n", f.index, record.Name, f.words) })
	})
}
