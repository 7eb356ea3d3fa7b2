package descriptor

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// importText reads descriptors, one a line, beside comments: one of several
// branches, or receive and change, or all three as Sparrow writes them.
func importText(f *file) ([]Imported, error) {
	var found []*Descriptor
	for i, line := range f.lines {
		if strings.HasPrefix(line, "#") {
			continue
		}
		d, err := Parse(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		if len(found) == 3 {
			return nil, errors.New("more than three descriptors")
		}
		found = append(found, d)
	}
	d, err := combine(found)
	return []Imported{{Descriptor: d}}, err
}

// combine makes one wallet of the descriptors of a file.
func combine(found []*Descriptor) (*Descriptor, error) {
	switch len(found) {
	case 0:
		return nil, errors.New("no descriptor")
	case 1:
		return found[0], nil
	case 2:
		return Join(found[0], found[1])
	}
	joined, err := Join(found[1], found[2])
	if err != nil {
		return nil, err
	}
	if joined.String() != found[0].String() {
		return nil, errors.New("the descriptors are not of one wallet")
	}
	return joined, nil
}

// The text file of Coldcard, which many coordinators write:
//
//	# comment
//	Name: vault
//	Policy: 2 of 3
//	Derivation: m/48'/0'/0'/2'
//	Format: P2WSH
//	0F056943: xpub…
//
// A derivation holds for the keys after it. The keys are sorted in the scripts.
var (
	coldcardPolicy = regexp.MustCompile(`^([0-9]{1,2}) *(?:of|/) *([0-9]{1,2})$`)
	coldcardKey    = regexp.MustCompile(`^[0-9a-fA-F]{8}$`)
)

func isColdcard(f *file) bool {
	for _, line := range f.lines {
		if label, _, ok := strings.Cut(line, ":"); ok && strings.EqualFold(strings.TrimSpace(label), "policy") {
			return true
		}
	}
	return false
}

func importColdcard(f *file) ([]Imported, error) {
	m := multisig{wrap: "sh"} // the format's default
	seen := map[string]bool{}
	path := ""
	for i, line := range f.lines {
		if strings.HasPrefix(line, "#") {
			continue
		}
		label, value, ok := strings.Cut(line, ":")
		label, value = strings.ToLower(strings.TrimSpace(label)), strings.TrimSpace(value)
		if !ok {
			return nil, fmt.Errorf("line %d: no label", i+1)
		}
		if label != "derivation" && seen[label] && !coldcardKey.MatchString(label) {
			return nil, fmt.Errorf("line %d: a label that was there before", i+1)
		}
		seen[label] = true
		if err := m.coldcardLine(label, value, &path); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	d, err := m.descriptor()
	return []Imported{{Name: m.name, Descriptor: d}}, err
}

func (m *multisig) coldcardLine(label, value string, path *string) error {
	switch label {
	case "name":
		m.name = value
	case "policy":
		p := coldcardPolicy.FindStringSubmatch(strings.ToLower(value))
		if p == nil {
			return errors.New("a policy that is not M of N")
		}
		m.k, m.n = p[1], p[2]
	case "derivation":
		*path = value
	case "format":
		return m.setFormat(value)
	default:
		if !coldcardKey.MatchString(label) {
			return errors.New("a label that is not known")
		}
		if *path == "" {
			return errors.New("a key before its derivation")
		}
		m.keys = append(m.keys, multisigKey{strings.ToLower(label), *path, value})
	}
	return nil
}
