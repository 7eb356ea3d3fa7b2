package main

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"coldsign/qr"
	"coldsign/signer/descriptor"
)

// urScripts are the scripts of a UR's accounts by the type of ours; where cosigners
// are yet to come, BCR-2020-015 says cosigner.
var urScripts = map[string]string{
	"p2pkh":       "pkh",
	"p2sh-p2wpkh": "sh(wpkh",
	"p2wpkh":      "wpkh",
	"p2tr":        "tr",
	"p2sh":        "sh(cosigner",
	"p2sh-p2wsh":  "sh(wsh(cosigner",
	"p2wsh":       "wsh(cosigner",
}

// urAccount is the UR type of accounts that coordinators in use know.
const urAccount = "crypto-account"

// exportUR prints the accounts as one UR, a part a line.
func (p *program) exportUR(export exportedKey) error {
	var accounts []descriptor.AccountKey
	for _, a := range export.Accounts {
		if script, ok := urScripts[a.Type]; ok {
			accounts = append(accounts, descriptor.AccountKey{Script: script, Key: a.Key})
		}
	}
	if len(accounts) == 0 {
		return fail(statusUsage, "--format ur: has no word for accounts of this type").withHint("BIP-87 leaves the script open: --format descriptor")
	}
	master, err := hex.DecodeString(export.Fingerprint)
	if err != nil {
		return err
	}
	data, err := descriptor.AccountCBOR([4]byte(master), accounts, true)
	if err != nil {
		return err
	}
	return p.printUR(urAccount, qr.KindAccount, data)
}

// printUR prints the parts of one round of a UR; 'qr show' draws them.
func (p *program) printUR(kind, holds string, data []byte) error {
	parts, err := splitAs(formatUR, qr.Payload{Format: formatUR, Type: kind, Kind: holds, Data: data}, qr.Options{})
	if err != nil {
		return err
	}
	lines := make([]string, parts.Len())
	for i := range lines {
		lines[i] = parts.Next()
	}
	return p.result(map[string]any{"type": kind, "parts": lines}, func(out io.Writer) {
		fmt.Fprintln(out, strings.Join(lines, "\n"))
	})
}
