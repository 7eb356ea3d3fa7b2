package main

import (
	"bytes"
	"errors"
	"fmt"

	"coldsign/internal/fault"
	"coldsign/qr"
	"coldsign/qr/ur"
	"coldsign/signer/descriptor"
)

// importWallet reads a coordinator's wallet file, or the picture of one. The
// content decides which format it is.
func (p *program) importWallet(path string) (descriptor.Imported, error) {
	in, err := p.readInput([]string{path}, sourceFlags{})
	if err != nil {
		return descriptor.Imported{}, err
	}
	if in.payload.Kind == qr.KindSecret {
		return descriptor.Imported{}, fault.New(fault.Failed, path+": holds a secret, which does not belong in a wallet's description")
	}
	imported, err := walletIn(in)
	if err != nil {
		return imported, fmt.Errorf("%s: %w", path, err)
	}
	for _, note := range imported.Notes {
		p.say("%s: %s", path, note)
	}
	return imported, nil
}

// walletIn reads what came: a coordinator's file in any of its formats, or a UR.
func walletIn(in *input) (descriptor.Imported, error) {
	if in.carrier == carriedByFile {
		return descriptor.Import(bytes.TrimSpace(in.raw))
	}
	m, is := in.payload.UR()
	switch {
	case is && in.payload.Kind == qr.KindDescriptor:
		d, err := ur.DecodeDescriptor(m)
		if err != nil {
			return descriptor.Imported{}, err
		}
		return descriptor.ImportUR(d.Text, d.Name)
	case is && in.payload.Kind == qr.KindAccount:
		return walletInAccount(m)
	case is:
		return descriptor.Imported{}, fmt.Errorf("ur: type %s is no wallet", m.Type)
	}
	return descriptor.Import(bytes.TrimSpace(in.payload.Content()))
}

// walletInAccount is the one wallet among the descriptors of an account; the others
// are keys for wallets that are yet to be made.
func walletInAccount(m ur.UR) (descriptor.Imported, error) {
	account, err := ur.DecodeAccount(m)
	if err != nil {
		return descriptor.Imported{}, err
	}
	var wallets []ur.Descriptor
	for _, d := range account.Descriptors {
		if !d.Cosigner() {
			wallets = append(wallets, d)
		}
	}
	switch len(wallets) {
	case 0:
		return descriptor.Imported{}, errors.New("ur: no wallet, only keys for wallets that are yet to be made")
	case 1:
		return descriptor.ImportUR(wallets[0].Text, wallets[0].Name)
	}
	return descriptor.Imported{}, fmt.Errorf("ur: %d wallets in one account: register each by its descriptor", len(wallets))
}
