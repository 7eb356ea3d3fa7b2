package ur

import (
	"errors"
	"fmt"
	"strings"
)

// errNoText says that a type has no form as text.
var errNoText = errors.New("ur: a type without a text form")

// Text is a message of keys, descriptors or an account as descriptors or key
// expressions, one a line. It is ErrPrivate for one that holds a private key.
func Text(m UR) (string, error) {
	switch m.Type {
	case typeNames[Crypto].key, typeNames[Current].key:
		return DecodeKey(m)
	case typeNames[Crypto].output, typeNames[Current].output:
		d, err := DecodeDescriptor(m)
		return d.Text, err
	case typeNames[Crypto].account, typeNames[Current].account:
		a, err := DecodeAccount(m)
		lines := make([]string, len(a.Descriptors))
		for i, d := range a.Descriptors {
			lines[i] = d.Text
		}
		return strings.Join(lines, "\n"), err
	case "crypto-eckey", "eckey":
		r := &cborReader{m.CBOR}
		var k hdKey
		if err := r.finish(k.readEC(r)); err != nil {
			return "", fmt.Errorf("ur: %s: %w", m.Type, err)
		}
		return k.text()
	}
	return "", errNoText
}
