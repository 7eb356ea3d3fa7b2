package signer

import (
	"github.com/btcsuite/btcd/txscript/v2"
)

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
	{rule: "op-return-value", what: "one satoshi",
		breaks: func(b *builder) { b.addOutput(&destination{script: opReturn([]byte("hello")), sats: 1}) },
		twin:   func(b *builder) { b.addOutput(&destination{script: opReturn([]byte("hello"))}) }},
	{rule: "op-return-odd", what: "two of them", breaks: func(b *builder) {
		b.addOutput(&destination{script: opReturn([]byte("hello"))})
		b.addOutput(&destination{script: opReturn([]byte("again"))})
	}},
	{rule: "op-return-odd", what: "84 bytes",
		breaks: func(b *builder) { b.addOutput(&destination{script: opReturn(make([]byte, 81))}) },
		twin:   func(b *builder) { b.addOutput(&destination{script: opReturn(make([]byte, 80))}) }},
	{rule: "zero-value", what: "an address with nothing",
		breaks: func(b *builder) { b.addOutput(&destination{script: strangerScript(3)}) },
		twin:   func(b *builder) { b.addOutput(&destination{script: strangerScript(3), sats: 1}) }},
	{rule: "zero-value", what: "an empty anchor in version 2", breaks: func(b *builder) { b.addOutput(&destination{script: anchorScript}) },
		twin: func(b *builder) { b.version = 3; b.addOutput(&destination{script: anchorScript}) }},
	{rule: "zero-value", what: "an empty address in version 3", breaks: func(b *builder) { b.version = 3; b.addOutput(&destination{script: strangerScript(3)}) },
		twin: func(b *builder) { b.version = 3; b.addOutput(&destination{script: anchorScript}) }},
	{rule: "anchor", what: "1,000 sat", severity: Note, breaks: func(b *builder) { b.addOutput(&destination{script: anchorScript, sats: 1_000}) }},
	{rule: "anchor", what: "1,001 sat", breaks: func(b *builder) { b.addOutput(&destination{script: anchorScript, sats: 1_001}) }, severity: Confirm},
	{rule: "tx-small", what: "64 bytes", breaks: small(3), twin: small(4), alone: true},
	{rule: "dust", what: "293 sat to p2wpkh",
		breaks: func(b *builder) { b.addOutput(&destination{script: strangerScript(3), sats: 293}) },
		twin:   func(b *builder) { b.addOutput(&destination{script: strangerScript(3), sats: 294}) }},
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
	{rule: "witness-future", what: "version 1 of 2 bytes that are no anchor", breaks: func(b *builder) {
		b.addOutput(&destination{script: []byte{txscript.OP_1, 2, 0x4e, 0x74}, sats: 10_000})
	}, twin: func(b *builder) { b.addOutput(&destination{script: anchorScript, sats: 10_000}) }},
	{rule: "witness-future", what: "version 1 of 20 bytes", breaks: func(b *builder) {
		b.addOutput(&destination{script: append([]byte{txscript.OP_1, 20}, make([]byte, 20)...), sats: 10_000})
	}, twin: func(b *builder) {
		b.addOutput(&destination{script: append([]byte{txscript.OP_1, 32}, key(b, b.w.stranger, 1)[1:]...), sats: 10_000})
	}},
	{alone: true, rule: "no-payment", what: "all to ourselves",
		breaks: func(b *builder) { b.outs[0] = &destination{wallet: b.w.single, index: 9, sats: 7_000_000} }},
}

var anchorScript = []byte{txscript.OP_1, 2, 0x4e, 0x73}

// small is a transaction of one coin and one output whose script has so many bytes:
// 60 bytes beside them.
func small(script int) func(*builder) {
	return func(b *builder) {
		b.ins = b.ins[:1]
		b.ins[0].sats = 5_000
		b.outs = []*destination{{script: append([]byte{txscript.OP_RETURN}, make([]byte, script)...)}}
	}
}
