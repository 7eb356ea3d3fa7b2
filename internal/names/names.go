// Package names says how keys, operators, persons and wallets may be called.
package names

import "fmt"

// Most bounds a name, in letters: it is the name of a file, with an ending and in
// folders of others, and stands on one line with an address beside it.
const Most = 64

// Rule is what a name is made of, for people.
const Rule = "letters, digits, dot, dash and underscore, a letter or digit first, 64 at most"

// Is says whether a text is a name: plain, on every file system, never one that climbs
// out of its folder, and the same to the eye as to the machine.
func Is(text string) bool {
	for i, c := range []byte(text) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && (i == 0 || c != '.' && c != '-' && c != '_') {
			return false
		}
	}
	return text != "" && len(text) <= Most
}

// Check is Is with the reason.
func Check(text string) error {
	if !Is(text) {
		return fmt.Errorf("name %.70q: %s", text, Rule)
	}
	return nil
}
