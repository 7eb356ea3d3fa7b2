package main

import (
	"bytes"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/signer/descriptor"
)

// findDepth is how many addresses of each branch are searched when nothing
// else is said: ten times what coordinators call their gap limit, and as many
// as a person waits for.
const findDepth = 10000

func (p *program) walletFindCommand() *cobra.Command {
	depth := uint32(findDepth)
	c := &cobra.Command{
		Use:     "find ADDRESS",
		Short:   "Whose is an address, and at which path; exit 3 when nobody's",
		Example: "  coldsign wallet find bc1q…",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.withHome(shared, func(h *home) error { return p.walletFind(h, args[0], depth) })
		},
	}
	c.Flags().Uint32Var(&depth, "depth", findDepth, "how many addresses of each branch are searched")
	return c
}

func (p *program) walletFind(h *home, address string, depth uint32) error {
	at, err := h.findAddress(address, depth)
	if err != nil {
		return err
	}
	return p.walletFound(at.wallet, address, at.branch, at.index)
}

// spot is where a wallet has an address.
type spot struct {
	wallet *registeredWallet
	branch int
	index  uint32
}

// findAddress searches every wallet, all of them one index further at a time, so
// that the near addresses are found first.
func (h *home) findAddress(address string, depth uint32) (*spot, error) {
	wallets, err := h.wallets()
	if err != nil {
		return nil, err
	}
	scripts := map[*descriptor.Network][]byte{}
	for _, n := range descriptor.Networks() {
		if script, err := descriptor.ParseAddress(address, n); err == nil {
			scripts[n] = script
		}
	}
	if len(scripts) == 0 {
		return nil, fault.New(fault.Usage, fmt.Sprintf("%q is no address of any network", address))
	}
	for index := range depth {
		for _, w := range wallets {
			wanted, ok := scripts[w.wallet.Network]
			if !ok || (index > 0 && !w.wallet.Descriptor.Ranged()) {
				continue
			}
			for branch := range w.wallet.Descriptor.Branches() {
				script, err := w.wallet.Descriptor.At(branch, index)
				if err != nil {
					return nil, err
				}
				if bytes.Equal(script.ScriptPubKey, wanted) {
					return &spot{w, branch, index}, nil
				}
			}
		}
	}
	return nil, fault.New(fault.Refused, fmt.Sprintf("%s is no address of a registered wallet within its first %d", address, depth))
}

func (p *program) walletFound(w *registeredWallet, address string, branch int, index uint32) error {
	document := struct {
		Address string `json:"address"`
		Wallet  string `json:"wallet"`
		Network string `json:"network"`
		Branch  int    `json:"branch"`
		Index   uint32 `json:"index"`
	}{address, w.file.Name, w.file.Network, branch, index}
	return p.result(document, func(out io.Writer) {
		fmt.Fprintf(out, "%s is %s's, %s address %d, on %s\n", address, w.file.Name, branchName(branch), index, w.file.Network)
	})
}
