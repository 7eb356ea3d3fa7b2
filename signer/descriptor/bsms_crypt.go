package descriptor

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// The encryption of BIP-129: AES-256 in counter mode under a key from the token,
// the first half of the MAC as the initial counter, the MAC before the text.

// bsmsKeys derives from a token in hex, of 8 bytes (standard) or 16 (extended),
// the cipher and the key of the MAC.
func bsmsKeys(token string) (cipher.Block, []byte, error) {
	raw, err := hex.DecodeString(token)
	if err != nil || len(raw) != 8 && len(raw) != 16 {
		return nil, nil, errors.New("bsms: a token that is not hex of 8 or 16 bytes")
	}
	key, err := pbkdf2.Key(sha512.New, "No SPOF", raw, 2048, 32)
	if err != nil {
		return nil, nil, fmt.Errorf("bsms: %w", err)
	}
	block, err := aes.NewCipher(key)
	sum := sha256.Sum256(key)
	return block, sum[:], err
}

func bsmsMAC(key []byte, token, record string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(strings.ToLower(token) + record))
	return h.Sum(nil)
}

// EncryptBSMS encrypts a record with a token in hex.
func EncryptBSMS(record, token string) ([]byte, error) {
	block, macKey, err := bsmsKeys(token)
	if err != nil {
		return nil, err
	}
	mac := bsmsMAC(macKey, token, record)
	return append(mac, bsmsCipher(block, mac, []byte(record))...), nil
}

// DecryptBSMS decrypts a file and checks that nobody changed it.
func DecryptBSMS(data []byte, token string) (string, error) {
	block, macKey, err := bsmsKeys(token)
	if err != nil {
		return "", err
	}
	if len(data) <= sha256.Size || len(data) > MaxText {
		return "", errors.New("bsms: a file too short or too long for a record")
	}
	mac := data[:sha256.Size]
	record := string(bsmsCipher(block, mac, data[sha256.Size:]))
	if !hmac.Equal(mac, bsmsMAC(macKey, token, record)) {
		return "", errors.New("bsms: another token, or a file that was changed")
	}
	return record, nil
}

func bsmsCipher(block cipher.Block, mac, text []byte) []byte {
	out := make([]byte, len(text))
	cipher.NewCTR(block, mac[:aes.BlockSize]).XORKeyStream(out, text)
	return out
}
