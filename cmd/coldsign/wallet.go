package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/internal/text"
	"coldsign/signer/descriptor"
)

func (p *program) walletCommand() *cobra.Command {
	return group("wallet", "Registered wallets: public data, needs no passphrase",
		p.walletAddCommand(), p.walletListCommand(), p.walletShowCommand(), p.walletRemoveCommand(), p.walletAddressCommand(), p.walletFindCommand())
}

// walletDocument is a wallet for a machine, without its name.
type walletDocument struct {
	Network        string       `json:"network"`
	Kind           string       `json:"kind"`
	PolicyID       string       `json:"policy_id"`
	Policy         []string     `json:"policy"` // in sentences
	Descriptor     string       `json:"descriptor"`
	Cosigners      []cosigner   `json:"cosigners"`
	FirstAddresses [][]string   `json:"first_addresses"`
	Checked        *walletCheck `json:"checked"`
}

func (w *registeredWallet) document() walletDocument {
	return walletDocument{w.file.Network, w.wallet.Descriptor.Kind(), w.policyID(), w.wallet.Descriptor.Sentences(w.names()), w.file.Descriptor, w.file.Cosigners, w.file.FirstAddresses, w.file.Checked}
}

// policyID is the hash that people compare between machines.
func (w *registeredWallet) policyID() string {
	return fmt.Sprintf("%x", w.wallet.Descriptor.PolicyID())
}

// names are the cosigners' names by the fingerprint of their key, as far as they are known.
func (w *registeredWallet) names() map[string]string {
	names := map[string]string{}
	for _, c := range w.file.Cosigners {
		if c.Ours != "" {
			names[c.Fingerprint] = c.Ours
		}
	}
	return names
}

// branchNames are the words for the first two branches of a wallet.
var branchNames = []string{"receive", "change"}

func branchName(branch int) string {
	if branch < len(branchNames) {
		return branchNames[branch]
	}
	return fmt.Sprintf("branch %d", branch)
}

// describe says in lines what a wallet is.
func (w *registeredWallet) describe() []string {
	lines := []string{
		"network     " + w.file.Network,
		"type        " + w.wallet.Descriptor.Kind(),
		"policy id   " + w.policyID(),
		"descriptor  " + w.file.Descriptor,
	}
	for _, sentence := range w.wallet.Descriptor.Sentences(w.names()) {
		lines = append(lines, "spent by    "+text.Line(sentence))
	}
	for i, c := range w.file.Cosigners {
		whose := ""
		if c.Ours != "" {
			whose = "  (ours: " + c.Ours + ")"
		}
		lines = append(lines, fmt.Sprintf("key %d       %s%s", i+1, c.Key, whose))
	}
	for branch, list := range w.file.FirstAddresses {
		for i, address := range list {
			lines = append(lines, fmt.Sprintf("%-8s %2d  %s", branchName(branch), i, address))
		}
	}
	if w.file.Registered != "" {
		lines = append(lines, "registered  "+w.file.Registered)
	}
	checked := "no: nobody compared the first addresses with the coordinator's"
	if w.file.Checked != nil {
		checked = w.file.Checked.When + " (" + w.file.Checked.How + ")"
	}
	return append(lines, "compared    "+checked)
}

func (p *program) walletListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the registered wallets",
		Example: "  coldsign wallet list --json",
		Args:    noArguments(),
		RunE: func(*cobra.Command, []string) error {
			return p.withHome(shared, func(h *home) error {
				wallets, err := h.wallets()
				if err != nil {
					return err
				}
				type row struct {
					Name string `json:"name"`
					walletDocument
				}
				rows := []row{}
				for _, w := range wallets {
					rows = append(rows, row{w.file.Name, w.document()})
				}
				return p.result(rows, func(out io.Writer) {
					for _, r := range rows {
						fmt.Fprintf(out, "%-24s %-9s %s\n", r.Name, r.Network, r.Kind)
					}
				})
			})
		},
	}
}

func (p *program) walletShowCommand() *cobra.Command {
	format := walletText
	c := &cobra.Command{
		Use:     "show NAME",
		Short:   "Show a wallet: its descriptor, its keys, its first addresses",
		Example: "  coldsign wallet show treasury/p2wpkh\n  coldsign wallet show vault --format policy",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.withWallet(args[0], func(_ *home, w *registeredWallet) error {
				if format != walletText {
					return p.showAs(format, w)
				}
				document := struct {
					Name string `json:"name"`
					walletDocument
				}{w.file.Name, w.document()}
				return p.result(document, func(out io.Writer) {
					fmt.Fprintln(out, strings.Join(w.describe(), "\n"))
				})
			})
		},
	}
	c.Flags().StringVar(&format, "format", walletText, walletFormNames())
	return c
}

func (p *program) walletRemoveCommand() *cobra.Command {
	var passphrases []string
	c := &cobra.Command{
		Use:   "remove NAME",
		Short: "Forget a wallet: its coins are nobody's afterwards, its keys stay",
		Long: `Forget a wallet: its coins are nobody's afterwards, its keys stay. A wallet that the
policy names is forgotten by the quorum alone that decides over the policy.`,
		Example: "  coldsign wallet remove vault",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.withHome(exclusive, func(h *home) error {
				about := ledger.Entry{Command: "wallet remove", Detail: "wallet " + args[0]}
				err := p.record(h, about, func(*ledger.Entry) error {
					if err := p.allowWithoutWallet(h, args[0], passphrases); err != nil {
						return err
					}
					return h.removeWallet(args[0])
				})
				if err != nil {
					return err
				}
				return p.result(map[string]string{"removed": args[0]}, func(out io.Writer) { fmt.Fprintln(out, "removed "+args[0]) })
			})
		},
	}
	passphraseFlag(c.Flags(), &passphrases)
	return c
}

// allowWithoutWallet has those who decide over the policy open their key before a wallet
// is forgotten that the policy names: else another one could take its place.
func (p *program) allowWithoutWallet(h *home, name string, passphrases []string) error {
	house, err := h.policy()
	if err != nil || !house.NamesWallet(name) {
		return err
	}
	record, err := h.decidingKey(house, "")
	if err != nil || record == nil {
		return err
	}
	_, err = p.proveQuorum(h, record, passphrases)
	return err
}

// maxAddresses bounds one listing; a longer one is asked for in pieces.
const maxAddresses = 10000

func (p *program) walletAddressCommand() *cobra.Command {
	var branch string
	var from uint32
	var count int
	c := &cobra.Command{
		Use:     "address NAME",
		Short:   "List addresses of a wallet",
		Example: "  coldsign wallet address vault --branch change --from 20 --count 5",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if count < 1 || count > maxAddresses {
				return fault.New(fault.Usage, fmt.Sprintf("--count %d: 1 to %d", count, maxAddresses))
			}
			if uint64(from)+uint64(count) > 1<<31 {
				return fault.New(fault.Usage, "--from and --count go beyond the last index, 2147483647")
			}
			return p.withWallet(args[0], func(_ *home, w *registeredWallet) error {
				number := 0
				for number < len(branchNames) && branchNames[number] != branch {
					number++
				}
				if number >= w.wallet.Descriptor.Branches() {
					return fault.New(fault.Usage, fmt.Sprintf("--branch %q: the wallet has %s", branch, strings.Join(branchNames[:min(2, w.wallet.Descriptor.Branches())], ", ")))
				}
				list, err := w.addresses(number, from, count)
				if err != nil {
					return err
				}
				return p.result(list, func(out io.Writer) {
					for _, a := range list {
						fmt.Fprintf(out, "%6d  %s\n", a.Index, a.Address)
					}
				})
			})
		},
	}
	c.Flags().StringVar(&branch, "branch", branchNames[0], "receive or change")
	c.Flags().Uint32Var(&from, "from", 0, "first index")
	c.Flags().IntVar(&count, "count", 20, "how many")
	return c
}

// networkNames lists the networks for help texts.
func networkNames() string {
	var names []string
	for _, n := range descriptor.Networks() {
		names = append(names, n.Name)
	}
	return strings.Join(names, ", ")
}
