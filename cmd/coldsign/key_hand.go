package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/pflag"

	"coldsign/internal/fault"
	"coldsign/internal/locked"
	"coldsign/keystore"
)

// secretOut are the flags of commands that let a secret out.
type secretOut struct {
	out         string
	phrase      string
	passphrases []string
}

func (f *secretOut) flags(flags *pflag.FlagSet, out string) {
	flags.StringVar(&f.out, "out", "", out)
	flags.StringVar(&f.phrase, "phrase", "", "'show the secret of NAME', instead of typing it")
	passphraseFlag(flags, &f.passphrases)
}

// mayLeave has a person say that a secret may leave locked memory. Where it is to
// go must not be there yet.
func (p *program) mayLeave(record *keystore.Record, f secretOut) error {
	if err := mustNotExist(f.out); err != nil {
		return err
	}
	given, phrase := f.phrase, "show the secret of "+record.Name
	if given == "" {
		t, err := p.openTerminal("whether the secret may be shown", "--phrase '"+phrase+"'")
		if err != nil {
			return err
		}
		defer t.Close()
		fmt.Fprintln(t.file, "\n*** A SECRET WILL BE SHOWN: whoever sees it can spend. Is nobody looking, and no camera? ***")
		if given, err = t.line("Type '" + phrase + "':"); err != nil {
			return err
		}
	}
	if given != phrase {
		return fault.New(fault.Declined, "nothing was shown: the phrase was not '"+phrase+"'")
	}
	return nil
}

// handOut writes each text to a file in a new folder, or shows each to its holder.
func (p *program) handOut(record *keystore.Record, kind, folder string, texts []*locked.Buffer) error {
	if folder != "" {
		return writeTexts(folder, kind, texts)
	}
	return p.showTexts(record.Name, kind, texts)
}

// writeTexts writes each text to a file of its own in a new folder.
func writeTexts(folder, kind string, texts []*locked.Buffer) error {
	if err := makeFolder(folder); err != nil {
		return err
	}
	for i, text := range texts {
		if err := writeSecret(filepath.Join(folder, fmt.Sprintf("%s-%d.txt", kind, i+1)), text); err != nil {
			return err
		}
	}
	return nil
}

// showTexts shows each text to its holder alone.
func (p *program) showTexts(name, kind string, texts []*locked.Buffer) error {
	t, err := p.openTerminal("the holders of the backup", "--out")
	if err != nil {
		return err
	}
	defer t.Close()
	for i, text := range texts {
		if _, err := t.line(fmt.Sprintf("Key %s, %s %d of %d. Is its holder alone at the screen? Enter to show it:", name, kind, i+1, len(texts))); err != nil {
			return err
		}
		t.showSecret(text)
		_, err := t.line("Written down, and compared word by word? Enter clears the screen:")
		t.clear()
		if err != nil {
			return err
		}
	}
	return nil
}
