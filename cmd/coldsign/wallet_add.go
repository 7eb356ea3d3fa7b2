package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"coldsign/signer/descriptor"
)

// shownAddresses is how many addresses of each branch are shown and recorded
// at registration: enough to compare, few enough to be compared.
const shownAddresses = 3

// walletSource is how a new wallet was described on the command line.
type walletSource struct {
	descriptor, change string
	file               string
	key                string
	scriptType         string
	account            uint32
	network            string
	firstAddress       string
}

func (p *program) walletAddCommand() *cobra.Command {
	var source walletSource
	var passphrases []string
	c := &cobra.Command{
		Use:   "add NAME",
		Short: "Register a wallet, so that its coins and change are known",
		Long: `Register a wallet from its descriptor, from two single-path descriptors as
Bitcoin Core prints them, from a coordinator's file, or from a key and a script
type. Only what is registered counts as change.

At a terminal the first addresses are shown to be compared with the
coordinator's; --first-address answers for a script. A wallet whose addresses
nobody compared says so in every review.`,
		Example: `  coldsign wallet add vault --descriptor 'wsh(sortedmulti(2,[fp/48h/0h/0h/2h]xpub…/<0;1>/*,…))#checksum'
  coldsign wallet add savings --key treasury --type p2tr --account 7`,
		Args: exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.walletAdd(args[0], source, passphrases)
		},
	}
	f := c.Flags()
	f.StringVar(&source.descriptor, "descriptor", "", "output descriptor, with both branches as <0;1> or the receiving one alone")
	f.StringVar(&source.change, "change-descriptor", "", "descriptor of the change branch")
	f.StringVar(&source.file, "file", "", "a coordinator's wallet file")
	f.StringVar(&source.key, "key", "", "a key held here, for a wallet of that key alone")
	f.StringVar(&source.scriptType, "type", "p2wpkh", "with --key: "+strings.Join(singleSignatureTypes(), ", "))
	f.Uint32Var(&source.account, "account", 0, "with --key: account number")
	f.StringVar(&source.network, "network", "", "where the keys leave it open: "+networkNames())
	f.StringVar(&source.firstAddress, "first-address", "", "the coordinator's first address; must be the wallet's")
	passphraseFlag(f, &passphrases)
	c.MarkFlagsMutuallyExclusive("descriptor", "file", "key")
	c.MarkFlagsOneRequired("descriptor", "file", "key")
	return c
}

func (p *program) walletAdd(name string, source walletSource, passphrases []string) error {
	if err := checkWalletName(name); err != nil {
		return err
	}
	h, err := p.openHome(exclusive)
	if err != nil {
		return err
	}
	defer h.Close()
	parsed, err := p.walletDescriptor(h, source, passphrases)
	if err != nil {
		return err
	}
	w, err := h.newWallet(name, parsed, source.network)
	if err != nil {
		return err
	}
	registered, err := h.wallets()
	if err != nil {
		return err
	}
	for _, other := range registered {
		same, err := w.sameScripts(other)
		if err != nil {
			return err
		}
		if same {
			return p.walletAdded(other, true)
		}
		if other.file.Name == name {
			return fail(statusFailed, fmt.Sprintf("wallet %s is registered with other scripts", name))
		}
	}
	if err := p.checkFirstAddress(w, source.firstAddress); err != nil {
		return err
	}
	if err := h.saveWallet(w); err != nil {
		return err
	}
	return p.walletAdded(w, false)
}

// walletDescriptor reads the descriptor from wherever the command line says it is.
func (p *program) walletDescriptor(h *home, source walletSource, passphrases []string) (*descriptor.Descriptor, error) {
	switch {
	case source.key != "":
		return p.accountDescriptor(h, source, passphrases)
	case source.file != "":
		return p.importedDescriptor(source.file)
	}
	receive, err := parseDescriptor("--descriptor", source.descriptor)
	if err != nil || source.change == "" {
		return receive, err
	}
	change, err := parseDescriptor("--change-descriptor", source.change)
	if err != nil {
		return nil, err
	}
	joined, err := descriptor.Join(receive, change)
	if err != nil {
		return nil, fmt.Errorf("--change-descriptor: %w", err)
	}
	return joined, nil
}

func parseDescriptor(flag, text string) (*descriptor.Descriptor, error) {
	d, err := descriptor.Parse(strings.TrimSpace(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	return d, nil
}

// newWallet makes the wallet that is to be registered: its network, its
// cosigners and which of them are ours.
func (h *home) newWallet(name string, d *descriptor.Descriptor, network string) (*registeredWallet, error) {
	records, err := h.keys()
	if err != nil {
		return nil, err
	}
	file := walletFile{Version: walletVersion, Name: name, Descriptor: d.String()}
	networks := map[string]bool{}
	for _, key := range d.Keys() {
		signer := cosigner{Fingerprint: fmt.Sprintf("%x", key.Fingerprint), Key: key.Base()}
		for _, record := range records {
			if ownsKey(record, key) {
				signer.Ours = record.Name
				networks[record.Network] = true
			}
		}
		file.Cosigners = append(file.Cosigners, signer)
	}
	if file.Network, err = walletNetwork(d, networks, network); err != nil {
		return nil, err
	}
	file.FirstAddresses = make([][]string, d.Branches())
	w, err := openWallet(file)
	if err != nil {
		return nil, err
	}
	for branch := range d.Branches() {
		list, err := w.addresses(branch, 0, shownAddresses)
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			w.file.FirstAddresses[branch] = append(w.file.FirstAddresses[branch], a.Address)
		}
	}
	return w, nil
}

// walletNetwork decides the network: of our own key in the wallet, else the one
// named, else the only one that the keys allow. Never a transaction's word.
func walletNetwork(d *descriptor.Descriptor, own map[string]bool, named string) (string, error) {
	var possible []string
	for _, n := range descriptor.Networks() {
		if d.FitsNetwork(n) && (len(own) == 0 || own[n.Name]) {
			possible = append(possible, n.Name)
		}
	}
	switch {
	case len(own) > 1:
		return "", fail(statusFailed, "our keys in this wallet belong to different networks")
	case len(possible) == 0:
		return "", fail(statusFailed, "the wallet's keys and our own key in it belong to different networks")
	case named != "" && !slices.Contains(possible, named):
		return "", fail(statusUsage, "--network "+named+" is not the network of the wallet's keys").withHint("possible: " + strings.Join(possible, ", "))
	case named != "":
		return named, nil
	case len(possible) > 1:
		return "", fail(statusUsage, "the wallet's keys leave the network open").withHint("name it with --network: " + strings.Join(possible, ", "))
	}
	return possible[0], nil
}

// checkFirstAddress has the first addresses compared: with the one given, or by
// a person where there is a terminal. A script may leave it out.
func (p *program) checkFirstAddress(w *registeredWallet, given string) error {
	first := w.file.FirstAddresses[0][0]
	if given != "" {
		if given != first {
			return fail(statusRefused, "--first-address is not the wallet's first address, which is "+first)
		}
		w.check(first, "--first-address")
		return nil
	}
	t, err := p.openTerminal("whether the first addresses agree", "--first-address")
	if err != nil || p.json {
		p.say("nobody compared the first addresses; every review of this wallet will say so")
		return nil
	}
	defer t.Close()
	for _, line := range w.describe() {
		fmt.Fprintln(t.file, line)
	}
	if err := t.confirm("Does the coordinator show the same addresses?", yes); err != nil {
		return err
	}
	w.check(first, "typed")
	return nil
}

func (w *registeredWallet) check(address, how string) {
	w.file.Checked = &walletCheck{FirstAddress: address, When: now().UTC().Format(time.RFC3339), How: how}
	w.wallet.Checked = true
}

// walletAdded prints the registered wallet.
func (p *program) walletAdded(w *registeredWallet, already bool) error {
	document := struct {
		Name    string `json:"name"`
		Already bool   `json:"already"`
		walletDocument
	}{w.file.Name, already, w.document()}
	return p.result(document, func(out io.Writer) {
		if already {
			fmt.Fprintf(out, "registered already as %s\n", w.file.Name)
			return
		}
		fmt.Fprintf(out, "registered %s\n", w.file.Name)
		for _, line := range w.describe() {
			fmt.Fprintln(out, line)
		}
	})
}
