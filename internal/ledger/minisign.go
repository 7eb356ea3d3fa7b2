package ledger

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/blake2b"
)

// The formats of minisign, as its manual describes them. A signature is made
// over the BLAKE2b-512 of the data ("ED": prehashed), and a second, global one
// over the first and a comment that can so be trusted.
const (
	signatureSize = len(algorithm) + idSize + ed25519.SignatureSize
	idSize        = 8
	algorithm     = "ED" // in signatures
	keyAlgorithm  = "Ed" // in keys

	untrustedPrefix = "untrusted comment: "
	trustedPrefix   = "trusted comment: "
	// maxComment is what minisign reads of a trusted comment, with its prefix.
	maxComment = 8192 - len(trustedPrefix) - 2
)

// signature is algorithm, key id, Ed25519 signature.
type signature [signatureSize]byte

func (s *signature) id() []byte { return s[len(algorithm) : len(algorithm)+idSize] }

func (s *signature) ed25519() []byte { return s[len(algorithm)+idSize:] }

// decode reads the base64 form.
func (s *signature) decode(text []byte) error {
	body, err := base64.StdEncoding.Strict().AppendDecode(nil, text)
	if err != nil || len(body) != signatureSize || bytes.ContainsAny(text, "\r\n") {
		return errors.New("malformed signature")
	}
	copy(s[:], body)
	if string(s[:len(algorithm)]) != algorithm {
		return fmt.Errorf("signature algorithm %q: not the prehashed one", s[:len(algorithm)])
	}
	return nil
}

// sign makes the signature line's bytes over data.
func (k *SecretKey) sign(data []byte) (s signature) {
	digest := blake2b.Sum512(data)
	copy(s[:], algorithm)
	copy(s.id(), k.id[:])
	copy(s.ed25519(), ed25519.Sign(k.private, digest[:]))
	return s
}

// verify checks a signature over data.
func (k *PublicKey) verify(data []byte, s signature) error {
	if !bytes.Equal(s.id(), k.id[:]) {
		return fmt.Errorf("signed with another key (id %s)", idText(s.id()))
	}
	digest := blake2b.Sum512(data)
	if !ed25519.Verify(k.key[:], digest[:], s.ed25519()) {
		return errors.New("the signature does not match")
	}
	return nil
}

// Sign returns the text of a .minisig file for data. Both comments are single
// lines; the trusted one is signed with the data.
func (k *SecretKey) Sign(data []byte, untrusted, trusted string) ([]byte, error) {
	for _, comment := range []string{untrusted, trusted} {
		if strings.ContainsAny(comment, "\r\n") || len(comment) > maxComment {
			return nil, errors.New("minisign: a comment is one line of bounded length")
		}
	}
	s := k.sign(data)
	global := ed25519.Sign(k.private, globalMessage(s, trusted))
	return fmt.Appendf(nil, "%s%s\n%s\n%s%s\n%s\n", untrustedPrefix, untrusted, base64.StdEncoding.EncodeToString(s[:]),
		trustedPrefix, trusted, base64.StdEncoding.EncodeToString(global)), nil
}

// globalMessage is what the global signature is made over.
func globalMessage(s signature, trusted string) []byte {
	return append(bytes.Clone(s.ed25519()), trusted...)
}

// Verify checks the text of a .minisig file for data and returns its trusted comment.
func (k *PublicKey) Verify(data, minisig []byte) (trusted string, err error) {
	lines := bytes.Split(bytes.TrimSuffix(minisig, []byte("\n")), []byte("\n"))
	if len(lines) != 4 {
		return "", fmt.Errorf("minisign: %d lines, a signature has 4", len(lines))
	}
	if !bytes.HasPrefix(lines[0], []byte(untrustedPrefix)) {
		return "", errors.New("minisign: line 1: no untrusted comment")
	}
	var s signature
	if err := s.decode(lines[1]); err != nil {
		return "", fmt.Errorf("minisign: line 2: %w", err)
	}
	comment, ok := bytes.CutPrefix(lines[2], []byte(trustedPrefix))
	if !ok || len(comment) > maxComment || bytes.IndexByte(comment, '\r') >= 0 {
		return "", errors.New("minisign: line 3: no trusted comment")
	}
	global, err := base64.StdEncoding.Strict().DecodeString(string(lines[3]))
	if err != nil || len(global) != ed25519.SignatureSize || bytes.IndexByte(lines[3], '\r') >= 0 {
		return "", errors.New("minisign: line 4: malformed signature")
	}
	if err := k.verify(data, s); err != nil {
		return "", fmt.Errorf("minisign: %w", err)
	}
	if !ed25519.Verify(k.key[:], globalMessage(s, string(comment)), global) {
		return "", errors.New("minisign: the trusted comment is not the signed one")
	}
	return string(comment), nil
}
