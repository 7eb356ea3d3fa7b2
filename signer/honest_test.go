package signer

import (
	"bytes"
	"slices"
	"testing"

	"coldsign/psbt"
)

// accusations are the findings that call a packet forged or crooked.
var accusations = []string{"forged-input", "forged-output", "script-mismatch", "extra-derivation", "global-xpub", "bad-signature", "sighash-mismatch", "utxo-conflict", "prevtx-hash", "amount-changed"}

// TestHonestPackets walks what honest coordinators hand over about wallets that this
// machine does not know, or knows otherwise: they are told, and never accused.
func TestHonestPackets(t *testing.T) {
	w := newWorld(t)
	unregistered := func(b *builder) {
		b.known.Wallets = slices.DeleteFunc(b.known.Wallets, func(r *Wallet) bool { return r == b.ins[0].wallet })
	}
	without := func(fields ...uint64) func(*builder) {
		return func(b *builder) {
			b.edit(func(p *psbt.Packet) {
				for i := range p.Inputs {
					for _, f := range fields {
						drop(&p.Inputs[i], f)
					}
				}
			})
		}
	}
	for what, c := range map[string]struct {
		change  func(*builder)
		finding string // of which people are told; "" for none that stands against signing
	}{
		"as it was registered":       {func(*builder) {}, ""},
		"not registered":             {unregistered, "nothing-to-sign"},
		"not registered, no scripts": {func(b *builder) { unregistered(b); without(psbt.InRedeemScript, psbt.InWitnessScript)(b) }, "nothing-to-sign"},
		"registered under a second name": {func(b *builder) {
			second := *b.ins[0].wallet
			second.Name = "second"
			b.known.Wallets = append([]*Wallet{&second}, b.known.Wallets...)
		}, ""},
		"no records at all": {without(psbt.InBIP32Derivation, psbt.InTapBIP32Derivation), ""},
		"no scripts":        {without(psbt.InRedeemScript, psbt.InWitnessScript), ""},
		"cosigners' records left out": {func(b *builder) {
			b.edit(func(p *psbt.Packet) {
				own := b.w.a.Fingerprint()
				for i := range p.Inputs {
					p.Inputs[i] = slices.DeleteFunc(p.Inputs[i], func(pair psbt.Pair) bool {
						return pair.Type == psbt.InBIP32Derivation && !bytes.HasPrefix(pair.Value, own[:])
					})
				}
			})
		}, ""},
		"registered with the keys in another order": {func(b *builder) {
			unregistered(b)
			b.known.Wallets = append(b.known.Wallets, newWallet(b.t, "turned", "sh(wsh(multi(2,%,%,%)))", cosignerPath, b.w.c, b.w.b, b.w.a))
		}, "nothing-to-sign"},
		"a proprietary field": {func(b *builder) {
			b.edit(func(p *psbt.Packet) { set(&p.Inputs[0], 0xfc, []byte{3, 'a', 'b', 'c', 1}, []byte{7}) })
		}, ""},
		"an unknown field":          {func(b *builder) { b.edit(func(p *psbt.Packet) { set(&p.Outputs[0], 0xee, []byte{1}, []byte{7}) }) }, ""},
		"version 2, still building": {func(b *builder) { version2(psbt.InputsModifiable | psbt.OutputsModifiable)(b) }, ""},
	} {
		for _, wallet := range []*Wallet{w.single, w.nested, w.legacy, w.taproot, w.multi, w.multiNested, w.multiLegacy, w.tree} {
			b := newBuilder(t, w, wallet)
			c.change(b)
			findings := b.findings()
			for _, f := range findings {
				if f.Severity != Note && slices.Contains(accusations, f.Rule) {
					t.Errorf("%s, %s: accused of %s: %s", what, wallet.Name, f.Rule, f.Why)
				}
				if c.finding == "" && f.Severity != Note {
					t.Errorf("%s, %s: %s %s: %s", what, wallet.Name, f.Rule, f.Severity, f.Why)
				}
			}
			if c.finding != "" && finding(findings, c.finding) == nil {
				t.Errorf("%s, %s: not told of %s: %v", what, wallet.Name, c.finding, ids(findings))
			}
		}
	}
}
