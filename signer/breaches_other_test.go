package signer

import (
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/psbt"
)

var otherBreaches = []breach{
	{alone: true, rule: "fee-absurd", what: "above 0.1 BTC", breaks: func(b *builder) {
		b.limits.FeeAbsurdRate = 1e6
		b.ins[0].sats += 10_000_000 - 4_999 + 990_000_000
		b.outs[0].sats += 990_000_000
	}, twin: func(b *builder) {
		b.limits.FeeAbsurdRate = 1e6
		b.ins[0].sats += 10_000_000 - 5_000 + 990_000_000
		b.outs[0].sats += 990_000_000
	}},
	{alone: true, rule: "fee-absurd", what: "above 5,000 sat/vB",
		breaks: func(b *builder) { b.onlyInput(); b.ins[0].sats = 100_000_000; b.outs[0].sats = 99_000_000 }},
	{alone: true, rule: "fee-absurd", what: "above a quarter of the payment",
		breaks: func(b *builder) { b.outs[0].sats, b.outs[1].sats = 400_000, 9_499_999 },
		twin:   func(b *builder) { b.outs[0].sats, b.outs[1].sats = 400_000, 9_500_000 }},
	{alone: true, rule: "fee-absurd", what: "above a quarter of what is moved", breaks: func(b *builder) {
		b.onlyInput()
		b.ins[0].sats = 500_000
		b.outs[0] = &destination{wallet: b.w.single, index: 9, sats: 374_999}
	}},
	{alone: true, rule: "fee-high", what: "above 0.01 BTC", breaks: func(b *builder) {
		b.ins[0].sats += 1_000_000 - 4_999 + 990_000_000
		b.outs[0].sats += 990_000_000
		b.limits.FeeHighRate, b.limits.FeeAbsurdRate = 1e6, 1e6
	}},
	{alone: true, rule: "fee-high", what: "above 500 sat/vB",
		breaks: func(b *builder) { b.ins[0].sats += 100_000 + 990_000_000; b.outs[0].sats += 990_000_000 }},
	{alone: true, rule: "fee-high", what: "above a twentieth of the payment",
		breaks: func(b *builder) { b.outs[0].sats, b.outs[1].sats = 400_000, 9_579_999 },
		twin:   func(b *builder) { b.outs[0].sats, b.outs[1].sats = 400_000, 9_580_000 }},
	{alone: true, rule: "fee-high", what: "above the payment, though below 20,000 sat",
		breaks: func(b *builder) { b.outs[0].sats, b.outs[1].sats = 7_000, 9_985_999 },
		twin:   func(b *builder) { b.outs[0].sats, b.outs[1].sats = 7_000, 9_986_000 }},
	{alone: true, rule: "fee-high", what: "above a twentieth of the payment, the change in another wallet of the key",
		breaks: func(b *builder) {
			b.outs[0].sats = 400_000
			b.outs[1] = &destination{wallet: b.w.taproot, branch: 1, index: 2, sats: 9_579_999}
		},
		twin: func(b *builder) {
			b.outs[0].sats = 400_000
			b.outs[1] = &destination{wallet: b.w.taproot, branch: 1, index: 2, sats: 9_580_000}
		}},
	{alone: true, rule: "fee-high", what: "above a twentieth of the transfer",
		breaks: func(b *builder) {
			b.outs[0], b.outs[1].sats = &destination{wallet: b.w.multi, index: 9, sats: 400_000}, 9_579_999
		},
		twin: func(b *builder) {
			b.outs[0], b.outs[1].sats = &destination{wallet: b.w.multi, index: 9, sats: 400_000}, 9_580_000
		}},
	{alone: true, rule: "fee-low", what: "100 sat", breaks: func(b *builder) { b.outs[0].sats += 4_900 }},

	{rule: "sighash", what: "NONE", breaks: sighashField(0, uint32(txscript.SigHashNone))},
	{rule: "sighash", what: "SINGLE on taproot", wallet: taproot,
		breaks: sighashField(0, uint32(txscript.SigHashSingle)),
		twin:   sighashField(0, sighashAll)},
	{rule: "sighash", what: "ALL|ANYONECANPAY", breaks: sighashField(1, sighashAll|sighashAnyoneCanPay)},
	{rule: "sighash", what: "ALL|ANYONECANPAY where the house allows it", severity: Confirm,
		breaks: allOf(sighashField(1, sighashAll|sighashAnyoneCanPay), func(b *builder) { b.limits.AllowAnyoneCanPay = true })},
	{rule: "sighash", what: "NONE where the house allows ANYONECANPAY",
		breaks: allOf(sighashField(1, uint32(txscript.SigHashNone)|sighashAnyoneCanPay), func(b *builder) { b.limits.AllowAnyoneCanPay = true })},
	{rule: "sighash-mismatch", what: "a cosigner's SINGLE", wallet: multi,
		breaks: cosign(0, keyB, uint32(txscript.SigHashSingle), false),
		twin:   cosign(0, keyB, sighashAll, false)},
	{rule: "sighash-mismatch", what: "DEFAULT outside taproot", breaks: sighashField(0, sighashDefault), twin: sighashField(0, sighashAll)},
	{rule: "bad-signature", what: "a cosigner's, damaged", wallet: multi,
		breaks: cosign(0, keyB, sighashAll, true),
		twin:   cosign(0, keyB, sighashAll, false)},
	{rule: "bad-signature", what: "a stranger's", wallet: multi, breaks: editInput(0, func(b *builder, m *psbt.Map) {
		sig, _ := b.w.stranger.SignECDSA([]uint32{1}, [32]byte{1})
		set(m, psbt.InPartialSig, key(b, b.w.stranger, 1), append(sig, byte(sighashAll)))
	})},
	{rule: "bad-signature", what: "a final witness that spends nothing", breaks: editInput(0, func(b *builder, m *psbt.Map) {
		set(m, psbt.InFinalScriptWitness, nil, []byte{1, 1, 1})
	})},
	{alone: true, rule: "cosigners", what: "2 of 3", wallet: multi, breaks: func(*builder) {}, twin: func(b *builder) {
		b.ins = []*coin{{wallet: b.w.single, index: 3, sats: 10_000_000, sequence: sequenceFinal}}
		b.outs = b.outs[:1]
		b.outs[0].sats = 9_995_000
	}},

	{rule: "date-odd", what: "two days beyond the clock", breaks: clocked(1_800_000_000, 1_800_000_000-2*secondsPerDay), twin: clocked(1_800_000_000, 1_800_000_000-secondsPerDay)},
	{rule: "locktime-far", what: "145 blocks", breaks: lockedAt(1_000 + 145), twin: lockedAt(1_000 + 144)},
	{rule: "locktime-far", what: "two days", breaks: lockedAt(1_800_000_000 + 2*secondsPerDay), twin: lockedAt(1_800_000_000 + secondsPerDay)},
	{rule: "locktime-far", what: "nobody declared the present",
		breaks: allOf(lockedAt(2_000_000), func(b *builder) { b.known.Declared = Declared{} }),
		twin:   allOf(lockedAt(900_000), func(b *builder) { b.known.Declared = Declared{} })},
	{rule: "locktime", what: "a height", breaks: lockedAt(900)},
	{rule: "locktime-inert", what: "all inputs final", breaks: func(b *builder) { b.locktime = 900 }, twin: lockedAt(900)},
	{rule: "relative-lock", what: "ten blocks",
		breaks: func(b *builder) { b.ins[0].sequence = 10 },
		twin:   func(b *builder) { b.ins[0].sequence = sequenceInactive | 10 }},
	{rule: "relative-lock", what: "145 blocks", severity: Confirm, breaks: func(b *builder) { b.ins[0].sequence = 145 }},
	{rule: "relative-lock", what: "two days", severity: Confirm,
		breaks: func(b *builder) { b.ins[0].sequence = sequenceSeconds | 2*secondsPerDay/sequenceUnit },
		twin:   func(b *builder) { b.version, b.ins[0].sequence = 1, sequenceSeconds|2*secondsPerDay/sequenceUnit }},
	{rule: "script-lock", what: "the heir's branch", wallet: func(w *world) *Wallet { return w.inherit },
		breaks: func(b *builder) { b.ins[0].sequence = 10 },
		twin:   func(b *builder) { b.ins[0].sequence = 9 }},
	{rule: "rbf", what: "one input",
		breaks: func(b *builder) { b.ins[1].sequence = sequenceRBF },
		twin:   func(b *builder) { b.ins[1].sequence = sequenceRBF + 1 }},
	{rule: "tx-version", what: "4", breaks: func(b *builder) { b.version = 4 }, twin: func(b *builder) { b.version = 3 }},
	{rule: "tx-version", what: "0", breaks: func(b *builder) { b.version = 0 }, twin: func(b *builder) { b.version = 1 }},

	{rule: "tx-oversized", what: "a byte more than a block holds", breaks: baseSize(psbt.MaxBaseSize + 1), twin: baseSize(psbt.MaxBaseSize)},
	{rule: "tx-large", what: "a byte more than is relayed", breaks: virtualSize(maxRelayed + 1), twin: virtualSize(maxRelayed)},

	{alone: true, rule: "tx-modifiable", what: "outputs may be added", breaks: version2(psbt.OutputsModifiable), twin: version2(0)},
	{alone: true, rule: "tx-modifiable", what: "inputs may be added", breaks: version2(psbt.InputsModifiable), twin: version2(psbt.HasSighashSingle)},
	{alone: true, rule: "tx-modifiable", what: "and a cosigner's signature would let them", wallet: multi, severity: Refuse,
		breaks: allOf(cosign(0, keyB, sighashAll|sighashAnyoneCanPay, false), version2(psbt.InputsModifiable)),
		twin:   allOf(cosign(0, keyB, sighashAll|sighashAnyoneCanPay, false), version2(0))},
	{alone: true, rule: "tx-modifiable", what: "and so would the one that is asked for", severity: Refuse,
		breaks: allOf(sighashField(1, sighashAll|sighashAnyoneCanPay), func(b *builder) { b.limits.AllowAnyoneCanPay = true }, version2(psbt.OutputsModifiable)),
		twin:   allOf(sighashField(1, sighashAll|sighashAnyoneCanPay), func(b *builder) { b.limits.AllowAnyoneCanPay = true }, version2(0))},
	{rule: "unknown-fields", what: "of an input",
		breaks: editInput(1, func(_ *builder, m *psbt.Map) { set(m, 0xee, []byte("k"), []byte("\x1b[2J")) })},

	{alone: true, rule: "message-disguised", what: "BIP-322 to_sign", breaks: func(b *builder) {
		b.onlyInput()
		b.ins[0].sats = 0
		b.outs[0] = &destination{script: []byte{txscript.OP_RETURN}}
	}, twin: func(b *builder) {
		b.onlyInput()
		b.outs[0] = &destination{script: []byte{txscript.OP_RETURN, txscript.OP_0}}
	}},

	{alone: true, rule: "signed-before", what: "yesterday", breaks: func(b *builder) {
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

// baseSize makes the transaction as large as that without its witnesses, in bytes.
func baseSize(size int) func(*builder) {
	return func(b *builder) { b.pad(size - b.packet().Tx().SerializeSizeStripped()) }
}

// virtualSize makes the transaction as large as that once it is signed.
func virtualSize(size int) func(*builder) {
	return func(b *builder) { b.pad(size - int(Analyze(b.packet(), b.known).Tx.VSize)) }
}

// pad adds an output of more than 65,535 bytes.
func (b *builder) pad(size int) {
	const frame = 8 + 5 // amount and length
	script := make([]byte, size-frame)
	script[0] = txscript.OP_RETURN
	b.addOutput(&destination{script: script})
}

// lockedAt sets a lock time in force, at block 1,000 and 1,800,000,000 seconds.
func lockedAt(lock uint32) func(*builder) {
	return func(b *builder) {
		b.locktime = lock
		b.ins[0].sequence = sequenceRBF + 1
		b.known.Declared = Declared{Height: 1_000, Time: 1_800_000_000}
	}
}

// clocked declares a date on a machine whose clock says another.
func clocked(declared, clock int64) func(*builder) {
	return func(b *builder) { b.known.Declared.Time, b.known.Clock = declared, clock }
}
