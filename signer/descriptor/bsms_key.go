package descriptor

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/btcsuite/btcd/btcec/v2/ecdsa"
	"github.com/btcsuite/btcd/chainhash/v2"
)

// BSMSKey is a key record, the file of the first round of BIP-129: what a signer
// gives to the coordinator.
type BSMSKey struct {
	Token       string // hex as written; "00" without encryption
	Key         Key    // with its origin, without steps
	Description string // at most 80 characters
	Signature   []byte // 65 bytes, of a message signed with the key itself; nil before it is made

	text string // of the key as it was signed
}

// ParseBSMSKey reads a key record and verifies its signature.
func ParseBSMSKey(data []byte) (*BSMSKey, error) {
	if len(data) > MaxText {
		return nil, errors.New("bsms: a file above 256 KiB")
	}
	if findSecret(string(data)) >= 0 {
		return nil, fmt.Errorf("bsms: %w", ErrSecret)
	}
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n"), "\n")
	if len(lines) != 5 || lines[0] != bsmsVersion {
		return nil, errors.New("bsms: a key record has five lines, the first \"" + bsmsVersion + "\"")
	}
	r := &BSMSKey{Token: lines[1], Description: lines[3], text: lines[2]}
	if b, err := hex.DecodeString(r.Token); err != nil || len(b) > 16 {
		return nil, errors.New("bsms: a token that is not hex of up to 16 bytes")
	}
	if len(r.Description) > 80 || printable(r.Description) != r.Description {
		return nil, errors.New("bsms: a description that is not one line of up to 80 characters")
	}
	var err error
	if r.Key, err = parseKey(r.text, compressedOnly); err != nil {
		return nil, fmt.Errorf("bsms: key: %w", err)
	}
	if !r.Key.HasOrigin || len(r.Key.steps) > 0 || r.Key.Ranged() {
		return nil, errors.New("bsms: a key without origin, or with steps")
	}
	if r.Signature, err = base64.StdEncoding.Strict().DecodeString(lines[4]); err != nil || len(r.Signature) != 65 {
		return nil, errors.New("bsms: a signature that is not base64 of 65 bytes")
	}
	return r, r.verify()
}

// Message is what the key signs, in the older format of signed messages: the
// first four lines.
func (r *BSMSKey) Message() string {
	text := r.text
	if text == "" {
		text = r.Key.Base()
	}
	return strings.Join([]string{bsmsVersion, r.Token, text, r.Description}, "\n")
}

// String writes the key record with its signature.
func (r *BSMSKey) String() string {
	return r.Message() + "\n" + base64.StdEncoding.EncodeToString(r.Signature)
}

// verify compares the key that made the signature with the record's.
func (r *BSMSKey) verify() error {
	message := r.Message()
	data := append([]byte("\x18Bitcoin Signed Message:\n"), appendCompactSize(nil, len(message))...)
	signature := bytes.Clone(r.Signature)
	if signature[0] >= 35 { // the ranges for segwit addresses, of BIP-137
		signature[0] = 31 + (signature[0]-35)%4
	}
	key, _, err := ecdsa.RecoverCompact(signature, chainhash.DoubleHashB(append(data, message...)))
	if err != nil {
		return errors.New("bsms: a signature that no key can have made")
	}
	want := r.Key.PubKey
	if r.Key.XPub != nil {
		want = r.Key.root.pubKey[:]
	}
	if !bytes.Equal(key.SerializeCompressed(), want) {
		return errors.New("bsms: the signature is not of the record's key")
	}
	return nil
}
