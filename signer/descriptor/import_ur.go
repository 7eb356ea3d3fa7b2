package descriptor

import (
	"errors"
	"fmt"
	"strings"
)

// isCBOR recognises the CBOR of a crypto-output, which begins with a tag, and of
// the maps of the other types. No descriptor or JSON begins with such a byte.
func isCBOR(f *file) bool {
	return len(f.data) > 1 && (f.data[0] == cborTag<<5|25 || f.data[0]>>5 == cborMap)
}

// importCBOR reads the payload of a UR: crypto-output, output-descriptor,
// crypto-account or account-descriptor.
func importCBOR(f *file) ([]Imported, error) {
	it, err := parseCBOR(f.data)
	if err != nil {
		return nil, err
	}
	if content, ok := it.untag(tagOutputOld, tagOutput); ok {
		it = content
	}
	if it.major != cborMap {
		return importOutput(it)
	}
	first := it.get(1)
	switch {
	case first == nil:
		return nil, errors.New("a CBOR map that is no descriptor and no account")
	case first.major == cborText:
		return importOutput(it)
	}
	list := it.get(2)
	if list == nil || list.major != cborArray {
		return nil, errors.New("an account without its descriptors")
	}
	var all []Imported
	for i := range list.items {
		o := &list.items[i]
		if content, ok := o.untag(tagOutputOld, tagOutput); ok {
			o = content
		}
		text, _, err := descriptorText(o)
		if err != nil {
			return nil, fmt.Errorf("descriptor %d: %w", i+1, err)
		}
		if strings.Contains(text, "cosigner(") {
			continue // one key of a multisig wallet that does not exist yet
		}
		one, err := importOutput(o)
		if err != nil {
			return nil, fmt.Errorf("descriptor %d: %w", i+1, err)
		}
		all = append(all, one...)
	}
	if len(all) == 0 {
		return nil, errors.New("an account without a wallet in it")
	}
	return all, nil
}

// importOutput reads one descriptor.
func importOutput(it *cborItem) ([]Imported, error) {
	text, name, err := descriptorText(it)
	if err != nil {
		return nil, err
	}
	d, err := Parse(text)
	if err != nil {
		return nil, err
	}
	both, notes, err := bothBranches(d, false)
	return []Imported{{Name: name, Descriptor: both, Notes: notes}}, err
}

// descriptorText writes the text of a crypto-output, or of an output-descriptor
// (BCR-2023-010): its source with the keys in the place of @0, @1, ….
func descriptorText(it *cborItem) (text, name string, err error) {
	if it.major != cborMap {
		text, err = outputText(it)
		return text, "", err
	}
	source, keys := it.get(1), it.get(2)
	if source == nil || source.major != cborText {
		return "", "", errors.New("an output-descriptor without its text")
	}
	if n := it.get(3); n != nil && n.major == cborText {
		name = string(n.data)
	}
	var texts []string
	if keys != nil {
		for i := range keys.items {
			key, err := urKeyText(&keys.items[i])
			if err != nil {
				return "", "", fmt.Errorf("key %d: %w", i, err)
			}
			texts = append(texts, key)
		}
	}
	text, _, err = fillPlaceholders(string(source.data), texts)
	return text, name, err
}
