package signer

import (
	"strings"
	"testing"

	"github.com/btcsuite/btcd/address/v2/base58"
	"github.com/btcsuite/btcd/chainhash/v2"

	"coldsign/psbt"
	"coldsign/signer/descriptor"
)

func addressOf(b *builder, script []byte) string {
	b.t.Helper()
	network, _ := descriptor.NetworkByName(testNetwork)
	text, ok := descriptor.Address(script, network)
	if !ok {
		b.t.Fatalf("script %x has no address", script)
	}
	return text
}

// rawXPub is the 78 bytes of an extended key.
func rawXPub(t testing.TB, k *seedKeys, path []uint32) []byte {
	t.Helper()
	return base58.Decode(k.account(t, path...).XPub)[:78]
}

// version2 turns the packet into one of version 2 with TX_MODIFIABLE flags.
func version2(flags byte) func(*builder) {
	return func(b *builder) {
		b.edit(func(p *psbt.Packet) {
			tx := (&psbt.Packet{Global: p.Global, Inputs: p.Inputs, Outputs: p.Outputs}).Tx()
			le := func(n uint32) []byte { return []byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)} }
			drop(&p.Global, psbt.GlobalUnsignedTx)
			p.Global = append(psbt.Map{
				{Type: psbt.GlobalTxVersion, Value: le(uint32(tx.Version))},
				{Type: psbt.GlobalFallbackLocktime, Value: le(tx.LockTime)},
				{Type: psbt.GlobalInputCount, Value: []byte{byte(len(tx.TxIn))}},
				{Type: psbt.GlobalOutputCount, Value: []byte{byte(len(tx.TxOut))}},
				{Type: psbt.GlobalTxModifiable, Value: []byte{flags}},
				{Type: psbt.GlobalVersion, Value: le(2)},
			}, p.Global...)
			for i, in := range tx.TxIn {
				set(&p.Inputs[i], psbt.InPreviousTxID, nil, in.PreviousOutPoint.Hash[:])
				set(&p.Inputs[i], psbt.InOutputIndex, nil, le(in.PreviousOutPoint.Index))
				set(&p.Inputs[i], psbt.InSequence, nil, le(in.Sequence))
			}
			for i, out := range tx.TxOut {
				sats := uint64(out.Value)
				set(&p.Outputs[i], psbt.OutAmount, nil, append(le(uint32(sats)), le(uint32(sats>>32))...))
				set(&p.Outputs[i], psbt.OutScript, nil, out.PkScript)
			}
		})
	}
}

// renamed is a descriptor in which one master fingerprint stands for another.
func renamed(t testing.TB, d *descriptor.Descriptor, from, to [4]byte) *descriptor.Descriptor {
	t.Helper()
	text, _, _ := strings.Cut(d.String(), "#")
	out, err := descriptor.Parse(strings.ReplaceAll(text, fingerprintText(from), fingerprintText(to)))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// withXPub is a descriptor in which another extended key stands for one.
func withXPub(t testing.TB, d *descriptor.Descriptor, from string, raw []byte) *descriptor.Descriptor {
	t.Helper()
	text, _, _ := strings.Cut(d.String(), "#")
	to := base58.Encode(append(raw, chainhash.DoubleHashB(raw)[:4]...))
	out, err := descriptor.Parse(strings.ReplaceAll(text, from, to))
	if err != nil {
		t.Fatal(err)
	}
	return out
}
