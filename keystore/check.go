package keystore

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"coldsign/internal/names"
	"coldsign/keystore/base58"
)

func (r *Record) check() error {
	if r.Version != recordVersion {
		return fmt.Errorf("version %d is not known", r.Version)
	}
	if err := names.Check(r.Name); err != nil {
		return err
	}
	if _, ok := networks[r.Network]; !ok {
		return fmt.Errorf("network %.20q is not known", r.Network)
	}
	if _, ok := transitions[r.State]; !ok || r.State == Active || r.State == InUse {
		return fmt.Errorf("%.20q is no state of a key at rest", r.State)
	}
	if r.Secret != SecretSeed && r.Secret != SecretNode {
		return fmt.Errorf("secret of kind %.20q is not known", r.Secret)
	}
	if r.Origin != Made && r.Origin != Imported {
		return fmt.Errorf("origin %.20q is not known", r.Origin)
	}
	if r.Words != nil && r.Words.File != wordsFile {
		return fmt.Errorf("file %.60q of words is not known", r.Words.File)
	}
	if raw, err := hex.DecodeString(r.Identity); err != nil || len(raw) != 32 && r.Identity != "" {
		return fmt.Errorf("identity %.70q is not of 64 hex digits", r.Identity)
	}
	if err := CheckMadeBy(r.MadeBy); err != nil {
		return err
	}
	if err := r.checkTexts(); err != nil {
		return err
	}
	if err := r.checkAccounts(); err != nil {
		return err
	}
	return r.checkOperators()
}

// checkTexts looks at every text that people will see: no control characters.
func (r *Record) checkTexts() error {
	texts := slices.Clone(r.Sources)
	for _, e := range r.History {
		texts = append(append(texts, string(e.State), e.Reason), e.By...)
	}
	for _, b := range r.Backups {
		texts = append(append(texts, b.Kind, b.Share), b.By...)
	}
	for _, a := range r.Accounts {
		texts = append(texts, a.Standard, a.Type)
	}
	for _, text := range texts {
		if err := checkText(text); err != nil {
			return err
		}
	}
	return nil
}

// maxText bounds a reason or another text of a record.
const maxText = 200

func checkText(text string) error {
	unprintable := func(c rune) bool { return !unicode.IsPrint(c) }
	if len(text) > maxText || !utf8.ValidString(text) || strings.ContainsFunc(text, unprintable) {
		return fmt.Errorf("text %.60q: more than %d bytes, or not printable", text, maxText)
	}
	return nil
}

// checkAccounts wants an extended public key of the network at every path. Whether
// it is the key's own, unlocking finds out.
func (r *Record) checkAccounts() error {
	for _, a := range r.Accounts {
		var data [78]byte
		if err := base58.DecodeCheck(data[:], []byte(a.XPub)); err != nil {
			return fmt.Errorf("account %s: extended public key: %w", a.Path, err)
		}
		if binary.BigEndian.Uint32(data[:]) != networks[r.Network].versions.Public {
			return fmt.Errorf("account %s: extended public key is not of network %s", a.Path, r.Network)
		}
	}
	return nil
}

func (r *Record) checkOperators() error {
	if r.State == Destroyed {
		return nil
	}
	if r.Quorum < 1 || r.Quorum > len(r.Operators) || len(r.Operators) > maxOperators {
		return fmt.Errorf("quorum of %d of %d operators", r.Quorum, len(r.Operators))
	}
	called := map[string]bool{}
	for _, o := range r.Operators {
		if err := names.Check(o.Operator); err != nil {
			return err
		}
		if called[strings.ToLower(o.Operator)] {
			return fmt.Errorf("operator %s is there twice", o.Operator)
		}
		called[strings.ToLower(o.Operator)] = true
		if o.File != operatorFile(o.Operator) || len(o.SHA256) != 64 {
			return fmt.Errorf("operator %s: file or hash is wrong", o.Operator)
		}
	}
	return nil
}
