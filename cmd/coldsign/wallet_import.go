package main

import (
	"bytes"
	"fmt"

	"coldsign/qr"
	"coldsign/signer/descriptor"
)

// importWallet reads a coordinator's wallet file, or the picture of one. The
// content decides which format it is.
func (p *program) importWallet(path string) (descriptor.Imported, error) {
	in, err := p.readInput([]string{path}, sourceFlags{})
	if err != nil {
		return descriptor.Imported{}, err
	}
	data := in.payload.Data
	if in.carrier == carriedByFile {
		data = in.raw
	}
	if in.payload.Kind == qr.KindSecret {
		return descriptor.Imported{}, fail(statusFailed, path+": holds a secret, which does not belong in a wallet's description")
	}
	imported, err := descriptor.Import(bytes.TrimSpace(data))
	if err != nil {
		return imported, fmt.Errorf("%s: %w", path, err)
	}
	for _, note := range imported.Notes {
		p.say("%s: %s", path, note)
	}
	return imported, nil
}
