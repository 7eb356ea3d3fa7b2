package descriptor

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// multisig is a multisig wallet as files list it: a threshold and the cosigners'
// keys, sorted in the scripts, receive on /0/* and change on /1/*.
type multisig struct {
	name string
	wrap string // "sh", "wsh" or "sh-wsh"
	k, n string
	keys []multisigKey
}

type multisigKey struct {
	fingerprint string // 8 hex digits; empty when it is not known
	path        string // "m/48h/0h/0h/2h"
	key         string // an extended public key of BIP-32 or SLIP-132
}

// setFormat takes the name of an address type in any order and case.
func (m *multisig) setFormat(name string) error {
	wraps := map[string]string{
		"p2sh": "sh", "p2wsh": "wsh",
		"p2sh-p2wsh": "sh-wsh", "p2wsh-p2sh": "sh-wsh", "p2sh_p2wsh": "sh-wsh", "p2wsh_p2sh": "sh-wsh",
	}
	wrap, ok := wraps[strings.ToLower(name)]
	if !ok {
		return errors.New("an address format that is not P2SH, P2WSH or P2SH-P2WSH")
	}
	m.wrap = wrap
	return nil
}

// descriptor writes the wallet as a descriptor and reads that.
func (m *multisig) descriptor() (*Descriptor, error) {
	if m.n != strconv.Itoa(len(m.keys)) {
		return nil, fmt.Errorf("%d keys, and not as many as the policy says", len(m.keys))
	}
	parts := []string{m.k}
	for i, k := range m.keys {
		text, err := k.text()
		if err != nil {
			return nil, fmt.Errorf("key %d: %w", i+1, err)
		}
		parts = append(parts, text+"/<0;1>/*")
	}
	inner := "sortedmulti(" + strings.Join(parts, ",") + ")"
	switch m.wrap {
	case "sh":
		return Parse("sh(" + inner + ")")
	case "wsh":
		return Parse("wsh(" + inner + ")")
	}
	return Parse("sh(wsh(" + inner + "))")
}

func (k multisigKey) text() (string, error) {
	if looksSecret(k.key) {
		return "", ErrSecret
	}
	x, err := fromSLIP132(k.key)
	if err != nil || k.fingerprint == "" {
		return x, err
	}
	path, ok := strings.CutPrefix(k.path, "m")
	if !ok || path != "" && !strings.HasPrefix(path, "/") {
		return "", errors.New("a derivation that does not begin with m/")
	}
	elements := strings.Split(path, "/")[1:]
	if path == "/" {
		elements = nil // "m/" as some write the master key's
	}
	parsed, err := parsePath(elements)
	if err != nil {
		return "", err
	}
	return "[" + k.fingerprint + string(appendPath(nil, parsed)) + "]" + x, nil
}
