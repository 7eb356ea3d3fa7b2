package psbt_test

import (
	"bytes"
	"strings"
	"testing"

	"coldsign/psbt"
)

// leafPacket is a packet of Bitcoin Core's, signed for a leaf of multi_a.
func leafPacket(t *testing.T) *psbt.Packet {
	t.Helper()
	for _, c := range coreCases(t, "core_signing.json") {
		if c.ID == "p2tr-multi_a-1in" {
			signed := c.signed(t)
			p, err := psbt.Combine(signed[0], signed[1:]...)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
	}
	t.Fatal("the vectors hold no such case")
	return nil
}

// What is wrong with a leaf, or with a signature for it, is told.
func TestFinalizeLeafRefusals(t *testing.T) {
	each := func(p *psbt.Packet, fieldType uint64, change func(pair *psbt.Pair)) {
		for i := range p.Inputs[0] {
			if pair := &p.Inputs[0][i]; pair.Type == fieldType {
				change(pair)
			}
		}
	}
	for _, c := range []struct {
		name   string
		change func(p *psbt.Packet)
		reason string
	}{
		{"nothing", func(*psbt.Packet) {}, ""},
		{"another leaf script", func(p *psbt.Packet) {
			each(p, psbt.InTapLeafScript, func(pair *psbt.Pair) { pair.Value[5] ^= 1 })
		}, "TAP_LEAF_SCRIPT: is not a leaf of the coin's script"},
		{"another internal key", func(p *psbt.Packet) {
			each(p, psbt.InTapLeafScript, func(pair *psbt.Pair) { copy(pair.KeyData[1:], repeat(1, 32)) })
		}, "TAP_LEAF_SCRIPT: is not a leaf of the coin's script"},
		{"wrong parity", func(p *psbt.Packet) {
			each(p, psbt.InTapLeafScript, func(pair *psbt.Pair) { pair.KeyData[0] ^= 1 })
		}, "TAP_LEAF_SCRIPT: is not a leaf of the coin's script"},
		{"a wrong signature", func(p *psbt.Packet) {
			each(p, psbt.InTapScriptSig, func(pair *psbt.Pair) { pair.Value[40] ^= 1 })
		}, "TAP_SCRIPT_SIG: the signature of"},
		{"signatures for another leaf", func(p *psbt.Packet) {
			each(p, psbt.InTapScriptSig, func(pair *psbt.Pair) { pair.KeyData[40] ^= 1 })
		}, "what its script asks for is not all there"},
		{"no leaf", func(p *psbt.Packet) {
			each(p, psbt.InTapLeafScript, func(pair *psbt.Pair) { pair.Type = 0x70 })
		}, "TAP_KEY_SIG: missing, and there is no TAP_LEAF_SCRIPT"},
		{"no coin of another input", func(p *psbt.Packet) {
			tx := p.Tx()
			other := *tx.TxIn[0]
			other.PreviousOutPoint.Index++
			tx.AddTxIn(&other)
			q, err := psbt.Create(tx)
			if err != nil {
				t.Fatal(err)
			}
			q.Inputs[0] = p.Inputs[0]
			*p = *q
		}, "cannot be verified while the coin of another input is not known"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := leafPacket(t)
			c.change(p)
			before := p.Bytes()
			final, results := psbt.Finalize(p)
			if c.reason == "" {
				if results[0].Err != nil || results[0].Script != "p2tr script path" {
					t.Fatal(results)
				}
				return
			}
			if results[0].Err == nil || !strings.Contains(results[0].Err.Error(), c.reason) {
				t.Errorf("%v\nwant %s", results[0].Err, c.reason)
			}
			if !bytes.Equal(final.Bytes(), before) {
				t.Error("the input was changed")
			}
		})
	}
}
