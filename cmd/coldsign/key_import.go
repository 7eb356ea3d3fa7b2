package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"coldsign/internal/erase"
	"coldsign/internal/fault"
	"coldsign/internal/locked"
	"coldsign/keystore"
	"coldsign/qr/symbol"
)

// importForm is one form in which a key is written down elsewhere.
type importForm struct {
	flag, help string
	read       func(spec keystore.Spec, text, passphrase []byte) (*keystore.Material, error)
}

// importForms are the rows of `key import` and `key restore`.
var importForms = []importForm{
	{"mnemonic-file", "file with BIP-39 words", keystore.ImportMnemonic},
	{"slip39-file", "file with SLIP-39 shares, one a line", func(spec keystore.Spec, text, passphrase []byte) (*keystore.Material, error) {
		return keystore.ImportSLIP39(spec, linesOf(text), passphrase)
	}},
	{"codex32-file", "file with a codex32 secret or shares, one a line", func(spec keystore.Spec, text, passphrase []byte) (*keystore.Material, error) {
		return keystore.ImportCodex32(spec, linesOf(text))
	}},
	{"xprv-file", "file with a master xprv or tprv", func(spec keystore.Spec, text, passphrase []byte) (*keystore.Material, error) {
		return keystore.ImportXPrv(spec, bytes.TrimSpace(text))
	}},
	{"seedqr", "SeedQR or CompactSeedQR: its digits, or a picture of it", importSeedQR},
}

// linesOf splits a secret text; the lines are pieces of it, not copies.
func linesOf(text []byte) [][]byte {
	var lines [][]byte
	for _, line := range bytes.Split(text, []byte("\n")) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			lines = append(lines, line)
		}
	}
	return lines
}

// importSeedQR takes the payload, or reads it from the first symbol of a picture.
func importSeedQR(spec keystore.Spec, data, passphrase []byte) (*keystore.Material, error) {
	if !symbol.IsImage(data) {
		return keystore.ImportSeedQR(spec, bytes.TrimSpace(data), passphrase)
	}
	frames, err := symbol.DecodeImages(data)
	if err != nil {
		return nil, err
	}
	for _, frame := range frames {
		found, err := symbol.Decode(frame)
		if err == nil {
			return keystore.ImportSeedQR(spec, found[0].Bytes, passphrase)
		}
		if !errors.Is(err, symbol.ErrNone) {
			return nil, err
		}
	}
	return nil, errors.New("no QR code found in the picture")
}

// importSource is what the command line says of a key that exists elsewhere.
type importSource struct {
	paths      map[string]*string
	passphrase string
	madeBy     string
}

func (i *importSource) flags(c *cobra.Command) {
	i.paths = map[string]*string{}
	var names []string
	for _, form := range importForms {
		i.paths[form.flag] = c.Flags().String(form.flag, "", form.help+"; - for standard input")
		names = append(names, form.flag)
	}
	c.Flags().StringVar(&i.passphrase, "bip39-passphrase-file", "", "file with the passphrase of the words or shares, in one line")
	c.Flags().StringVar(&i.madeBy, "made-by", "", "where and when the key was made, e.g. 'hardware of 2023, Berlin'; it stands in its record, its backups and each review")
	c.MarkFlagsMutuallyExclusive(names...)
}

// given finds the form that was named; none when the words are to be typed.
func (i *importSource) given(flags *pflag.FlagSet) (importForm, string, bool) {
	for _, form := range importForms {
		if flags.Changed(form.flag) {
			return form, *i.paths[form.flag], true
		}
	}
	return importForm{}, "", false
}

// material reads the key, from a file or typed word by word.
func (i *importSource) material(s *secrets, flags *pflag.FlagSet, spec keystore.Spec) (*keystore.Material, error) {
	form, path, given := i.given(flags)
	var err error
	if spec.MadeBy, err = i.declared(s, flags, given); err != nil {
		return nil, err
	}
	if !given {
		form, path = importForms[0], "the words typed"
	}
	var text *locked.Buffer
	if given {
		text, err = s.whole(path)
	} else {
		text, err = s.typedWords()
	}
	if err != nil {
		return nil, err
	}
	defer text.Free()
	extra, err := s.extraPassphrase(i.passphrase)
	if err != nil {
		return nil, err
	}
	var material *keystore.Material
	erase.Do(func() { material, err = form.read(spec, text.Bytes(), extra) })
	var weak *keystore.WeakError
	switch {
	case errors.As(err, &weak):
		return nil, fault.New(fault.Refused, path+": "+weak.Error()).WithHint("make a key here with 'coldsign key new', and move coins to it")
	case err != nil:
		return nil, fmt.Errorf("%s: %w", path, err)
	case material.Weakness() != "":
		s.p.say("note: this key is for tests alone: %s", material.Weakness())
	}
	return material, nil
}

// declared is where and when the key was made, as the operator says. Who types the
// words is asked; a script that says nothing has nothing declared.
func (i *importSource) declared(s *secrets, flags *pflag.FlagSet, fromFile bool) (string, error) {
	text := i.madeBy
	if !fromFile && !flags.Changed("made-by") {
		t, err := s.p.openTerminal("where and when the key was made", "--made-by")
		if err != nil {
			return "", err
		}
		defer t.Close()
		if text, err = t.line("Where and when was this key made (it stands in each review)?"); err != nil {
			return "", err
		}
	}
	if err := keystore.CheckMadeBy(text); err != nil {
		return "", fault.New(fault.Usage, err.Error())
	}
	return text, nil
}

// extraPassphrase is the passphrase of words or shares; most have none, and an
// empty file says so.
func (s *secrets) extraPassphrase(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	buffer, err := s.line(path)
	if errors.Is(err, locked.ErrEmpty) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return buffer.Bytes(), nil
}

func (p *program) keyImportCommand() *cobra.Command {
	var f makeFlags
	var source importSource
	c := &cobra.Command{
		Use:   "import NAME",
		Short: "Import a key from words, shares, an xprv or a SeedQR, and seal it",
		Long: `Import a key and seal it for its operators. Without a file the words are typed,
unseen, at the terminal: four letters of each are enough.

What was written down elsewhere was seen elsewhere: a key that is to guard much
is better made here, with 'key new', and the coins moved to it. That holds above all
for keys of generators that were found weak: hardware whose firmware used a software
generator from 2021 to July 2026, 'bx seed' until 2023, browsers' of 2011 to 2015.
Where and when the key was made is asked, or told by --made-by; it stands in the
key's record, in its backups and in each review. Words and seeds that stand in
published test vectors, and those that somebody thought up, are refused for the main
network.`,
		Example: "  coldsign key import treasury --network main --mnemonic-file /dev/fd/3 3<words.txt\n" +
			"  coldsign key import old --network main --slip39-file shares.txt --made-by 'wallet of 2019, London'\n" +
			"  coldsign key import t --network regtest --mnemonic-file words.txt --passphrase-file secret.txt",
		Args: exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.makeKey("key import", args[0], f, func(s *secrets, spec keystore.Spec) (*keystore.Material, error) {
				return source.material(s, c.Flags(), spec)
			}, nil)
		},
	}
	f.flags(c.Flags())
	source.flags(c)
	c.MarkFlagRequired("network")
	return c
}

func (p *program) keyRestoreCommand() *cobra.Command {
	var f makeFlags
	var source importSource
	var fingerprint string
	c := &cobra.Command{
		Use:   "restore NAME",
		Short: "Restore a key from a backup, after its fingerprint was compared",
		Long: `Restore a key from a backup: from words, shares, an xprv or a SeedQR. Nothing is
written unless the key has the fingerprint that is named, as it stands on the
backup's sheet or in a wallet's descriptor.`,
		Example: "  coldsign key restore treasury --network main --fingerprint 73c5da0a --slip39-file shares.txt",
		Args:    exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.makeKey("key restore", args[0], f, func(s *secrets, spec keystore.Spec) (*keystore.Material, error) {
				return source.material(s, c.Flags(), spec)
			}, func(record *keystore.Record) error {
				if got := record.Fingerprint.String(); !strings.EqualFold(got, fingerprint) {
					return fault.New(fault.Refused, fmt.Sprintf("nothing was restored: the backup is of the key %s, not of %s", got, fingerprint)).
						WithHint("a wrong passphrase of the words or shares gives another key")
				}
				return nil
			})
		},
	}
	f.flags(c.Flags())
	source.flags(c)
	c.Flags().StringVar(&fingerprint, "fingerprint", "", "of the key that is to be restored, eight hexadecimal digits")
	c.MarkFlagRequired("network")
	c.MarkFlagRequired("fingerprint")
	return c
}
