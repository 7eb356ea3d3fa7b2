package keystore

import (
	"errors"
	"fmt"
	"io"
)

// errEncode is what encoding a secret gives: it is a mistake, not a feature.
var errEncode = errors.New("keystore: a secret is not to be encoded")

// Format keeps a Session from being printed, whatever the verb.
func (s *Session) Format(f fmt.State, _ rune) { io.WriteString(f, "keystore.Session(secret)") }

// MarshalJSON fails.
func (s *Session) MarshalJSON() ([]byte, error) { return nil, errEncode }

// Format keeps a Material from being printed, whatever the verb.
func (m *Material) Format(f fmt.State, _ rune) { io.WriteString(f, "keystore.Material(secret)") }

// MarshalJSON fails.
func (m *Material) MarshalJSON() ([]byte, error) { return nil, errEncode }
