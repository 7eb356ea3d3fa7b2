package slip39

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
)

var errPassphrase = errors.New("SLIP-39: the passphrase may hold printable ASCII characters only")

// encrypt and decrypt pass the master secret through the four rounds of the
// standard's Feistel network. The passphrase may be empty; a wrong one gives
// another secret and no error, by design of the standard.
func encrypt(secret, passphrase []byte, s *set) ([]byte, error) {
	return feistel(secret, passphrase, s, []byte{0, 1, 2, 3})
}

func decrypt(encrypted, passphrase []byte, s *set) ([]byte, error) {
	return feistel(encrypted, passphrase, s, []byte{3, 2, 1, 0})
}

func feistel(data, passphrase []byte, s *set, rounds []byte) ([]byte, error) {
	if slices.ContainsFunc(passphrase, func(c byte) bool { return c < 32 || c > 126 }) {
		return nil, errPassphrase
	}
	half := len(data) / 2
	left, right := slices.Clone(data[:half]), slices.Clone(data[half:])
	for _, round := range rounds {
		password := append([]byte{round}, passphrase...)
		key, err := pbkdf2.Key(sha256.New, string(password), append(s.salt(), right...), 2500<<s.Exponent, half)
		if err != nil {
			return nil, err
		}
		for i := range left {
			left[i] ^= key[i]
		}
		left, right = right, left
	}
	return append(right, left...), nil
}

// salt separates sets of shares; extendable sets do without, so that another set
// of the same secret and passphrase can be made later.
func (s *set) salt() []byte {
	if s.Extendable {
		return nil
	}
	return binary.BigEndian.AppendUint16([]byte("shamir"), s.ID)
}
