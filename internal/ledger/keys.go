package ledger

import (
	"bytes"
	"crypto/ed25519"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/blake2b"
)

// PublicKey verifies what the secret key with its id signed.
type PublicKey struct {
	id  [idSize]byte
	key [ed25519.PublicKeySize]byte
}

// SecretKey signs entries and exports.
type SecretKey struct {
	id      [idSize]byte
	private ed25519.PrivateKey
}

// The body of a minisign secret key file without a password: signature, key
// derivation and checksum algorithms, unused salt and limits, key id, secret and
// public key, BLAKE2b-256 of algorithm, id and keys.
const (
	noDerivation      = "\x00\x00"
	checksumAlgorithm = "B2"
	derivationSize    = 32 + 8 + 8
	keysAt            = len(keyAlgorithm) + len(noDerivation) + len(checksumAlgorithm) + derivationSize
	checksumAt        = keysAt + idSize + ed25519.PrivateKeySize
	secretSize        = checksumAt + blake2b.Size256
	publicSize        = len(keyAlgorithm) + idSize + ed25519.PublicKeySize
)

// GenerateKey makes a key from 40 bytes of randomness.
func GenerateKey(random io.Reader) (*SecretKey, error) {
	var seed [ed25519.SeedSize]byte
	defer clear(seed[:])
	k := new(SecretKey)
	for _, part := range [][]byte{seed[:], k.id[:]} {
		if _, err := io.ReadFull(random, part); err != nil {
			return nil, fmt.Errorf("signing key: %w", err)
		}
	}
	k.private = ed25519.NewKeyFromSeed(seed[:])
	return k, nil
}

// Public returns the key that verifies.
func (k *SecretKey) Public() *PublicKey {
	p := &PublicKey{id: k.id}
	copy(p.key[:], k.private[ed25519.SeedSize:])
	return p
}

// ID is the key's id as minisign prints it.
func (k *PublicKey) ID() string { return idText(k.id[:]) }

// idText prints an id as minisign does: as a little-endian number.
func idText(id []byte) string { return fmt.Sprintf("%016X", binary.LittleEndian.Uint64(id)) }

// Text is the content of a public key file.
func (k *PublicKey) Text() []byte {
	body := append([]byte(keyAlgorithm), k.id[:]...)
	body = append(body, k.key[:]...)
	return fmt.Appendf(nil, "%sminisign public key %s\n%s\n", untrustedPrefix, k.ID(), base64.StdEncoding.EncodeToString(body))
}

// ParsePublicKey reads a public key file, or its second line alone.
func ParsePublicKey(text []byte) (*PublicKey, error) {
	body, err := keyBody(text, publicSize)
	if err != nil {
		return nil, fmt.Errorf("public key: %w", err)
	}
	if string(body[:len(keyAlgorithm)]) != keyAlgorithm {
		return nil, fmt.Errorf("public key: unknown algorithm %q", body[:len(keyAlgorithm)])
	}
	k := new(PublicKey)
	copy(k.id[:], body[len(keyAlgorithm):])
	copy(k.key[:], body[len(keyAlgorithm)+idSize:])
	return k, nil
}

// Text is the content of a secret key file that has no password; the file's
// permissions are all that guards it. The caller wipes it.
func (k *SecretKey) Text() []byte {
	body := make([]byte, secretSize)
	defer clear(body)
	copy(body, keyAlgorithm+noDerivation+checksumAlgorithm)
	copy(body[keysAt:], k.id[:])
	copy(body[keysAt+idSize:], k.private)
	sum := checksum(body)
	copy(body[checksumAt:], sum[:])
	text := append([]byte(untrustedPrefix), "minisign secret key "+k.Public().ID()+"\n"...)
	text = base64.StdEncoding.AppendEncode(text, body)
	return append(text, '\n')
}

// checksum is BLAKE2b-256 over signature algorithm, id and keys.
func checksum(body []byte) [blake2b.Size256]byte {
	covered := append([]byte(keyAlgorithm), body[keysAt:checksumAt]...)
	defer clear(covered)
	return blake2b.Sum256(covered)
}

// ParseSecretKey reads a secret key file that has no password.
func ParseSecretKey(text []byte) (*SecretKey, error) {
	body, err := keyBody(text, secretSize)
	if err != nil {
		return nil, fmt.Errorf("secret key: %w", err)
	}
	defer clear(body)
	if !bytes.HasPrefix(body, []byte(keyAlgorithm+noDerivation+checksumAlgorithm)) {
		return nil, errors.New("secret key: of another algorithm, or with a password")
	}
	// minisign leaves the checksum out of keys without a password.
	sum, none := checksum(body), make([]byte, blake2b.Size256)
	if subtle.ConstantTimeCompare(sum[:], body[checksumAt:])|subtle.ConstantTimeCompare(none, body[checksumAt:]) != 1 {
		return nil, errors.New("secret key: damaged")
	}
	k := &SecretKey{private: ed25519.NewKeyFromSeed(body[keysAt+idSize:][:ed25519.SeedSize])}
	copy(k.id[:], body[keysAt:])
	if subtle.ConstantTimeCompare(k.private, body[keysAt+idSize:checksumAt]) != 1 {
		return nil, errors.New("secret key: its public half is another key's")
	}
	return k, nil
}

// keyBody decodes the last line of a key file of one or two lines.
func keyBody(text []byte, size int) ([]byte, error) {
	line := bytes.TrimSuffix(text, []byte("\n"))
	if comment, rest, two := bytes.Cut(line, []byte("\n")); two {
		if !bytes.HasPrefix(comment, []byte(untrustedPrefix)) {
			return nil, errors.New("the first of two lines is not an untrusted comment")
		}
		line = rest
	}
	body := make([]byte, base64.StdEncoding.DecodedLen(len(line)))
	n, err := base64.StdEncoding.Strict().Decode(body, line)
	if err != nil || n != size || bytes.ContainsAny(line, "\r\n") {
		clear(body)
		return nil, errors.New("malformed")
	}
	return body[:n], nil
}

// redacted is all that any way of printing a secret key gives.
const redacted = "ledger.SecretKey(secret)"

// String, GoString and Format return a fixed word, whatever the verb.
func (k SecretKey) String() string { return redacted }

// GoString: see String.
func (k SecretKey) GoString() string { return redacted }

// Format: see String.
func (k SecretKey) Format(s fmt.State, _ rune) { io.WriteString(s, redacted) }

// MarshalJSON fails: a secret in a JSON document is a mistake.
func (k SecretKey) MarshalJSON() ([]byte, error) {
	return nil, errors.New("ledger: a secret key is not to be encoded")
}
