package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"coldsign/internal/fault"
	"coldsign/internal/names"
)

// checkName judges the name of a key, an operator or a person.
func checkName(what, given string) error {
	if !names.Is(given) {
		return fault.New(fault.Usage, fmt.Sprintf("%s name %q: %s", what, given, names.Rule))
	}
	return nil
}

// checkWalletName judges the name of a wallet; a key's own wallets are named
// KEY/TYPE, so one slash is allowed.
func checkWalletName(name string) error {
	first, second, nested := strings.Cut(name, "/")
	if err := checkName("wallet", first); err != nil {
		return err
	}
	if nested {
		return checkName("wallet", second)
	}
	return nil
}

// reservedNames are devices elsewhere: a home that is copied there could not be read.
var reservedNames = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$`)

// checkNewName judges a name that is to be given: one that another system reserves, or
// that differs from one that is there by capital letters only, is taken for another.
// Names that were given before are read as they are.
func checkNewName(what, name string, there []string) error {
	for _, part := range strings.Split(name, "/") {
		if reservedNames.MatchString(part) || strings.HasSuffix(part, ".") {
			return fault.New(fault.Usage, fmt.Sprintf("%s name %q: other systems have no file of this name", what, name))
		}
	}
	for _, other := range there {
		if other != name && strings.EqualFold(other, name) {
			return fault.New(fault.Usage, fmt.Sprintf("%s name %q: %s is there already, and the two differ by capital letters only", what, name, other))
		}
	}
	return nil
}

// keyNames are those of the keys held here.
func (h *home) keyNames() ([]string, error) { return h.store.List(filepath.Join(h.dir, keysFolder)) }

// walletNames are those of the registered wallets.
func (h *home) walletNames() ([]string, error) {
	wallets, err := h.wallets()
	names := make([]string, len(wallets))
	for i, w := range wallets {
		names[i] = w.file.Name
	}
	return names, err
}

// peopleNames are those of persons and operators: policies tell people apart by name.
func (h *home) peopleNames() ([]string, error) {
	persons, err := h.persons()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, p := range persons {
		names = append(names, p.Name)
	}
	records, err := h.keys()
	for _, r := range records {
		for _, o := range r.Operators {
			names = append(names, o.Operator)
		}
	}
	return names, err
}

// checkNewNames judges a name against those of its kind.
func checkNewNames(what, name string, there func() ([]string, error)) error {
	names, err := there()
	if err != nil {
		return err
	}
	return checkNewName(what, name, names)
}
