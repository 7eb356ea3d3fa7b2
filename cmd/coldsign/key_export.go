package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/keystore"
	"coldsign/signer/descriptor"
)

// exportedAccount is one account's public data, in the words that coordinators use.
type exportedAccount struct {
	Type       string   `json:"type"`
	Standard   string   `json:"standard"`
	Path       string   `json:"path"`
	XPub       string   `json:"xpub"`
	Key        string   `json:"key"`                  // with its origin, for a multisignature wallet
	Descriptor string   `json:"descriptor,omitempty"` // of the single-signature wallet
	First      []string `json:"first_addresses,omitempty"`
}

// exportedKey is the generic JSON export.
type exportedKey struct {
	Name        string            `json:"name"`
	Fingerprint string            `json:"fingerprint"`
	Network     string            `json:"network"`
	Accounts    []exportedAccount `json:"accounts"`
}

// exportFlags are the flags of key export.
type exportFlags struct {
	scriptType, format     string
	account                uint32
	tokenFile, description string
	passphrases            []string
}

// exportFormat is a row of --format.
type exportFormat struct {
	name  string
	opens bool // the key signs what is written, so it is unlocked for it
	write func(*program, *home, *keystore.Record, exportFlags) error
}

var exportFormats = []exportFormat{
	{"descriptor", false, publicExport((*program).exportDescriptors)},
	{"json", false, publicExport((*program).exportJSON)},
	{"ur", false, publicExport((*program).exportUR)},
	{"bsms", true, (*program).exportBSMS},
}

// publicExport makes a row of what writes a key's public data.
func publicExport(write func(*program, exportedKey) error) func(*program, *home, *keystore.Record, exportFlags) error {
	return func(p *program, h *home, record *keystore.Record, f exportFlags) error {
		accounts, err := p.accountsOf(h, record, f.scriptType, f.account, f.passphrases)
		if err != nil {
			return err
		}
		export, err := exportKey(record, accounts)
		if err != nil {
			return err
		}
		return write(p, export)
	}
}

func exportFormatNames() string {
	var names []string
	for _, f := range exportFormats {
		names = append(names, f.name)
	}
	return strings.Join(names, ", ")
}

func (p *program) keyExportCommand() *cobra.Command {
	var f exportFlags
	c := &cobra.Command{
		Use:   "export NAME",
		Short: "Export a key's public data for a coordinator",
		Long: `Export a key's public data for a coordinator: descriptors of single-signature
wallets, and keys with their origin for multisignature wallets.

Account 0 comes from the key's record, without unlocking it. Another account is
derived from the seed and needs the passphrase. So does a key record of BIP-129
(bsms), which one account's key signs: that of p2wsh unless --type says otherwise.`,
		Example: "  coldsign key export treasury --type p2wsh\n  coldsign key export treasury --format json\n" +
			"  coldsign key export treasury --format bsms --description 'treasury, room 5' >treasury.bsms",
		Args: exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			i := slices.IndexFunc(exportFormats, func(row exportFormat) bool { return row.name == f.format })
			if i < 0 {
				return fault.New(fault.Usage, fmt.Sprintf("--format %q: %s", f.format, exportFormatNames()))
			}
			format := exportFormats[i]
			if !format.opens && f.tokenFile+f.description != "" {
				return fault.New(fault.Usage, "--token-file and --description are for --format bsms")
			}
			if f.description != "" && !bsmsDescription.MatchString(f.description) {
				return fault.New(fault.Usage, fmt.Sprintf("--description %q: a name of 80 letters, digits and . , - _ / at most, in five words at most", f.description))
			}
			if f.account > 0 || format.opens {
				return p.withHome(exclusive, func(h *home) error {
					why := fmt.Sprintf("account %d, as %s", f.account, format.name)
					if f.description != "" {
						why += ", describing it as " + f.description
					}
					return p.recordOnKey(h, "key export", args[0], why, func(record *keystore.Record) error { return format.write(p, h, record, f) })
				})
			}
			return p.withHome(shared, func(h *home) error {
				record, err := h.keyNamed(args[0])
				if err != nil {
					return err
				}
				return format.write(p, h, record, f)
			})
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.scriptType, "type", "", "one script type alone, such as p2wpkh or p2wsh (default: all)")
	flags.StringVar(&f.format, "format", "descriptor", exportFormatNames())
	flags.Uint32Var(&f.account, "account", 0, "account number")
	flags.StringVar(&f.tokenFile, "token-file", "", "for bsms: file with the coordinator's token in hex, which encrypts the record; - for standard input")
	flags.StringVar(&f.description, "description", "", "for bsms: what the record says of the key, 80 characters at most (default: its name)")
	passphraseFlag(flags, &f.passphrases)
	return c
}

// exportKey is the public data of some accounts of a key.
func exportKey(record *keystore.Record, accounts []keystore.Account) (exportedKey, error) {
	export := exportedKey{record.Name, record.Fingerprint.String(), record.Network, nil}
	for _, a := range accounts {
		e, err := exportAccount(record, a)
		if err != nil {
			return export, err
		}
		export.Accounts = append(export.Accounts, e)
	}
	return export, nil
}

// accountsOf finds the accounts in the record, or derives others from the seed.
func (p *program) accountsOf(h *home, record *keystore.Record, scriptType string, number uint32, passphrases []string) ([]keystore.Account, error) {
	var wanted []keystore.Account
	for _, a := range record.Accounts {
		if scriptType == "" || a.Type == scriptType {
			wanted = append(wanted, a)
		}
	}
	if len(wanted) == 0 {
		return nil, fault.New(fault.Usage, fmt.Sprintf("--type %q: the key has no account of this type", scriptType))
	}
	if number == 0 {
		return wanted, nil
	}
	open, err := p.unlockAll(h, []*keystore.Record{record}, passphrases)
	if err != nil {
		return nil, err
	}
	defer open.Close()
	for i, a := range wanted {
		path, ok := keystore.AccountPath(record.Network, a.Type, number)
		if !ok {
			return nil, fault.New(fault.Usage, fmt.Sprintf("--account %d: %s has no such account", number, a.Type))
		}
		xpub, err := open[0].XPub(path)
		if err != nil {
			return nil, fmt.Errorf("key %s: %w", record.Name, err)
		}
		wanted[i].Path, wanted[i].XPub = path, xpub
	}
	return wanted, nil
}

// accountDescriptor is the wallet of a key, a type and an account number.
func (p *program) accountDescriptor(h *home, source walletSource, passphrases []string) (*descriptor.Descriptor, error) {
	record, err := h.keyNamed(source.key)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(singleSignatureTypes(), source.scriptType) {
		return nil, fault.New(fault.Usage, fmt.Sprintf("--type %q: %s", source.scriptType, strings.Join(singleSignatureTypes(), ", ")))
	}
	accounts, err := p.accountsOf(h, record, source.scriptType, source.account, passphrases)
	if err != nil {
		return nil, err
	}
	return singleDescriptor(source.scriptType, record.Fingerprint.String(), accounts[0].Path.String(), accounts[0].XPub)
}

func exportAccount(record *keystore.Record, a keystore.Account) (exportedAccount, error) {
	path := strings.TrimPrefix(a.Path.String(), "m/")
	e := exportedAccount{Type: a.Type, Standard: a.Standard, Path: a.Path.String(), XPub: a.XPub, Key: fmt.Sprintf("[%s/%s]%s", record.Fingerprint, path, a.XPub)}
	if !slices.Contains(singleSignatureTypes(), a.Type) {
		return e, nil
	}
	d, err := singleDescriptor(a.Type, record.Fingerprint.String(), a.Path.String(), a.XPub)
	if err != nil {
		return e, err
	}
	w, err := openWallet(walletFile{Name: record.Name, Network: record.Network, Descriptor: d.String()})
	if err != nil {
		return e, err
	}
	list, err := w.addresses(0, 0, shownAddresses)
	if err != nil {
		return e, err
	}
	for _, address := range list {
		e.First = append(e.First, address.Address)
	}
	e.Descriptor = d.String()
	return e, nil
}

// exportDescriptors prints a line an account.
func (p *program) exportDescriptors(export exportedKey) error {
	return p.result(export, func(out io.Writer) {
		for _, a := range export.Accounts {
			line := a.Descriptor
			if line == "" {
				line = a.Key
			}
			fmt.Fprintf(out, "%-22s %s\n", a.Standard+" "+a.Type, line)
		}
	})
}

func (p *program) exportJSON(export exportedKey) error {
	asJSON := *p
	asJSON.json = true
	return asJSON.result(export, nil)
}
