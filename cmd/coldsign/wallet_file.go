package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"coldsign/signer"
	"coldsign/signer/descriptor"
)

// walletFile is a registered wallet as it stands in the home: public data only.
type walletFile struct {
	Version        int          `json:"version"`
	Name           string       `json:"name"`
	Network        string       `json:"network"`
	Descriptor     string       `json:"descriptor"` // normal form with checksum
	Cosigners      []cosigner   `json:"cosigners"`
	FirstAddresses [][]string   `json:"first_addresses"` // a list a branch, as shown at registration
	Checked        *walletCheck `json:"checked"`         // null: nobody compared the first addresses

	Registered string `json:"registered,omitempty"` // RFC 3339, by this machine's clock; "" in files of before

	// Findings at registration that a person would have been asked about, by id.
	Unacknowledged []string `json:"unacknowledged,omitempty"`
}

// walletVersion is the version of the file's layout.
const walletVersion = 1

// cosigner is one key of the wallet.
type cosigner struct {
	Fingerprint string `json:"fingerprint"`
	Key         string `json:"key"`  // key expression with its origin
	Ours        string `json:"ours"` // name of the key held here, or ""
}

// walletCheck says who compared the first addresses with the coordinator's.
type walletCheck struct {
	FirstAddress string `json:"first_address"`
	When         string `json:"when"` // RFC 3339, by this machine's clock
	How          string `json:"how"`  // "typed" or "--first-address"
}

// registeredWallet is a wallet file together with what it stands for.
type registeredWallet struct {
	file   walletFile
	wallet *signer.Wallet

	stated   string               // at registration: the first address that a coordinator's file states
	problems []descriptor.Problem // at registration: what was found about the descriptor
}

// parseWallet reads a wallet file strictly: what the program did not write, it refuses.
func parseWallet(data []byte) (*registeredWallet, error) {
	var file walletFile
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return nil, err
	}
	if file.Version != walletVersion {
		return nil, fmt.Errorf("version %d of the wallet file is not known", file.Version)
	}
	if err := checkWalletName(file.Name); err != nil {
		return nil, err
	}
	return openWallet(file)
}

// openWallet makes a wallet of its file and holds the file to its own words:
// the addresses recorded at registration must be the descriptor's still.
func openWallet(file walletFile) (*registeredWallet, error) {
	network, ok := descriptor.NetworkByName(file.Network)
	if !ok {
		return nil, fmt.Errorf("unknown network %q", file.Network)
	}
	parsed, err := descriptor.Parse(file.Descriptor)
	if err != nil {
		return nil, err
	}
	w := &registeredWallet{file: file, wallet: &signer.Wallet{Name: file.Name, Descriptor: parsed, Network: network, Checked: file.Checked != nil,
		Unacknowledged: findingTitles(file.Unacknowledged)}}
	if file.Registered != "" {
		since, err := time.Parse(time.RFC3339, file.Registered)
		if err != nil {
			return nil, fmt.Errorf("registered: %q is no time", file.Registered)
		}
		w.wallet.Since = since.Unix()
	}
	for branch, recorded := range file.FirstAddresses {
		current, err := w.addresses(branch, 0, len(recorded))
		if err != nil {
			return nil, err
		}
		for i := range recorded {
			if recorded[i] != current[i].Address {
				return nil, fmt.Errorf("the recorded address %d of branch %d is not the descriptor's: the file was changed", i, branch)
			}
		}
	}
	return w, nil
}

// walletAddress is one address of a wallet.
type walletAddress struct {
	Branch  int    `json:"branch"`
	Index   uint32 `json:"index"`
	Address string `json:"address"`
	script  []byte
}

// addresses lists count addresses of a branch.
func (w *registeredWallet) addresses(branch int, from uint32, count int) ([]walletAddress, error) {
	if !w.wallet.Descriptor.Ranged() {
		count = min(count, 1)
	}
	var list []walletAddress
	for i := range count {
		index := from + uint32(i)
		script, err := w.wallet.Descriptor.At(branch, index)
		if err != nil {
			return nil, err
		}
		address, ok := descriptor.Address(script.ScriptPubKey, w.wallet.Network)
		if !ok {
			return nil, fmt.Errorf("branch %d, index %d: a script without an address", branch, index)
		}
		list = append(list, walletAddress{branch, index, address, script.ScriptPubKey})
	}
	return list, nil
}

// sameScripts tells whether two wallets stand for the same scripts.
func (w *registeredWallet) sameScripts(other *registeredWallet) bool {
	return w.wallet.Network == other.wallet.Network && w.wallet.Descriptor.SameScripts(other.wallet.Descriptor)
}
