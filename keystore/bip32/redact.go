package bip32

import (
	"errors"
	"fmt"
	"io"
)

// redacted is all that any way of printing a node gives.
const redacted = "bip32.Node(secret)"

// String, GoString and Format return a fixed word, whatever the verb.
func (n Node) String() string { return redacted }

// GoString: see String.
func (n Node) GoString() string { return redacted }

// Format: see String.
func (n Node) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) }

// MarshalJSON fails: a secret in a JSON document is a mistake.
func (n Node) MarshalJSON() ([]byte, error) {
	return nil, errors.New("bip32: a private key is not to be encoded")
}
