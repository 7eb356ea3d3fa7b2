// Package sshsig verifies the signatures that "ssh-keygen -Y sign" makes
// (OpenSSH, PROTOCOL.sshsig), of Ed25519 keys alone. It makes none.
package sshsig

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

const (
	keyType  = "ssh-ed25519"
	magic    = "SSHSIG"
	version  = 1
	pemType  = "SSH SIGNATURE"
	maxArmor = 4 << 10 // bytes; a signature of Ed25519 has under 400
)

// PublicKey is an Ed25519 key of OpenSSH.
type PublicKey struct{ key [ed25519.PublicKeySize]byte }

// ParsePublicKey reads a line "ssh-ed25519 BASE64 [comment]" as it stands in
// ~/.ssh/id_ed25519.pub.
func ParsePublicKey(line string) (*PublicKey, error) {
	line = strings.TrimSuffix(line, "\n")
	kind, rest, _ := strings.Cut(line, " ")
	if kind != keyType || strings.ContainsAny(line, "\r\n") {
		return nil, errors.New("ssh key: not of type " + keyType)
	}
	text, _, _ := strings.Cut(rest, " ")
	blob, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, errors.New("ssh key: malformed base64")
	}
	return parseBlob(blob)
}

// Line is the key in the form that ParsePublicKey reads, without a comment.
func (k *PublicKey) Line() string {
	return keyType + " " + base64.StdEncoding.EncodeToString(k.blob())
}

// blob is the key as SSH writes it on the wire (RFC 8709, section 4).
func (k *PublicKey) blob() []byte {
	return appendString(appendString(nil, []byte(keyType)), k.key[:])
}

func parseBlob(blob []byte) (*PublicKey, error) {
	r := reader(blob)
	kind, key := r.text(), r.text()
	if r == nil || len(r) != 0 || string(kind) != keyType || len(key) != ed25519.PublicKeySize {
		return nil, errors.New("ssh key: malformed")
	}
	return &PublicKey{[ed25519.PublicKeySize]byte(key)}, nil
}

// hashes are the two that the format allows.
var hashes = map[string]func([]byte) []byte{
	"sha256": func(b []byte) []byte { h := sha256.Sum256(b); return h[:] },
	"sha512": func(b []byte) []byte { h := sha512.Sum512(b); return h[:] },
}

// Verify checks an armored signature of a message. The namespace keeps a
// signature made for another purpose from counting for this one.
func (k *PublicKey) Verify(message, armored []byte, namespace string) error {
	if len(armored) > maxArmor {
		return errors.New("ssh signature: too long")
	}
	block, rest := pem.Decode(armored)
	if block == nil || block.Type != pemType || len(block.Headers) > 0 || len(bytes.TrimSpace(rest)) > 0 ||
		!bytes.HasPrefix(armored, []byte("-----BEGIN "+pemType)) {
		return errors.New("ssh signature: not one armored signature")
	}
	body, ok := bytes.CutPrefix(block.Bytes, []byte(magic))
	if !ok || len(body) < 4 || binary.BigEndian.Uint32(body) != version {
		return fmt.Errorf("ssh signature: not of version %d", version)
	}
	r := reader(body[4:])
	key, space, reserved, hashName, signature := r.text(), r.text(), r.text(), r.text(), r.text()
	if r == nil || len(r) != 0 {
		return errors.New("ssh signature: malformed")
	}
	hash, known := hashes[string(hashName)]
	switch {
	case !bytes.Equal(key, k.blob()):
		return errors.New("ssh signature: made with another key")
	case string(space) != namespace:
		return fmt.Errorf("ssh signature: made for the namespace %q, not %q", space, namespace)
	case len(reserved) != 0:
		return errors.New("ssh signature: the reserved field is not empty")
	case !known:
		return fmt.Errorf("ssh signature: unknown hash %q", hashName)
	}
	s := reader(signature)
	kind, raw := s.text(), s.text()
	if s == nil || len(s) != 0 || string(kind) != keyType || len(raw) != ed25519.SignatureSize {
		return errors.New("ssh signature: malformed signature field")
	}
	signed := appendString([]byte(magic), []byte(namespace))
	signed = appendString(signed, nil)
	signed = appendString(signed, hashName)
	signed = appendString(signed, hash(message))
	if !ed25519.Verify(k.key[:], signed, raw) {
		return errors.New("ssh signature: it does not match")
	}
	return nil
}

// reader takes strings off the front (RFC 4251, section 5); nil after a fault.
type reader []byte

func (r *reader) text() []byte {
	const length = 4
	if len(*r) < length {
		*r = nil
		return nil
	}
	n := binary.BigEndian.Uint32(*r)
	if uint64(n) > uint64(len(*r)-length) {
		*r = nil
		return nil
	}
	out := (*r)[length : length+n]
	*r = (*r)[length+n:]
	return out
}

func appendString(b, text []byte) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(text))), text...)
}
