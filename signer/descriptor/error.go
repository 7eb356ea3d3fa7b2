package descriptor

import (
	"errors"
	"fmt"
	"strconv"
)

// ErrSecret is in every error about a private key where only public ones belong.
var ErrSecret = errors.New("a private key; a secret does not belong in a descriptor")

// Error says where in the text of a descriptor the reader stopped, and why. It
// never holds any of the text itself, which may be hostile or secret.
type Error struct {
	Offset int    // bytes from the beginning of the text
	Place  string // the expression, such as "wsh(sortedmulti())"; may be empty
	Reason error
}

func (e *Error) Error() string {
	if e.Place == "" {
		return fmt.Sprintf("descriptor: character %d: %v", e.Offset+1, e.Reason)
	}
	return fmt.Sprintf("descriptor: character %d, in %s: %v", e.Offset+1, e.Place, e.Reason)
}

func (e *Error) Unwrap() error { return e.Reason }

// quote prints text of unknown origin: escaped, and not more than a line of it.
func quote(s string) string {
	const most = 100
	if len(s) > most {
		return strconv.QuoteToASCII(s[:most]) + "…"
	}
	return strconv.QuoteToASCII(s)
}
