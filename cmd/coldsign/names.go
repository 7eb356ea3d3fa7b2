package main

import (
	"fmt"
	"regexp"
	"strings"
)

// Names become file names and stand in reviews, so they are short, plain and
// cannot climb out of their folder or look like another name.
var namePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// checkName judges the name of a key or an operator.
func checkName(what, name string) error {
	if !namePattern.MatchString(name) {
		return fail(statusUsage, fmt.Sprintf("%s name %q: letters, digits, dot, dash and underscore, 64 at most", what, name))
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
