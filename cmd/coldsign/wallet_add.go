package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/internal/text"
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
	return p.record(h, ledger.Entry{Command: "wallet add", Detail: "wallet " + name}, func(*ledger.Entry) error {
		return p.registerWallet(h, name, source, passphrases)
	})
}

func (p *program) registerWallet(h *home, name string, source walletSource, passphrases []string) error {
	described, err := p.walletDescription(h, source, passphrases)
	if err != nil {
		return err
	}
	w, err := h.newWallet(name, described, source.network)
	if err != nil {
		return err
	}
	registered, err := h.wallets()
	if err != nil {
		return err
	}
	for _, other := range registered {
		if w.sameScripts(other) {
			return p.walletAdded(other, true)
		}
		if other.file.Name == name {
			return fault.New(fault.Failed, fmt.Sprintf("wallet %s is registered with other scripts", name))
		}
	}
	if err := checkNewNames("wallet", name, h.walletNames); err != nil {
		return err
	}
	if err := w.refused(); err != nil {
		return err
	}
	if err := p.checkFirstAddress(w, source.firstAddress); err != nil {
		return err
	}
	w.file.Registered = now().UTC().Format(time.RFC3339)
	if err := h.saveWallet(w); err != nil {
		return err
	}
	return p.walletAdded(w, false)
}

// walletDescription reads what describes the wallet from wherever the command line says.
func (p *program) walletDescription(h *home, source walletSource, passphrases []string) (descriptor.Imported, error) {
	switch {
	case source.key != "":
		d, err := p.accountDescriptor(h, source, passphrases)
		return descriptor.Imported{Descriptor: d}, err
	case source.file != "":
		return p.importWallet(source.file)
	}
	receive, err := parseDescriptor("--descriptor", source.descriptor)
	if err != nil || source.change == "" {
		return descriptor.Imported{Descriptor: receive}, err
	}
	change, err := parseDescriptor("--change-descriptor", source.change)
	if err != nil {
		return descriptor.Imported{}, err
	}
	joined, err := descriptor.Join(receive, change)
	if err != nil {
		return descriptor.Imported{}, fmt.Errorf("--change-descriptor: %w", err)
	}
	return descriptor.Imported{Descriptor: joined}, nil
}

func parseDescriptor(flag, text string) (*descriptor.Descriptor, error) {
	d, err := descriptor.Parse(strings.TrimSpace(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	return d, nil
}

// checkFirstAddress has the first addresses compared: with the one given, or by
// a person where there is a terminal. A script may leave it out.
func (p *program) checkFirstAddress(w *registeredWallet, given string) error {
	first := w.file.FirstAddresses[0][0]
	for _, problem := range w.problems {
		if problem.Severity == descriptor.Confirm && problem.Check != descriptor.PathUnusual {
			w.file.Unacknowledged = append(w.file.Unacknowledged, problem.Check)
		}
	}
	if given == "" && w.stated != "" {
		w.check(w.stated, "stated by the wallet file")
	}
	if given != "" {
		if given != first {
			return fault.New(fault.Refused, "--first-address is not the wallet's first address, which is "+first)
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
	for _, problem := range w.problems {
		fmt.Fprintln(t.file, text.Line(problem.String()))
		if problem.Severity != descriptor.Confirm {
			continue
		}
		if err := t.confirm(problem.Why+" Register the wallet all the same?", yes); err != nil {
			return err
		}
	}
	w.file.Unacknowledged = nil
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
		Name     string            `json:"name"`
		Already  bool              `json:"already"`
		Problems []problemDocument `json:"problems"`
		walletDocument
	}{w.file.Name, already, w.problemDocuments(), w.document()}
	return p.result(document, func(out io.Writer) {
		if already {
			fmt.Fprintf(out, "registered already as %s\n", w.file.Name)
			return
		}
		fmt.Fprintf(out, "registered %s\n", w.file.Name)
		for _, line := range w.describe() {
			fmt.Fprintln(out, line)
		}
		for _, problem := range w.problems {
			fmt.Fprintln(out, text.Line(problem.String()))
		}
	})
}
