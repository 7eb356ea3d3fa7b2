package secp256k1

import (
	"errors"
	"fmt"
	"io"
)

// redacted is all that any way of printing a Scratch gives.
const redacted = "secp256k1.Scratch(secret)"

// String, GoString and Format return a fixed word, whatever the verb.
func (w Scratch) String() string { return redacted }

// GoString: see String.
func (w Scratch) GoString() string { return redacted }

// Format: see String.
func (w Scratch) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) }

// MarshalJSON fails: a secret in a JSON document is a mistake.
func (w Scratch) MarshalJSON() ([]byte, error) {
	return nil, errors.New("secp256k1: secrets are not to be encoded")
}
