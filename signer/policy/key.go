package policy

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"coldsign/internal/ledger"
	"coldsign/signer/policy/sshsig"
)

// Key is a person's public key.
type Key struct {
	minisign *ledger.PublicKey
	ssh      *sshsig.PublicKey
}

// ParseKey reads the second line of a minisign public key file, or an OpenSSH
// line "ssh-ed25519 BASE64 [comment]".
func ParseKey(text string) (*Key, error) {
	if strings.ContainsAny(text, "\r\n") {
		return nil, errors.New("a key is one line")
	}
	var k Key
	var err error
	if strings.HasPrefix(text, "ssh-") {
		k.ssh, err = sshsig.ParsePublicKey(text)
	} else {
		k.minisign, err = ledger.ParsePublicKey([]byte(text))
	}
	return &k, err
}

// Ed25519 public keys, wherever they stand: the last 32 bytes of both forms.
const keyBytes = 32

// material is the Ed25519 key itself, which two formats may carry.
func (k *Key) material() string {
	text := ""
	if k.ssh != nil {
		text = strings.Fields(k.ssh.Line())[1]
	} else {
		text = strings.Split(strings.TrimSpace(string(k.minisign.Text())), "\n")[1]
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) < keyBytes {
		return text
	}
	return string(raw[len(raw)-keyBytes:])
}

// The namespaces of ssh-keygen -Y sign -n, so that one kind of statement never
// passes for another.
const (
	ApprovalNamespace = "coldsign-approval"
	RequestNamespace  = "coldsign-request"
)

// sshArmor begins a signature of ssh-keygen; minisign's begin with a comment.
const sshArmor = "-----BEGIN SSH SIGNATURE-----"

// verify checks a signature over data with one of a person's keys. Which format
// it has stands in its first line.
func (person *Person) verify(data, signature []byte, namespace string) error {
	ssh := bytes.HasPrefix(signature, []byte(sshArmor))
	reason := fmt.Errorf("%s has no key of its kind in the policy", person.Name)
	for _, text := range person.Keys {
		key, err := ParseKey(text)
		if err != nil {
			return err
		}
		switch {
		case ssh && key.ssh != nil:
			err = key.ssh.Verify(data, signature, namespace)
		case !ssh && key.minisign != nil:
			_, err = key.minisign.Verify(data, signature)
		default:
			continue
		}
		if err == nil {
			return nil
		}
		reason = err
	}
	return reason
}
