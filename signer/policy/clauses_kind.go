package policy

import (
	"fmt"
	"slices"

	"coldsign/signer"
)

// sighashOpen lets others add inputs; the signer allows it only where its limits do.
const sighashOpen = "ALL|ANYONECANPAY"

// sighashes are the hash types that a policy can allow (BIP-143, BIP-341). The
// signer never makes others.
var sighashes = map[string]uint32{"DEFAULT": 0x00, "ALL": 0x01, sighashOpen: 0x81}

var kindClauses = []Clause{
	{
		ID: "policy-scripts", Severity: signer.Refuse,
		Title:   "A kind of script that the policy does not allow",
		Why:     "The house spends from and pays to certain kinds of script only.",
		Source:  "policy: scripts",
		Needs:   "only coins and payees of the kinds that the policy lists",
		Stated:  func(p *Policy) bool { return p.Scripts != nil },
		Check:   checkScripts,
		Message: checkScriptsSpent, // it pays nobody
	},
	{
		ID: "policy-sighash", Severity: signer.Refuse,
		Title:   "A hash type that the policy does not allow",
		Why:     "It decides what of the transaction a signature covers.",
		Source:  "policy: sighash; BIP-143, BIP-341",
		Needs:   "another SIGHASH_TYPE field, or none",
		Stated:  func(p *Policy) bool { return len(p.Sighash) > 0 },
		Check:   checkSighash,
		Message: checkSighash,
	},
	{
		ID: "policy-backup", Severity: signer.Refuse,
		Title:   "A key without a checked backup",
		Why:     "The policy lets no key sign of which no backup was ever read back.",
		Source:  "policy: checked_backup; CCSS 1.03",
		Needs:   "'coldsign key check-backup' of the key",
		Stated:  func(p *Policy) bool { return p.CheckedBackup },
		Check:   checkBackup,
		Message: checkBackup,
	},
	{
		ID: "policy-made-here", Severity: signer.Refuse,
		Title:   "A key that was not made here",
		Why:     "The policy lets no imported key sign.",
		Source:  "policy: made_here; weak seeds of 2011 to 2026",
		Needs:   "a key that was made here, and the coins moved to it",
		Stated:  func(p *Policy) bool { return p.MadeHere },
		Check:   checkMadeHere,
		Message: checkMadeHere,
	},
}

func checkScriptsSpent(p *Policy, _ *Facts, a *signer.Analysis) []signer.Place {
	var out []signer.Place
	for i := range a.Inputs {
		if kind := kindOf(a.Inputs[i].Type); len(p.Scripts.Inputs) > 0 && !slices.Contains(p.Scripts.Inputs, kind) {
			out = append(out, signer.Place{Inputs: []int{i}, Detail: "Of kind " + kind})
		}
	}
	return out
}

func checkScripts(p *Policy, f *Facts, a *signer.Analysis) []signer.Place {
	out := checkScriptsSpent(p, f, a)
	for i := range a.Outputs {
		if kind := kindOf(a.Outputs[i].Type); len(p.Scripts.Outputs) > 0 && !slices.Contains(p.Scripts.Outputs, kind) {
			out = append(out, signer.Place{Outputs: []int{i}, Detail: "Of kind " + kind})
		}
	}
	return out
}

func kindOf(t *signer.ScriptType) string {
	if t == nil {
		return "unknown"
	}
	return t.Name
}

func checkSighash(p *Policy, _ *Facts, a *signer.Analysis) []signer.Place {
	var out []signer.Place
	for i := range a.Inputs {
		value := a.Inputs[i].Sighash.Value
		allowed := slices.ContainsFunc(p.Sighash, func(name string) bool { return sighashes[name] == value })
		if !allowed {
			out = append(out, signer.Place{Inputs: []int{i}, Detail: fmt.Sprintf("Hash type 0x%02x", value)})
		}
	}
	return out
}

func checkBackup(_ *Policy, f *Facts, a *signer.Analysis) []signer.Place {
	return signedBy(f.Unbacked, a)
}

func checkMadeHere(_ *Policy, f *Facts, a *signer.Analysis) []signer.Place {
	return signedBy(f.Imported, a)
}

// signedBy finds the inputs that keys of a list would sign.
func signedBy(keys []signer.OwnKey, a *signer.Analysis) []signer.Place {
	var out []signer.Place
	for _, own := range keys {
		var at []int
		for i := range a.Inputs {
			in := &a.Inputs[i]
			if in.Standing != signer.Signable {
				continue
			}
			for _, key := range in.Owner.Wallet.Descriptor.Keys() {
				if key.Fingerprint == own.Fingerprint && !slices.Contains(at, i) {
					at = append(at, i)
				}
			}
		}
		if at != nil {
			out = append(out, signer.Place{Inputs: at, Detail: "Key " + signer.Name(own.Name)})
		}
	}
	return out
}
