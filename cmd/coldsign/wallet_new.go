package main

import (
	"fmt"
	"slices"
	"strings"

	"coldsign/internal/fault"
	"coldsign/keystore"
	"coldsign/signer/descriptor"
)

// newWallet makes the wallet that is to be registered: its network, its
// cosigners and which of them are ours, and what speaks against it.
func (h *home) newWallet(name string, described descriptor.Imported, network string) (*registeredWallet, error) {
	records, err := h.keys()
	if err != nil {
		return nil, err
	}
	return walletAmong(records, name, described, network)
}

// walletAmong makes a wallet where these are the keys held here. Which of them are in
// it is known with its network: one seed may be held for several.
func walletAmong(records []*keystore.Record, name string, described descriptor.Imported, network string) (w *registeredWallet, err error) {
	d := described.Descriptor
	file := walletFile{Version: walletVersion, Name: name, Descriptor: d.String()}
	if network == "" && described.Network != nil {
		network = described.Network.Name
	}
	if file.Network, err = walletNetwork(d, records, network); err != nil {
		return nil, err
	}
	accounts := ownAccounts(recordsOn(file.Network, records))
	for i, owner := range descriptor.Owners(d, accounts) {
		key := d.Keys()[i]
		file.Cosigners = append(file.Cosigners, cosigner{Fingerprint: fmt.Sprintf("%x", key.Fingerprint), Key: key.Base(), Ours: owner.Name})
	}
	if w, err = openWallet(file); err != nil {
		return nil, err
	}
	w.stated = described.FirstAddress
	w.problems = descriptor.Inspect(d, w.wallet.Network, accounts)
	if err := w.refused(); err != nil {
		return nil, err
	}
	w.file.FirstAddresses = make([][]string, d.Branches())
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

// ownAccounts are the recorded accounts of all keys held here.
func ownAccounts(records []*keystore.Record) []descriptor.OwnAccount {
	var accounts []descriptor.OwnAccount
	for _, r := range records {
		for _, a := range r.Accounts {
			accounts = append(accounts, descriptor.OwnAccount{Name: r.Name, Fingerprint: r.Fingerprint, Path: a.Path, XPub: a.XPub})
		}
	}
	return accounts
}

// refused is the error of a wallet that may not be registered.
func (w *registeredWallet) refused() error {
	for _, problem := range w.problems {
		if problem.Severity == descriptor.Refuse {
			return fault.New(fault.Refused, "the wallet is not registered: "+problem.String())
		}
	}
	return nil
}

// findingTitles are the words of findings at registration, by their ids.
func findingTitles(ids []string) (titles []string) {
	for _, c := range descriptor.Checks() {
		if slices.Contains(ids, c.ID) {
			titles = append(titles, c.Title)
		}
	}
	return titles
}

// problemDocument is what was found at registration, for a machine.
type problemDocument struct {
	Check    string `json:"check"`
	Severity string `json:"severity"`
	Keys     []int  `json:"keys"`
	Title    string `json:"title"`
	Why      string `json:"why"`
	Detail   string `json:"detail,omitempty"`
}

func (w *registeredWallet) problemDocuments() []problemDocument {
	documents := []problemDocument{}
	for _, p := range w.problems {
		documents = append(documents, problemDocument{p.Check, string(p.Severity), p.Keys, p.Title, p.Why, p.Detail})
	}
	return documents
}

// recordsOn are the keys held for a network.
func recordsOn(network string, records []*keystore.Record) (on []*keystore.Record) {
	for _, r := range records {
		if r.Network == network {
			on = append(on, r)
		}
	}
	return on
}

// haveAllOfOurs says whether a network's keys have as much of a wallet as all that are
// held here.
func haveAllOfOurs(d *descriptor.Descriptor, network string, records []*keystore.Record) bool {
	there := descriptor.Owners(d, ownAccounts(recordsOn(network, records)))
	for i, owner := range descriptor.Owners(d, ownAccounts(records)) {
		if owner.Proof > there[i].Proof {
			return false
		}
	}
	return true
}

// walletNetwork decides the network: of our own keys in the wallet, else the one
// named, else the only one that the keys allow. Never a transaction's word.
func walletNetwork(d *descriptor.Descriptor, records []*keystore.Record, named string) (string, error) {
	ours := false
	var possible []string
	for _, n := range descriptor.Networks() {
		all := haveAllOfOurs(d, n.Name, records)
		ours = ours || all
		if all && d.FitsNetwork(n) {
			possible = append(possible, n.Name)
		}
	}
	switch {
	case !ours:
		return "", fault.New(fault.Failed, "our keys in this wallet belong to different networks")
	case len(possible) == 0:
		return "", fault.New(fault.Failed, "the wallet's keys and our own key in it belong to different networks")
	case named != "" && !slices.Contains(possible, named):
		return "", fault.New(fault.Usage, "--network "+named+" is not the network of the wallet's keys").WithHint("possible: " + strings.Join(possible, ", "))
	case named != "":
		return named, nil
	case len(possible) > 1:
		return "", fault.New(fault.Usage, "the wallet's keys leave the network open").WithHint("name it with --network: " + strings.Join(possible, ", "))
	}
	return possible[0], nil
}
