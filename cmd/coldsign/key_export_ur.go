package main

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"coldsign/internal/fault"
	"coldsign/qr"
	"coldsign/qr/ur"
)

// urScripts are the descriptors of a UR's accounts by the type of ours; where
// cosigners are yet to come, BCR-2020-015 says cosigner.
var urScripts = map[string]string{
	"p2pkh":       "pkh(%s)",
	"p2sh-p2wpkh": "sh(wpkh(%s))",
	"p2wpkh":      "wpkh(%s)",
	"p2tr":        "tr(%s)",
	"p2sh":        "sh(cosigner(%s))",
	"p2sh-p2wsh":  "sh(wsh(cosigner(%s)))",
	"p2wsh":       "wsh(cosigner(%s))",
}

// exportUR prints the accounts as one UR, a part a line, of the registry that
// coordinators in use know.
func (p *program) exportUR(export exportedKey) error {
	var account ur.Account
	if _, err := hex.Decode(account.Fingerprint[:], []byte(export.Fingerprint)); err != nil {
		return err
	}
	for _, a := range export.Accounts {
		if script, ok := urScripts[a.Type]; ok {
			account.Descriptors = append(account.Descriptors, ur.Descriptor{Text: fmt.Sprintf(script, a.Key)})
		}
	}
	if len(account.Descriptors) == 0 {
		return fault.New(fault.Usage, "--format ur: has no word for accounts of this type").WithHint("BIP-87 leaves the script open: --format descriptor")
	}
	m, err := ur.EncodeAccount(ur.Crypto, account)
	if err != nil {
		return err
	}
	return p.printUR(m, qr.KindAccount)
}

// printUR prints the parts of one round of a UR; 'qr show' draws them.
func (p *program) printUR(m ur.UR, kind string) error {
	parts, err := splitAs(formatUR, qr.Payload{Format: formatUR, Type: m.Type, Kind: kind, Data: m.CBOR}, qr.Options{})
	if err != nil {
		return err
	}
	lines := make([]string, parts.Len())
	for i := range lines {
		lines[i] = parts.Next()
	}
	return p.result(map[string]any{"type": m.Type, "parts": lines}, func(out io.Writer) {
		fmt.Fprintln(out, strings.Join(lines, "\n"))
	})
}
