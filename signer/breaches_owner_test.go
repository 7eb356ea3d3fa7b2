package signer

import (
	"bytes"
	"slices"

	"coldsign/psbt"
)

var ownerBreaches = []breach{
	{alone: true, rule: "nothing-to-sign", what: "a stranger's coins",
		breaks: func(b *builder) { b.ins = []*coin{b.spare()}; b.outs = b.outs[:1]; b.outs[0].sats = 49_000 }},
	{alone: true, rule: "nothing-to-sign", what: "a wallet none of whose keys is held here", breaks: func(b *builder) { b.known.Keys = nil }},
	{alone: true, rule: "nothing-to-sign", what: "two cosigners have signed already", wallet: multi, breaks: func(b *builder) {
		for i := range b.ins {
			cosign(i, keyB, sighashAll, false)(b)
			cosign(i, keyC, sighashAll, false)(b)
		}
	}},
	{alone: true, rule: "nothing-to-sign", what: "we have signed already", wallet: multi, breaks: func(b *builder) {
		for i := range b.ins {
			cosign(i, keyA, sighashAll, false)(b)
		}
	}},
	{rule: "backup-unchecked", what: "made and never read back", breaks: func(b *builder) { b.known.Keys[0].BackupChecked = false },
		twin: func(b *builder) {
			b.known.Keys = append(b.known.Keys, OwnKey{Name: "again", Fingerprint: b.w.a.Fingerprint()})
		}},
	{rule: "backup-unchecked", what: "a cosigner's key that is held here too", wallet: multi,
		breaks: func(b *builder) {
			b.known.Keys = append(b.known.Keys, OwnKey{Name: "b", Fingerprint: b.w.b.Fingerprint()})
		},
		twin: func(b *builder) {
			b.known.Keys = append(b.known.Keys, OwnKey{Name: "stranger", Fingerprint: b.w.stranger.Fingerprint()})
		}},
	{rule: "wallet-unchecked", what: "registered unseen", wallet: multi, breaks: func(b *builder) { uncheck(b, b.w.multi) },
		twin: func(b *builder) { b.w.multi.Checked = true }},
	{rule: "wallet-unchecked", what: "one key, of no stored account", breaks: func(b *builder) {
		elsewhere(b, "wpkh(%)", 84|hardened, 1|hardened, 9|hardened)
		b.ins[0].wallet.Checked = false
	},
		twin: func(b *builder) { uncheck(b, b.w.single) }},
	{rule: "wallet-unchecked", what: "paid, registered unseen", breaks: func(b *builder) {
		unseen := *b.w.multi
		unseen.Checked = false
		b.known.Wallets = slices.DeleteFunc(b.known.Wallets, func(w *Wallet) bool { return w == b.w.multi })
		b.known.Wallets = append(b.known.Wallets, &unseen)
		b.addOutput(&destination{wallet: &unseen, sats: 100_000})
	}, twin: func(b *builder) { b.addOutput(&destination{wallet: b.w.multi, sats: 100_000}) }},
	{rule: "wallet-unregistered", what: "our account, not registered", breaks: func(b *builder) {
		b.known.Wallets = slices.DeleteFunc(b.known.Wallets, func(w *Wallet) bool { return w == b.w.nested })
		b.ins = append(b.ins, &coin{wallet: b.w.nested, index: 1, sats: 1000, sequence: sequenceFinal})
	}},
	{rule: "wallet-unregistered", what: "a multisig with our key", breaks: func(b *builder) {
		b.known.Wallets = slices.DeleteFunc(b.known.Wallets, func(w *Wallet) bool { return w == b.w.multi })
		b.ins = append(b.ins, &coin{wallet: b.w.multi, index: 1, sats: 1000, sequence: sequenceFinal})
	}},
	{rule: "forged-input", what: "our name on a stranger's key", breaks: allOf(
		func(b *builder) {
			b.ins = append(b.ins, &coin{script: p2wpkhOf(key(b, b.w.stranger, at(singlePath, 0, 0)...)), sats: 1000, sequence: sequenceFinal})
		},
		editInput(2, func(b *builder, m *psbt.Map) {
			b.claim(m, inputFields, b.w.a.Fingerprint(), key(b, b.w.stranger, at(singlePath, 0, 0)...), at(singlePath, 0, 0)...)
		}))},
	{rule: "forged-input", what: "our true key under a stranger's script", breaks: allOf(
		func(b *builder) { b.ins = append(b.ins, b.spare()) },
		editInput(2, func(b *builder, m *psbt.Map) {
			b.claim(m, inputFields, b.w.a.Fingerprint(), key(b, b.w.a, at(singlePath, 0, 8)...), at(singlePath, 0, 8)...)
		}))},
	{rule: "forged-input", what: "our true key at another path beside the right one", breaks: editInput(0, func(b *builder, m *psbt.Map) {
		b.claim(m, inputFields, b.w.a.Fingerprint(), key(b, b.w.a, at(singlePath, 0, 8)...), at(singlePath, 0, 8)...)
	})},
	{rule: "forged-input", what: "a cosigner's place with another key", wallet: multi, breaks: editInput(0, func(b *builder, m *psbt.Map) {
		b.claim(m, inputFields, b.w.b.Fingerprint(), key(b, b.w.stranger, at(cosignerPath, 0, 3)...), at(cosignerPath, 0, 3)...)
	})},
	{rule: "forged-input", what: "the wallet's key under our name is not the stored one", breaks: func(b *builder) {
		b.known.Keys[0].Accounts = []Account{{singlePath, b.w.stranger.account(b.t, singlePath...).XPub}}
	}},
	{rule: "forged-output", what: "change of a stranger's key under our name", breaks: allOf(
		func(b *builder) {
			b.outs[1] = &destination{script: p2wpkhOf(key(b, b.w.stranger, 1)), sats: 2_995_000}
		},
		editOutput(1, func(b *builder, m *psbt.Map) {
			b.claim(m, outputFields, b.w.a.Fingerprint(), key(b, b.w.stranger, 1), at(singlePath, 1, 2)...)
		}))},
	{rule: "forged-output", what: "our true key, and the script is another", breaks: func(b *builder) {
		b.edit(func(p *psbt.Packet) { p.Outputs[0], p.Outputs[1] = p.Outputs[1], p.Outputs[0] })
	}},
	{rule: "forged-output", what: "our own key where no registered wallet reaches", breaks: allOf(
		func(b *builder) {
			b.outs[1] = &destination{script: p2wpkhOf(key(b, b.w.a, at(singlePath, 7, 2)...)), sats: 2_995_000}
		},
		editOutput(1, func(b *builder, m *psbt.Map) {
			b.claim(m, outputFields, b.w.a.Fingerprint(), key(b, b.w.a, at(singlePath, 7, 2)...), at(singlePath, 7, 2)...)
		}))},
	{rule: "forged-output", what: "change without a fingerprint to another script of ours", breaks: allOf(
		func(b *builder) {
			b.outs[1] = &destination{script: strangerScript(77), sats: 2_995_000}
		},
		editOutput(1, func(b *builder, m *psbt.Map) {
			b.claim(m, outputFields, [4]byte{}, key(b, b.w.a, at(singlePath, 1, 2)...), at(singlePath, 1, 2)...)
		}))},
	{rule: "forged-output", what: "change with one cosigner replaced", wallet: multi, breaks: func(b *builder) {
		fake := newWallet(b.t, "fake", "wsh(sortedmulti(2,%,%,%))", cosignerPath, b.w.a, b.w.b, b.w.stranger)
		b.outs[1].wallet = fake
	}},
	{rule: "forged-output", what: "change with our key replaced", wallet: multi, breaks: func(b *builder) {
		fake := newWallet(b.t, "fake", "wsh(sortedmulti(2,%,%,%))", cosignerPath, b.w.stranger, b.w.b, b.w.c)
		b.outs[1].wallet = fake
	}},
	{rule: "forged-output", what: "change of the same keys, one of which is enough", wallet: multi, breaks: func(b *builder) {
		b.outs[1].wallet = newWallet(b.t, "fake", "wsh(sortedmulti(1,%,%,%))", cosignerPath, b.w.a, b.w.b, b.w.c)
	}},
	{rule: "script-mismatch", what: "a redeem script of another hash", wallet: nestedKey, breaks: editInput(0, func(b *builder, m *psbt.Map) {
		raw, _ := m.Get(psbt.InRedeemScript)
		raw[5] ^= 1
	})},
	{rule: "script-mismatch", what: "a redeem script where none belongs", breaks: editInput(0, func(b *builder, m *psbt.Map) {
		set(m, psbt.InRedeemScript, nil, p2wpkhOf(key(b, b.w.a, at(singlePath, 0, 3)...)))
	})},
	{rule: "script-mismatch", what: "a witness script of another hash", wallet: multi, breaks: editInput(1, func(b *builder, m *psbt.Map) {
		set(m, psbt.InWitnessScript, nil, b.at(b.w.multi, 0, 99).WitnessScript)
	})},
	{rule: "script-mismatch", what: "another internal key", wallet: taproot, breaks: editInput(0, func(b *builder, m *psbt.Map) {
		set(m, psbt.InTapInternalKey, nil, key(b, b.w.stranger, 1)[1:])
	})},
	{rule: "script-mismatch", what: "a merkle root on a coin without a tree", wallet: taproot,
		breaks: editInput(0, func(b *builder, m *psbt.Map) {
			set(m, psbt.InTapMerkleRoot, nil, bytes.Repeat([]byte{1}, 32))
		})},
	{rule: "script-mismatch", what: "a leaf of another tree", wallet: tree, breaks: editInput(0, func(b *builder, m *psbt.Map) {
		other := b.at(b.w.tree, 0, 50).Taproot.Leaves[0]
		*m = append(*m, psbt.Pair{Type: psbt.InTapLeafScript, KeyData: other.ControlBlock, Value: append(bytes.Clone(other.Script), other.Version)})
	})},
	{rule: "script-mismatch", what: "change with another witness script", wallet: multi, breaks: editOutput(1, func(b *builder, m *psbt.Map) {
		set(m, psbt.OutWitnessScript, nil, b.at(b.w.multi, 0, 99).WitnessScript)
	})},
	{rule: "extra-derivation", what: "a second record for a single key", breaks: editInput(0, func(b *builder, m *psbt.Map) {
		b.claim(m, inputFields, b.w.stranger.Fingerprint(), key(b, b.w.stranger, 1), 1)
	})},
	{rule: "extra-derivation", what: "a stranger's record in a multisig", wallet: multi, breaks: editInput(0, func(b *builder, m *psbt.Map) {
		b.claim(m, inputFields, b.w.stranger.Fingerprint(), key(b, b.w.stranger, 1), 1)
	})},
	{rule: "extra-derivation", what: "a stranger's record on change", wallet: multi, breaks: editOutput(1, func(b *builder, m *psbt.Map) {
		b.claim(m, outputFields, b.w.stranger.Fingerprint(), key(b, b.w.stranger, 1), 1)
	})},
	{rule: "extra-derivation", what: "taproot and other records", wallet: taproot, breaks: editInput(0, func(b *builder, m *psbt.Map) {
		path := at([]uint32{86 | hardened, 1 | hardened, hardened}, 0, 3)
		b.claim(m, inputFields, b.w.a.Fingerprint(), key(b, b.w.a, path...), path...)
	})},
	{rule: "mixed-wallets", what: "single and multisig", breaks: func(b *builder) {
		b.ins = append(b.ins, &coin{wallet: b.w.multi, index: 1, sats: 1000, sequence: sequenceFinal})
	}},
	{rule: "mixed-wallets", what: "two strangers' wallets", breaks: func(b *builder) {
		b.known.Wallets = append(b.known.Wallets, b.w.other)
		b.ins = append(b.ins, &coin{wallet: b.w.other, index: 1, sats: 1000, sequence: sequenceFinal})
	}},
	{rule: "mixed-wallets", what: "a consolidation of one key", severity: Confirm, breaks: func(b *builder) {
		b.ins = append(b.ins, &coin{wallet: b.w.nested, index: 1, sats: 1000, sequence: sequenceFinal})
	}},
	{rule: "mixed-wallets", what: "a single-signature wallet and a tree of the same key", breaks: func(b *builder) {
		b.ins = append(b.ins, &coin{wallet: b.w.tree, index: 1, sats: 1000, sequence: sequenceFinal})
	}},
	{rule: "foreign-inputs", what: "a stranger pays along", breaks: func(b *builder) { b.ins = append(b.ins, b.spare()) }},
	{rule: "global-xpub", what: "another key at a cosigner's place", wallet: multi,
		breaks: globalXPub(keyStranger, cosignerPath, keyB, cosignerPath),
		twin:   globalXPub(keyB, cosignerPath, keyB, cosignerPath)},
	{rule: "global-xpub", what: "a cosigner's key under our name", wallet: multi, breaks: globalXPub(keyB, cosignerPath, keyA, cosignerPath)},
	{rule: "global-xpub", what: "a master key of another name", wallet: multi, breaks: globalXPub(keyStranger, nil, keyB, nil)},
	{rule: "global-xpub", what: "a child of another master key", wallet: multi, breaks: globalXPub(keyStranger, []uint32{5}, keyC, []uint32{5})},
	{rule: "global-xpub", what: "our own account with another key", wallet: multi, breaks: globalXPub(keyStranger, []uint32{84 | hardened, 1 | hardened, hardened}, keyA, []uint32{84 | hardened, 1 | hardened, hardened})},
	{rule: "global-xpub", what: "a child number unlike the path", wallet: multi,
		breaks: globalXPub(keyStranger, at(cosignerPath[:3], 1), keyStranger, at(cosignerPath[:3], 2))},
	{rule: "global-xpub", what: "a key of no wallet in the packet", severity: Note, wallet: multi,
		breaks: globalXPub(keyStranger, cosignerPath, keyStranger, cosignerPath),
		twin:   globalXPub(keyB, cosignerPath, keyB, cosignerPath)},
	{rule: "path-unusual", what: "taproot's purpose for p2wpkh", breaks: func(b *builder) { elsewhere(b, "wpkh(%)", 86|hardened, 1|hardened, hardened) }},
	{rule: "path-unusual", what: "an account above 100", breaks: func(b *builder) { elsewhere(b, "wpkh(%)", 84|hardened, 1|hardened, 101|hardened) },
		twin: func(b *builder) { elsewhere(b, "wpkh(%)", 84|hardened, 1|hardened, 100|hardened) }},
	{rule: "path-unusual", what: "the master key itself", breaks: func(b *builder) { elsewhere(b, "wpkh(%)") }},
	{rule: "wallet-unacknowledged", what: "a single address", breaks: func(b *builder) {
		b.ins[0].wallet.Unacknowledged = []string{"a single address"}
		b.t.Cleanup(func() { b.w.single.Unacknowledged = nil })
	}, twin: func(b *builder) { b.w.single.Unacknowledged = nil }},
	{rule: "key-imported", what: "a declared one", breaks: func(b *builder) {
		b.known.Keys[0].Imported, b.known.Keys[0].MadeBy = true, "hardware of 2019"
	}},
	{rule: "key-imported", what: "one of which nothing was declared", wallet: multi, breaks: func(b *builder) { b.known.Keys[0].Imported = true }},
	{rule: "own-input-hidden", what: "a coin without its record", breaks: hideInput(0)},
	{rule: "own-input-hidden", what: "a cosigned coin without its records", wallet: multi, breaks: hideInput(1)},
	{rule: "own-input-hidden", what: "a taproot coin without its record", wallet: taproot, breaks: hideInput(1),
		twin: func(b *builder) { hideInput(0)(b); hideInput(1)(b) }},
	{alone: true, rule: "record-odd", what: "no record at all", breaks: func(b *builder) { hideInput(0)(b); hideInput(1)(b) }},
	{rule: "record-odd", what: "the account key's own name", breaks: editInput(0, func(b *builder, m *psbt.Map) {
		drop(m, psbt.InBIP32Derivation)
		account := key(b, b.w.a, singlePath...)
		b.claim(m, inputFields, [4]byte(hash160(account)), key(b, b.w.a, at(singlePath, 0, 3)...), 0, 3)
	})},
	{rule: "record-odd", what: "no hardened marks", breaks: editOutput(1, func(b *builder, m *psbt.Map) {
		drop(m, psbt.OutBIP32Derivation)
		b.claim(m, outputFields, b.w.a.Fingerprint(), key(b, b.w.a, at(singlePath, 1, 2)...), 84, 1, 0, 1, 2)
	})},
	{rule: "record-odd", what: "a cosigner under a path that was typed by hand", wallet: multi, breaks: editInput(0, func(b *builder, m *psbt.Map) {
		pub := key(b, b.w.b, at(cosignerPath, 0, 3)...)
		dropKey(m, psbt.InBIP32Derivation, pub)
		b.claim(m, inputFields, b.w.b.Fingerprint(), pub, 48|hardened, 0, 3)
	})},
	{alone: true, rule: "signed-other-inputs", what: "a stranger's coin then is ours now", breaks: signedBefore(0)},
	{alone: true, rule: "signed-other-inputs", what: "a coin of ours then is a stranger's now", breaks: func(b *builder) {
		b.ins[1].wallet, b.ins[1].script = nil, strangerScript(9)
		signedBefore(0, 1)(b)
	}, twin: signedBefore(0, 1)},
	{alone: true, rule: "signed-other-inputs", what: "another coin signed for the same outputs, open to more inputs", breaks: signedOpen(false), twin: signedOpen(true)},
	{alone: true, rule: "signed-other-inputs", what: "the signature of now is not open", breaks: signedOpen(false),
		twin: allOf(signedOpen(false), sighashField(1, sighashAll))},
	{alone: true, rule: "key-index-far", what: "change 201 beyond the coins",
		breaks: func(b *builder) { b.outs[1].index = 3 + 201 },
		twin:   func(b *builder) { b.outs[1].index = 3 + 200 }},
	{alone: true, rule: "key-index-far", what: "change beyond 10,000",
		breaks: func(b *builder) { b.ins[0].index, b.outs[1].index = 9_990, 10_001 }},
	{alone: true, rule: "key-index-far", what: "a self-transfer far away",
		breaks: func(b *builder) { b.outs[1].branch, b.outs[1].index = 0, 1<<31-1 }},
	{rule: "zero-fingerprint", what: "an input without a name", breaks: editInput(0, func(b *builder, m *psbt.Map) {
		raw, _ := m.Find(psbt.InBIP32Derivation, key(b, b.w.a, at(singlePath, 0, 3)...))
		copy(raw, []byte{0, 0, 0, 0})
	})},
	{rule: "zero-fingerprint", what: "change without a name", breaks: editOutput(1, func(b *builder, m *psbt.Map) {
		raw, _ := m.Find(psbt.OutBIP32Derivation, key(b, b.w.a, at(singlePath, 1, 2)...))
		copy(raw, []byte{0, 0, 0, 0})
	})},
}
