package main

import (
	"fmt"

	"coldsign/signer/descriptor"
)

// importedDescriptor reads a coordinator's wallet file: a descriptor as text.
func (p *program) importedDescriptor(path string) (*descriptor.Descriptor, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	d, err := parseDescriptor(path, string(data))
	if err != nil {
		return nil, fmt.Errorf("no wallet: %w", err)
	}
	return d, nil
}
