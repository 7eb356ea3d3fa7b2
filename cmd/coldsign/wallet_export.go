package main

import (
	"fmt"
	"strings"

	"coldsign/internal/fault"
	"coldsign/qr"
	"coldsign/qr/ur"
)

// walletForms are the rows of `wallet show --format` beside the text: what
// coordinators read.
var walletForms = []struct {
	name  string
	write func(*program, *registeredWallet) error
}{
	{"policy", (*program).writePolicy},
	{"ur", (*program).writeWalletUR},
}

// walletText is the form for people, or with --json the program's own.
const walletText = "text"

func walletFormNames() string {
	names := []string{walletText}
	for _, f := range walletForms {
		names = append(names, f.name)
	}
	return strings.Join(names, ", ")
}

// showAs writes a wallet in another form than the text.
func (p *program) showAs(format string, w *registeredWallet) error {
	for _, f := range walletForms {
		if f.name == format {
			return f.write(p, w)
		}
	}
	return fault.New(fault.Usage, fmt.Sprintf("--format %q: %s", format, walletFormNames()))
}

// walletPolicyDocument is a wallet policy (BIP-388) as signing devices exchange it.
type walletPolicyDocument struct {
	Name     string   `json:"name"`
	Template string   `json:"descriptor_template"`
	Keys     []string `json:"keys_info"`
}

func (p *program) writePolicy(w *registeredWallet) error {
	policy, err := w.wallet.Descriptor.WalletPolicy()
	if err != nil {
		return err
	}
	asJSON := *p
	asJSON.json = true
	return asJSON.result(walletPolicyDocument{w.file.Name, policy.Template, policy.Keys}, nil)
}

// writeWalletUR prints the wallet's UR, one part a line; 'qr show' draws them. It
// is of the older registry, which coordinators in use know, or of the newer one for
// what that cannot hold.
func (p *program) writeWalletUR(w *registeredWallet) error {
	d := ur.Descriptor{Text: w.wallet.Descriptor.String(), Name: w.file.Name}
	m, err := ur.EncodeDescriptor(ur.Crypto, d)
	if err != nil {
		m, err = ur.EncodeDescriptor(ur.Current, d)
	}
	if err != nil {
		return err
	}
	return p.printUR(m, qr.KindDescriptor)
}
