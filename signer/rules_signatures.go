package signer

import (
	"fmt"
	"slices"
	"strings"
)

// Signatures and hash types.
var signatureRules = []Rule{
	{
		ID: "sighash", Severity: Refuse,
		Title:  "A signature is asked for that does not cover the whole transaction",
		Why:    "With such a signature others can change inputs or outputs afterwards. Only ALL, and DEFAULT for taproot, is signed.",
		Source: "BIP-143, BIP-341: hash types",
		Check:  sighashes,
	},
	{
		ID: "sighash-mismatch", Severity: Refuse,
		Title:  "A signature and its input disagree on what is signed",
		Why:    "A signature that is already there was made with another hash type than the input says, or the input names one that its kind of coin does not have.",
		Source: "BIP-174: signers must use the type that the field names; BIP-341: DEFAULT is for taproot",
		Check: inputsSaying(func(in *Input) []string {
			says := in.Signatures.Mismatched
			if in.Type.Algorithm == ECDSA && in.Sighash.Value == sighashDefault {
				says = append(slices.Clip(says), "DEFAULT, and the coin is not taproot")
			}
			return says
		}),
	},
	{
		ID: "bad-signature", Severity: Refuse,
		Title:  "A signature that is already there is bad",
		Why:    "It does not verify, or its key is not in the script. The transaction would not be valid, or a cosigner's machine is not what it should be.",
		Source: "each cosigner must verify the others'",
		Check:  inputsSaying(func(in *Input) []string { return in.Signatures.Bad }),
	},
	nonceRepeated,
	{
		ID: "cosigners", Severity: Note,
		Title:  "Several keys sign for these coins",
		Why:    "This is who has signed and who is still needed.",
		Source: "cosigners ask for it",
		Check: inputsSaying(func(in *Input) []string {
			if in.Owner == nil || in.Signatures.Keys < 2 || in.Signatures.Final {
				return nil
			}
			return []string{in.cosigners()}
		}),
	},
}

// sighashes lets a house that pools inputs acknowledge ALL|ANYONECANPAY.
func sighashes(a *Analysis, l Limits) []Place {
	var out []Place
	for i := range a.Inputs {
		in := &a.Inputs[i]
		p := Place{Inputs: []int{i}, Detail: "asks for " + sighashName(in.Sighash.Value)}
		switch {
		case in.Type.Algorithm == NoAlgorithm, in.Sighash.Value == sighashAll, in.Sighash.Value == sighashDefault:
			continue // DEFAULT outside taproot is a mismatch
		case l.AllowAnyoneCanPay && in.Sighash.Value == sighashAll|sighashAnyoneCanPay:
			p.Severity = Confirm
		}
		out = append(out, p)
	}
	return out
}

// cosigners says "2 of 3 after this, 2 needed; signed 74b03cbd; signs here
// 9bdf182b; can still sign ac74f05c".
func (in *Input) cosigners() string {
	signed := map[[4]byte]bool{}
	for _, s := range in.Signatures.Valid {
		signed[s.Fingerprint] = true
	}
	here := map[[4]byte]bool{}
	if in.Standing == Signable {
		for _, s := range in.toSign(func(*slot) bool { return true }) {
			here[s.fingerprint] = true
		}
	}
	var have, now, open []string
	for i := range in.slots {
		f := in.slots[i].fingerprint
		list := &open
		switch {
		case signed[f]:
			list = &have
		case here[f]:
			list = &now
		}
		if text := fingerprintText(f); !slices.Contains(*list, text) {
			*list = append(*list, text)
		}
	}
	needed := in.pathWords()
	if n := in.required(); n > 0 && !in.severalPaths() {
		needed = fmt.Sprintf("%d needed", n)
	}
	text := fmt.Sprintf("%d of %d after this, %s", len(in.Signatures.Valid)+in.Signatures.Ours, in.Signatures.Keys, needed)
	for _, part := range []struct {
		word string
		list []string
	}{{"signed", have}, {"signs here", now}, {"can still sign", open}} {
		if len(part.list) > 0 {
			text += "; " + part.word + " " + strings.Join(part.list, ", ")
		}
	}
	return text
}
