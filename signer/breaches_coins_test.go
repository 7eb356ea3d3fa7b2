package signer

import (
	"bytes"

	"github.com/btcsuite/btcd/txscript/v2"

	"coldsign/psbt"
)

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
	{alone: true, rule: "amount-claimed", what: "the only one", severity: Note,
		breaks: func(b *builder) { b.onlyInput(); b.ins[0].noPrevTx = true }},
	{rule: "amount-claimed", what: "of taproot, and its signature covers no other amount", wallet: taproot,
		breaks: allOf(sighashField(0, sighashAll|sighashAnyoneCanPay), func(b *builder) { b.ins[0].noPrevTx, b.limits.AllowAnyoneCanPay = true, true }),
		twin:   allOf(sighashField(0, sighashAll), func(b *builder) { b.ins[0].noPrevTx, b.limits.AllowAnyoneCanPay = true, true })},
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
	{rule: "amount-range", what: "a sum above 21 million BTC",
		breaks: func(b *builder) { b.outs[0].sats, b.outs[1].sats = maxMoney, maxMoney }},
	{rule: "outputs-exceed-inputs", what: "one satoshi", breaks: func(b *builder) { b.outs[0].sats = 10_000_001 - b.outs[1].sats }},
}
