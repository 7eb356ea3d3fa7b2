package signer

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/psbt"
)

// breach is one vector: a true transaction of a wallet, and one fault.
type breach struct {
	rule     string
	what     string
	wallet   func(*world) *Wallet // nil: the single-signature one
	breaks   func(*builder)
	severity Severity // 0: the rule's
	twin     func(*builder)
}

func multi(w *world) *Wallet     { return w.multi }
func legacy(w *world) *Wallet    { return w.legacy }
func taproot(w *world) *Wallet   { return w.taproot }
func tree(w *world) *Wallet      { return w.tree }
func nestedKey(w *world) *Wallet { return w.nested }

func (b *builder) onlyInput() {
	b.ins = b.ins[:1]
	b.outs[1].sats = 0
	b.outs = b.outs[:1]
	b.outs[0].sats = 5_990_000
}
func (b *builder) spare() *coin {
	return &coin{script: strangerScript(9), sats: 50_000, sequence: sequenceFinal}
}
func (b *builder) addOutput(o *destination) {
	b.outs = append(b.outs, o)
	b.outs[0].sats -= o.sats
}

// edits of one input or output map
func editInput(i int, f func(b *builder, m *psbt.Map)) func(*builder) {
	return func(b *builder) { b.edit(func(p *psbt.Packet) { f(b, &p.Inputs[i]) }) }
}
func editOutput(i int, f func(b *builder, m *psbt.Map)) func(*builder) {
	return func(b *builder) { b.edit(func(p *psbt.Packet) { f(b, &p.Outputs[i]) }) }
}

// claim adds a derivation record.
func (b *builder) claim(m *psbt.Map, f fieldTypes, fingerprint [4]byte, key []byte, path ...uint32) {
	*m = append(*m, derivationPair(f, nil, 0, fingerprint, path, key))
}

func key(b *builder, k *seedKeys, path ...uint32) []byte {
	b.t.Helper()
	pub, err := k.PublicKey(path)
	if err != nil {
		b.t.Fatal(err)
	}
	return pub
}

var singlePath = []uint32{84 | hardened, 1 | hardened, hardened}

func at(base []uint32, rest ...uint32) []uint32 { return append(slices.Clone(base), rest...) }

func p2wpkhOf(pub []byte) []byte { return append([]byte{txscript.OP_0, 20}, hash160(pub)...) }

// sign puts the signature of a cosigner's key on input i, made with a hash type.
func cosign(i int, k func(*world) *seedKeys, sighash uint32, damage bool) func(*builder) {
	return func(b *builder) {
		b.edit(func(p *psbt.Packet) {
			a := Analyze(p, b.known)
			in := &a.Inputs[i]
			seed := k(b.w)
			for s := range in.slots {
				slot := &in.slots[s]
				if slot.fingerprint != seed.Fingerprint() {
					continue
				}
				digest, err := newDigests(a.tx, a.Inputs).of(i, in, nil, sighash)
				if err != nil {
					b.t.Fatal(err)
				}
				sig, err := seed.SignECDSA(slot.path, digest)
				if err != nil {
					b.t.Fatal(err)
				}
				if damage {
					sig[len(sig)-1] ^= 1
				}
				set(&p.Inputs[i], psbt.InPartialSig, slot.key, append(sig, byte(sighash)))
			}
		})
	}
}

func sighashField(i int, value uint32) func(*builder) {
	return editInput(i, func(_ *builder, m *psbt.Map) {
		set(m, psbt.InSighashType, nil, binary.LittleEndian.AppendUint32(nil, value))
	})
}

func allOf(steps ...func(*builder)) func(*builder) {
	return func(b *builder) {
		for _, s := range steps {
			s(b)
		}
	}
}

// globalXPub adds an extended key of one of the tests' keys.
func globalXPub(k func(*world) *seedKeys, account []uint32, named func(*world) *seedKeys, path []uint32) func(*builder) {
	return func(b *builder) {
		b.edit(func(p *psbt.Packet) {
			f := named(b.w).Fingerprint()
			value := bytes.Clone(f[:])
			for _, e := range path {
				value = binary.LittleEndian.AppendUint32(value, e)
			}
			p.Global = append(p.Global, psbt.Pair{Type: psbt.GlobalXPUB, KeyData: rawXPub(b.t, k(b.w), account), Value: value})
		})
	}
}

func keyA(w *world) *seedKeys        { return w.a }
func keyB(w *world) *seedKeys        { return w.b }
func keyStranger(w *world) *seedKeys { return w.stranger }

// similarScript searches a script whose address looks like another's.
func lookAlike(b *builder) {
	target := b.outs[0].script
	want, _ := ends(addressOf(b, target), 3)
	// The last characters of an address are a checksum, so they are searched for.
	for n := uint32(0); ; n++ {
		script := bytes.Clone(target)
		binary.LittleEndian.PutUint32(script[12:], n)
		if got, _ := ends(addressOf(b, script), 3); got == want && !bytes.Equal(script, target) {
			b.addOutput(&destination{script: script, sats: 100_000})
			return
		}
	}
}

var breaches = slices.Concat(coinBreaches, ownerBreaches, outputBreaches, otherBreaches)

var coinBreaches = []breach{
	{rule: "utxo-missing", what: "neither of the two", breaks: func(b *builder) { b.ins[1].noPrevTx, b.ins[1].noWitness = true, true }},
	{rule: "prevtx-hash", what: "another transaction", breaks: editInput(0, func(b *builder, m *psbt.Map) {
		raw, _ := m.Get(psbt.InNonWitnessUTXO)
		raw = bytes.Clone(raw)
		raw[0] ^= 1
		set(m, psbt.InNonWitnessUTXO, nil, raw)
	})},
	{rule: "prevtx-index", what: "an output beyond the last", breaks: func(b *builder) {
		b.edit(func(p *psbt.Packet) {
			raw, _ := p.Global.Get(psbt.GlobalUnsignedTx)
			raw[4+1+32] = 7
		})
	}},
	{rule: "utxo-conflict", what: "another amount", breaks: editInput(0, func(b *builder, m *psbt.Map) {
		raw, _ := m.Get(psbt.InWitnessUTXO)
		raw[0] ^= 1
	})},
	{rule: "utxo-conflict", what: "another script", breaks: editInput(0, func(b *builder, m *psbt.Map) {
		raw, _ := m.Get(psbt.InWitnessUTXO)
		raw[20] ^= 1
	})},
	{rule: "legacy-without-prevtx", what: "a witness UTXO alone", wallet: legacy, breaks: allOf(
		func(b *builder) { b.ins[0].noPrevTx = true },
		editInput(0, func(b *builder, m *psbt.Map) {
			set(m, psbt.InWitnessUTXO, nil, txOut(b.ins[0].sats, b.at(b.w.legacy, 0, 3).ScriptPubKey))
		}))},
	{rule: "legacy-without-prevtx", what: "a foreign script hash that shows no witness", breaks: func(b *builder) {
		script := append([]byte{txscript.OP_HASH160, 20}, append(bytes.Repeat([]byte{5}, 20), txscript.OP_EQUAL)...)
		b.ins = append(b.ins, &coin{script: script, sats: 1000, sequence: sequenceFinal, noPrevTx: true})
	}},
	{rule: "amount-claimed", what: "one of several", breaks: func(b *builder) { b.ins[0].noPrevTx = true }},
	{rule: "amount-claimed", what: "nested", wallet: nestedKey, breaks: func(b *builder) { b.ins[0].noPrevTx = true }},
	{rule: "amount-claimed", what: "the only one", severity: Note, breaks: func(b *builder) { b.onlyInput(); b.ins[0].noPrevTx = true }},
	{rule: "duplicate-input", what: "the same coin again", breaks: func(b *builder) {
		b.ins[1] = &coin{wallet: b.w.single, index: 3, sats: 6_000_000, sequence: sequenceFinal, sameCoinAs: b.ins[0]}
	}},
	{rule: "duplicate-input", what: "far behind the first hundred", breaks: func(b *builder) {
		for n := range uint32(150) {
			b.ins = append(b.ins, &coin{wallet: b.w.single, index: n % 3, sats: 1000, sequence: sequenceFinal})
		}
		b.ins = append(b.ins, &coin{wallet: b.w.single, index: 3, sats: 6_000_000, sequence: sequenceFinal, sameCoinAs: b.ins[0]})
	}},
	{rule: "amount-range", what: "an output below zero", breaks: func(b *builder) { b.outs[0].sats = -1 }},
	{rule: "amount-range", what: "an output above 21 million BTC", breaks: func(b *builder) { b.outs[0].sats = maxMoney + 1 }},
	{rule: "amount-range", what: "a coin above 21 million BTC", breaks: func(b *builder) { b.ins[0].sats = maxMoney + 1 }},
	{rule: "amount-range", what: "a sum above 21 million BTC", breaks: func(b *builder) { b.outs[0].sats, b.outs[1].sats = maxMoney, maxMoney }},
	{rule: "outputs-exceed-inputs", what: "one satoshi", breaks: func(b *builder) { b.outs[0].sats = 10_000_001 - b.outs[1].sats }},
}

var ownerBreaches = []breach{
	{rule: "nothing-to-sign", what: "a stranger's coins", breaks: func(b *builder) { b.ins = []*coin{b.spare()}; b.outs = b.outs[:1]; b.outs[0].sats = 49_000 }},
	{rule: "nothing-to-sign", what: "a wallet none of whose keys is held here", breaks: func(b *builder) { b.known.Keys = nil }},
	{rule: "nothing-to-sign", what: "two cosigners have signed already", wallet: multi, breaks: func(b *builder) {
		for i := range b.ins {
			cosign(i, keyB, sighashAll, false)(b)
			cosign(i, func(w *world) *seedKeys { return w.c }, sighashAll, false)(b)
		}
	}},
	{rule: "nothing-to-sign", what: "we have signed already", wallet: multi, breaks: func(b *builder) {
		for i := range b.ins {
			cosign(i, keyA, sighashAll, false)(b)
		}
	}},
	{rule: "wallet-unchecked", what: "registered unseen", breaks: func(b *builder) { b.w.single.Checked = false }},
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
	{rule: "script-mismatch", what: "a merkle root on a coin without a tree", wallet: taproot, breaks: editInput(0, func(b *builder, m *psbt.Map) {
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
	{rule: "foreign-inputs", what: "a stranger pays along", breaks: func(b *builder) { b.ins = append(b.ins, b.spare()) }},
	{rule: "global-xpub", what: "another key at a cosigner's place", wallet: multi, breaks: globalXPub(keyStranger, cosignerPath, keyB, cosignerPath), twin: globalXPub(keyB, cosignerPath, keyB, cosignerPath)},
	{rule: "global-xpub", what: "a cosigner's key under our name", wallet: multi, breaks: globalXPub(keyB, cosignerPath, keyA, cosignerPath)},
	{rule: "global-xpub", what: "a child number unlike the path", wallet: multi, breaks: globalXPub(keyStranger, at(cosignerPath[:3], 1), keyStranger, at(cosignerPath[:3], 2))},
	{rule: "key-index-far", what: "change 201 beyond the coins", breaks: func(b *builder) { b.outs[1].index = 3 + 201 }, twin: func(b *builder) { b.outs[1].index = 3 + 200 }},
	{rule: "key-index-far", what: "change beyond 10,000", breaks: func(b *builder) { b.ins[0].index, b.outs[1].index = 9_990, 10_001 }},
	{rule: "key-index-far", what: "a self-transfer far away", breaks: func(b *builder) { b.outs[1].branch, b.outs[1].index = 0, 1<<31-1 }},
	{rule: "zero-fingerprint", what: "an input without a name", breaks: editInput(0, func(b *builder, m *psbt.Map) {
		raw, _ := m.Find(psbt.InBIP32Derivation, key(b, b.w.a, at(singlePath, 0, 3)...))
		copy(raw, []byte{0, 0, 0, 0})
	})},
	{rule: "zero-fingerprint", what: "change without a name", breaks: editOutput(1, func(b *builder, m *psbt.Map) {
		raw, _ := m.Find(psbt.OutBIP32Derivation, key(b, b.w.a, at(singlePath, 1, 2)...))
		copy(raw, []byte{0, 0, 0, 0})
	})},
}

func opReturn(data []byte) []byte {
	s, _ := txscript.NewScriptBuilder().AddOp(txscript.OP_RETURN).AddData(data).Script()
	return s
}

var outputBreaches = []breach{
	{rule: "script-unknown", what: "a bare public key", breaks: func(b *builder) {
		pub := key(b, b.w.stranger, 1)
		b.addOutput(&destination{script: append(append([]byte{33}, pub...), txscript.OP_CHECKSIG), sats: 10_000})
	}},
	{rule: "script-unknown", what: "an empty script", breaks: func(b *builder) { b.addOutput(&destination{sats: 10_000}) }},
	{rule: "op-return", what: "a word", breaks: func(b *builder) { b.addOutput(&destination{script: opReturn([]byte("hello"))}) }},
	{rule: "op-return-value", what: "one satoshi", breaks: func(b *builder) { b.addOutput(&destination{script: opReturn([]byte("hello")), sats: 1}) }, twin: func(b *builder) { b.addOutput(&destination{script: opReturn([]byte("hello"))}) }},
	{rule: "op-return-odd", what: "two of them", breaks: func(b *builder) {
		b.addOutput(&destination{script: opReturn([]byte("hello"))})
		b.addOutput(&destination{script: opReturn([]byte("again"))})
	}},
	{rule: "op-return-odd", what: "84 bytes", breaks: func(b *builder) { b.addOutput(&destination{script: opReturn(make([]byte, 81))}) }, twin: func(b *builder) { b.addOutput(&destination{script: opReturn(make([]byte, 80))}) }},
	{rule: "zero-value", what: "an address with nothing", breaks: func(b *builder) { b.addOutput(&destination{script: strangerScript(3)}) }, twin: func(b *builder) { b.addOutput(&destination{script: strangerScript(3), sats: 1}) }},
	{rule: "dust", what: "293 sat to p2wpkh", breaks: func(b *builder) { b.addOutput(&destination{script: strangerScript(3), sats: 293}) }, twin: func(b *builder) { b.addOutput(&destination{script: strangerScript(3), sats: 294}) }},
	{rule: "look-alike", what: "two payments", breaks: lookAlike},
	{rule: "look-alike", what: "against the allow list", breaks: func(b *builder) {
		lookAlike(b)
		b.known.AllowList = []string{addressOf(b, b.outs[0].script)}
		b.outs[0].script = strangerScript(44)
	}},
	{rule: "change-many", what: "two of them", breaks: func(b *builder) {
		b.addOutput(&destination{wallet: b.w.single, branch: 1, index: 4, sats: 10_000})
	}, twin: func(b *builder) {
		b.addOutput(&destination{wallet: b.w.single, branch: 0, index: 4, sats: 10_000})
	}},
	{rule: "witness-future", what: "version 2", breaks: func(b *builder) {
		b.addOutput(&destination{script: append([]byte{txscript.OP_2, 32}, make([]byte, 32)...), sats: 10_000})
	}},
	{rule: "witness-future", what: "version 1 of 20 bytes", breaks: func(b *builder) {
		b.addOutput(&destination{script: append([]byte{txscript.OP_1, 20}, make([]byte, 20)...), sats: 10_000})
	}, twin: func(b *builder) {
		b.addOutput(&destination{script: append([]byte{txscript.OP_1, 32}, key(b, b.w.stranger, 1)[1:]...), sats: 10_000})
	}},
	{rule: "no-payment", what: "all to ourselves", breaks: func(b *builder) { b.outs[0] = &destination{wallet: b.w.single, index: 9, sats: 7_000_000} }},
}

var otherBreaches = []breach{
	{rule: "fee-absurd", what: "above 0.1 BTC", breaks: func(b *builder) {
		b.limits.FeeAbsurdRate = 1e6
		b.ins[0].sats += 10_000_000 - 4_999 + 990_000_000
		b.outs[0].sats += 990_000_000
	}, twin: func(b *builder) {
		b.limits.FeeAbsurdRate = 1e6
		b.ins[0].sats += 10_000_000 - 5_000 + 990_000_000
		b.outs[0].sats += 990_000_000
	}},
	{rule: "fee-absurd", what: "above 5,000 sat/vB", breaks: func(b *builder) { b.onlyInput(); b.ins[0].sats = 100_000_000; b.outs[0].sats = 99_000_000 }},
	{rule: "fee-absurd", what: "above a quarter of the payment", breaks: func(b *builder) { b.outs[0].sats, b.outs[1].sats = 400_000, 9_499_999 }, twin: func(b *builder) { b.outs[0].sats, b.outs[1].sats = 400_000, 9_500_000 }},
	{rule: "fee-absurd", what: "above a quarter of what is moved", breaks: func(b *builder) {
		b.onlyInput()
		b.ins[0].sats = 500_000
		b.outs[0] = &destination{wallet: b.w.single, index: 9, sats: 374_999}
	}},
	{rule: "fee-high", what: "above 0.01 BTC", breaks: func(b *builder) {
		b.ins[0].sats += 1_000_000 - 4_999 + 990_000_000
		b.outs[0].sats += 990_000_000
		b.limits.FeeHighRate, b.limits.FeeAbsurdRate = 1e6, 1e6
	}},
	{rule: "fee-high", what: "above 500 sat/vB", breaks: func(b *builder) { b.ins[0].sats += 100_000 + 990_000_000; b.outs[0].sats += 990_000_000 }},
	{rule: "fee-high", what: "above a twentieth of the payment", breaks: func(b *builder) { b.outs[0].sats, b.outs[1].sats = 400_000, 9_579_999 }, twin: func(b *builder) { b.outs[0].sats, b.outs[1].sats = 400_000, 9_580_000 }},
	{rule: "fee-low", what: "100 sat", breaks: func(b *builder) { b.outs[0].sats += 4_900 }},

	{rule: "sighash", what: "NONE", breaks: sighashField(0, uint32(txscript.SigHashNone))},
	{rule: "sighash", what: "SINGLE on taproot", wallet: taproot, breaks: sighashField(0, uint32(txscript.SigHashSingle)), twin: sighashField(0, sighashAll)},
	{rule: "sighash", what: "ALL|ANYONECANPAY", breaks: sighashField(1, sighashAll|sighashAnyoneCanPay)},
	{rule: "sighash", what: "ALL|ANYONECANPAY where the house allows it", severity: Confirm, breaks: allOf(sighashField(1, sighashAll|sighashAnyoneCanPay), func(b *builder) { b.limits.AllowAnyoneCanPay = true })},
	{rule: "sighash", what: "NONE where the house allows ANYONECANPAY", breaks: allOf(sighashField(1, uint32(txscript.SigHashNone)|sighashAnyoneCanPay), func(b *builder) { b.limits.AllowAnyoneCanPay = true })},
	{rule: "sighash-mismatch", what: "a cosigner's SINGLE", wallet: multi, breaks: cosign(0, keyB, uint32(txscript.SigHashSingle), false), twin: cosign(0, keyB, sighashAll, false)},
	{rule: "sighash-mismatch", what: "DEFAULT outside taproot", breaks: sighashField(0, sighashDefault), twin: sighashField(0, sighashAll)},
	{rule: "bad-signature", what: "a cosigner's, damaged", wallet: multi, breaks: cosign(0, keyB, sighashAll, true), twin: cosign(0, keyB, sighashAll, false)},
	{rule: "bad-signature", what: "a stranger's", wallet: multi, breaks: editInput(0, func(b *builder, m *psbt.Map) {
		sig, _ := b.w.stranger.SignECDSA([]uint32{1}, [32]byte{1})
		set(m, psbt.InPartialSig, key(b, b.w.stranger, 1), append(sig, byte(sighashAll)))
	})},
	{rule: "bad-signature", what: "a final witness that spends nothing", breaks: editInput(0, func(b *builder, m *psbt.Map) {
		set(m, psbt.InFinalScriptWitness, nil, []byte{1, 1, 1})
	})},
	{rule: "cosigners", what: "2 of 3", wallet: multi, breaks: func(*builder) {}, twin: func(b *builder) {
		b.ins = []*coin{{wallet: b.w.single, index: 3, sats: 10_000_000, sequence: sequenceFinal}}
		b.outs = b.outs[:1]
		b.outs[0].sats = 9_995_000
	}},

	{rule: "locktime-far", what: "145 blocks", breaks: locked(1_000 + 145), twin: locked(1_000 + 144)},
	{rule: "locktime-far", what: "two days", breaks: locked(1_800_000_000 + 2*secondsPerDay), twin: locked(1_800_000_000 + secondsPerDay)},
	{rule: "locktime-far", what: "nobody declared the present", breaks: allOf(locked(2_000_000), func(b *builder) { b.known.Declared = Declared{} }), twin: allOf(locked(900_000), func(b *builder) { b.known.Declared = Declared{} })},
	{rule: "locktime", what: "a height", breaks: locked(900)},
	{rule: "locktime-inert", what: "all inputs final", breaks: func(b *builder) { b.locktime = 900 }, twin: locked(900)},
	{rule: "relative-lock", what: "ten blocks", breaks: func(b *builder) { b.ins[0].sequence = 10 }, twin: func(b *builder) { b.ins[0].sequence = sequenceInactive | 10 }},
	{rule: "relative-lock", what: "145 blocks", severity: Confirm, breaks: func(b *builder) { b.ins[0].sequence = 145 }},
	{rule: "relative-lock", what: "two days", severity: Confirm, breaks: func(b *builder) { b.ins[0].sequence = sequenceSeconds | 2*secondsPerDay/sequenceUnit }, twin: func(b *builder) { b.version, b.ins[0].sequence = 1, sequenceSeconds|2*secondsPerDay/sequenceUnit }},
	{rule: "script-lock", what: "the heir's branch", wallet: func(w *world) *Wallet { return w.inherit }, breaks: func(b *builder) { b.ins[0].sequence = 10 }, twin: func(b *builder) { b.ins[0].sequence = 9 }},
	{rule: "rbf", what: "one input", breaks: func(b *builder) { b.ins[1].sequence = sequenceRBF }, twin: func(b *builder) { b.ins[1].sequence = sequenceRBF + 1 }},
	{rule: "tx-version", what: "4", breaks: func(b *builder) { b.version = 4 }, twin: func(b *builder) { b.version = 3 }},
	{rule: "tx-version", what: "0", breaks: func(b *builder) { b.version = 0 }, twin: func(b *builder) { b.version = 1 }},

	{rule: "tx-modifiable", what: "outputs may be added", breaks: version2(psbt.OutputsModifiable), twin: version2(0)},
	{rule: "unknown-fields", what: "of an input", breaks: editInput(1, func(_ *builder, m *psbt.Map) { set(m, 0xee, []byte("k"), []byte("\x1b[2J")) })},

	{rule: "signed-before", what: "yesterday", breaks: func(b *builder) {
		txid := b.packet().Tx().TxHash()
		b.known.History.SignedTxs = map[chainhash.Hash]SignedBy{txid: {TxID: txid, When: 1_800_000_000, By: "alice"}}
		for _, in := range b.packet().Tx().TxIn {
			b.known.History.SignedCoins = map[wire.OutPoint]SignedBy{in.PreviousOutPoint: {TxID: txid}}
		}
	}},
	{rule: "spends-signed", what: "a replacement", breaks: func(b *builder) {
		b.known.History.SignedCoins = map[wire.OutPoint]SignedBy{b.packet().Tx().TxIn[1].PreviousOutPoint: {TxID: chainhash.Hash{1}}}
	}},
	{rule: "amount-changed", what: "a satoshi", breaks: func(b *builder) {
		b.known.History.Seen = map[wire.OutPoint]int64{b.packet().Tx().TxIn[0].PreviousOutPoint: b.ins[0].sats + 1}
	}, twin: func(b *builder) {
		b.known.History.Seen = map[wire.OutPoint]int64{b.packet().Tx().TxIn[0].PreviousOutPoint: b.ins[0].sats}
	}},
}

// locked sets a lock time in force, at block 1,000 and 1,800,000,000 seconds.
func locked(lock uint32) func(*builder) {
	return func(b *builder) {
		b.locktime = lock
		b.ins[0].sequence = sequenceRBF + 1
		b.known.Declared = Declared{Height: 1_000, Time: 1_800_000_000}
	}
}

// TestRules breaks every rule by one fault, which must be found under the rule's
// id, and which the true twin must not have.
func TestRules(t *testing.T) {
	w := newWorld(t)
	broken := map[string]bool{}
	for _, c := range breaches {
		broken[c.rule] = true
		t.Run(c.rule+"/"+strings.ReplaceAll(c.what, " ", "-"), func(t *testing.T) {
			wallet := w.single
			if c.wallet != nil {
				wallet = c.wallet(w)
			}
			rule := ruleNamed(t, c.rule)
			severity := c.severity
			if severity == 0 {
				severity = rule.Severity
			}
			bad := newBuilder(t, w, wallet)
			c.breaks(bad)
			found := finding(bad.findings(), c.rule)
			w.single.Checked = true
			if found == nil {
				t.Fatalf("not found; found were %v", ids(bad.findings()))
			}
			if found.Severity != severity {
				t.Errorf("severity %s, want %s", found.Severity, severity)
			}
			good := newBuilder(t, w, wallet)
			if c.twin != nil {
				c.twin(good)
			} else if list := good.findings(); c.rule != "cosigners" && len(ids(list)) > 0 && wallet == w.single {
				t.Errorf("the true transaction has findings: %v", ids(list))
			}
			if f := finding(good.findings(), c.rule); f != nil {
				t.Errorf("the twin has it too: %+v", f)
			}
		})
	}
	for _, r := range Rules() {
		if !broken[r.ID] {
			t.Errorf("no vector breaks %s", r.ID)
		}
	}
}

func ids(list []Finding) (out []string) {
	for _, f := range list {
		out = append(out, f.Rule+" "+f.Severity.String())
	}
	return out
}

func ruleNamed(t *testing.T, id string) Rule {
	t.Helper()
	for _, r := range Rules() {
		if r.ID == id {
			return r
		}
	}
	t.Fatalf("no rule %s", id)
	return Rule{}
}

// TestRuleTable holds the table to its form.
func TestRuleTable(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.ID] {
			t.Errorf("%s stands twice", r.ID)
		}
		seen[r.ID] = true
		if r.Title == "" || r.Why == "" || r.Source == "" || r.Check == nil || r.Severity < Note || r.Severity > Refuse {
			t.Errorf("%s is not whole", r.ID)
		}
		if strings.HasSuffix(r.Title, ".") || !strings.HasSuffix(r.Why, ".") {
			t.Errorf("%s: a title is no sentence, a reason is one", r.ID)
		}
		for _, c := range []byte(r.Title + r.Why + r.Source) {
			if c < ' ' || c > '~' {
				t.Errorf("%s: character %q", r.ID, c)
			}
		}
	}
}
