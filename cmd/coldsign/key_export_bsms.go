package main

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/txscript/v2"

	"coldsign/internal/fault"
	"coldsign/keystore"
	"coldsign/signer/descriptor"
	"coldsign/signer/message"
)

const (
	// bsmsVersion is the first line of a key record (BIP-129).
	bsmsVersion = "BSMS 1.0"
	// bsmsPlain is the token of a record that is not encrypted.
	bsmsPlain = "00"
	// bsmsType is the account whose key is given where none is named: BIP-48's for
	// native segwit, which coordinators of this standard ask for.
	bsmsType = "p2wsh"
)

// exportBSMS prints the key record of one account: the file of the first round of
// BIP-129, signed by the account's key.
func (p *program) exportBSMS(h *home, record *keystore.Record, f exportFlags) error {
	path, ok := keystore.AccountPath(record.Network, cmp.Or(f.scriptType, bsmsType), f.account)
	if !ok {
		return fault.New(fault.Usage, fmt.Sprintf("--type %q, --account %d: the key has no such account", f.scriptType, f.account))
	}
	if err := h.mayDescribe(f.description); err != nil {
		return err
	}
	return p.withKey(h, record, f.passphrases, func(open unlocked, s *secrets) error {
		token, err := s.bsmsToken(f.tokenFile)
		if err != nil {
			return err
		}
		xpub, err := open.XPub(path)
		if err != nil {
			return fmt.Errorf("key %s: %w", record.Name, err)
		}
		pubKey, err := open.PublicKey(path)
		if err != nil {
			return fmt.Errorf("key %s: %w", record.Name, err)
		}
		origin := strings.ReplaceAll(strings.TrimPrefix(path.String(), "m/"), "h", "'")
		key := fmt.Sprintf("[%s/%s]%s", record.Fingerprint, origin, xpub)
		text, err := bsmsRecord(token, key, cmp.Or(f.description, record.Name), pubKey, func(digest [32]byte) ([]byte, error) { return open.SignECDSA(path, digest) })
		if err != nil {
			return fmt.Errorf("key %s: %w", record.Name, err)
		}
		if token != bsmsPlain {
			sealed, err := descriptor.EncryptBSMS(text, token)
			if err != nil {
				return err
			}
			text = hex.EncodeToString(sealed)
		}
		document := map[string]any{"name": record.Name, "key": key, "encrypted": token != bsmsPlain, "record": text}
		return p.result(document, func(out io.Writer) { fmt.Fprintln(out, text) })
	})
}

// bsmsDescription is the form of a key's description: a name and no sentence, since the
// record is a signed message and the description is its text.
var bsmsDescription = regexp.MustCompile(`^[A-Za-z0-9._/,-]{1,80}( [A-Za-z0-9._/,-]{1,80}){0,4}$`)

// mayDescribe holds the policy's clauses on messages against a key record: it is signed
// as one. Nobody approves a record, so where messages are approved only the key's own
// name may stand in it.
func (h *home) mayDescribe(description string) error {
	house, err := h.policy()
	if err != nil {
		return err
	}
	if err := h.checkPolicyIsLast(house); err != nil {
		return err
	}
	switch {
	case len(description) > 80:
		return fault.New(fault.Usage, "--description: 80 characters at most (BIP-129)")
	case house.NoMessages:
		return fault.New(fault.Refused, "refused by policy-messages: a key record is a signed message, and the policy lets none be signed")
	case description != "" && len(house.Approvals) > 0:
		return fault.New(fault.Refused, "refused by policy-approvals: a key record is a signed message, and nobody approves its description").
			WithHint("without --description the record bears the key's name")
	}
	return nil
}

// bsmsToken reads the coordinator's token, in hex of 8 or 16 bytes.
func (s *secrets) bsmsToken(path string) (string, error) {
	if path == "" {
		return bsmsPlain, nil
	}
	line, err := s.line(path)
	if err != nil {
		return "", err
	}
	return strings.ToLower(string(line.Bytes())), nil
}

// bsmsRecord writes a key record and has it signed, in the older format of signed
// messages, as the address of the key alone.
func bsmsRecord(token, key, description string, pubKey []byte, sign func(digest [32]byte) ([]byte, error)) (string, error) {
	signed := strings.Join([]string{bsmsVersion, token, key, description}, "\n")
	der, err := sign(message.LegacyHash([]byte(signed)))
	if err != nil {
		return "", err
	}
	script, err := txscript.NewScriptBuilder().AddOp(txscript.OP_DUP).AddOp(txscript.OP_HASH160).AddData(address.Hash160(pubKey)).
		AddOp(txscript.OP_EQUALVERIFY).AddOp(txscript.OP_CHECKSIG).Script()
	if err != nil {
		return "", err
	}
	signature, err := message.EncodeLegacy([]byte(signed), script, pubKey, der)
	if err != nil {
		return "", err
	}
	text := signed + "\n" + signature
	_, err = descriptor.ParseBSMSKey([]byte(text)) // as the coordinator will
	return text, err
}
