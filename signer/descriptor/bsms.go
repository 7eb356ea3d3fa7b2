package descriptor

import (
	"errors"
	"strings"
)

// isBSMS recognises the files of BIP-129 by their first line.
func isBSMS(f *file) bool { return len(f.lines) > 0 && f.lines[0] == bsmsVersion }

const bsmsVersion = "BSMS 1.0"

// importBSMS reads a descriptor record, the file of the second round: version,
// descriptor, path restrictions, first address.
func importBSMS(f *file) ([]Imported, error) {
	if len(f.lines) == 5 {
		return nil, errors.New("a key record, the file of the first round; the wallet comes in the second")
	}
	if len(f.lines) != 4 {
		return nil, errors.New("a descriptor record has four lines")
	}
	text, err := restrictPaths(f.lines[1], f.lines[2])
	if err != nil {
		return nil, err
	}
	d, err := Parse(text)
	return []Imported{{Descriptor: d, FirstAddress: f.lines[3]}}, err
}

// restrictPaths puts the path restrictions, such as "/0/*,/1/*", in the place of
// each "/**".
func restrictPaths(descriptor, restrictions string) (string, error) {
	descriptor, err := withoutChecksum(descriptor) // which is that of the text with /**
	if err != nil || restrictions == "No path restrictions" {
		return descriptor, err
	}
	var choices []string
	for _, r := range strings.Split(restrictions, ",") {
		element, begins := strings.CutPrefix(strings.TrimSpace(r), "/")
		element, ends := strings.CutSuffix(element, "/*")
		if !begins || !ends {
			return "", errors.New("a path restriction that is not /N/*")
		}
		choices = append(choices, element)
	}
	steps := "/" + choices[0] + "/*"
	if len(choices) > 1 {
		steps = "/<" + strings.Join(choices, ";") + ">/*"
	}
	if !strings.Contains(descriptor, "/**") {
		return "", errors.New("path restrictions for a descriptor without /**")
	}
	return strings.ReplaceAll(descriptor, "/**", steps), nil
}
