package signer

import (
	"bytes"
	"fmt"
	"testing"

	"coldsign/psbt"
)

// TestModifiableIsEnded: a signature over the whole transaction clears the flags by
// which it could still change, and nothing else of the packet.
func TestModifiableIsEnded(t *testing.T) {
	w := newWorld(t)
	for flags, want := range map[byte]byte{0: 0, 1: 0, 2: 0, 3: 0, 4: 4, 7: 4, 0x83: 0x80} {
		b := newBuilder(t, w, w.single)
		version2(flags)(b)
		before := b.packet()
		signed, _, err := Sign(b.approved(), w.a)
		if err != nil {
			t.Fatalf("flags %d: %v", flags, err)
		}
		if got, present := signed.Modifiable(); !present || got != want {
			t.Errorf("flags %d: %d, not %d", flags, got, want)
		}
		before.ClearModifiable()
		if len(before.Global) != len(signed.Global) || !samePairs(before.Global, signed.Global, nil, 0) {
			t.Errorf("flags %d: the global map has changed", flags)
		}
	}
	b := newBuilder(t, w, w.single)
	version2(0)(b)
	b.edit(func(p *psbt.Packet) { drop(&p.Global, psbt.GlobalTxModifiable) })
	signed, _, err := Sign(b.approved(), w.a)
	if _, present := signed.Modifiable(); err != nil || present {
		t.Errorf("a field more: %v", err)
	}
}

// TestOnlyTheFlags damages the global map of a signed packet beside the flags.
func TestOnlyTheFlags(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.single)
	version2(7)(b)
	plan := b.approved().plan
	signed, _, err := Sign(&Approval{plan}, w.a)
	if err != nil {
		t.Fatal(err)
	}
	signatures := [][]made{make([]made, 1), make([]made, 1)}
	if err := onlySigned(plan.packet, signed, signatures, make([][]psbt.Pair, 2)); err != nil {
		t.Fatalf("an honest result: %v", err)
	}
	for _, flags := range []byte{0, 1, 3, 5, 6, 7, 0x84} {
		p := signed.Clone()
		set(&p.Global, psbt.GlobalTxModifiable, nil, []byte{flags})
		if onlySigned(plan.packet, p, signatures, make([][]psbt.Pair, 2)) == nil {
			t.Errorf("flags %d: not noticed", flags)
		}
	}
	if flags, _ := plan.packet.Modifiable(); flags != 7 {
		t.Errorf("the packet that was approved has changed: flags %d", flags)
	}
}

// TestModifiableCosigners: what two cosigners sign of one packet comes together, and
// with the packet as it was handed over.
func TestModifiableCosigners(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.multi)
	version2(3)(b)
	before := b.packet()
	ours, _, err := Sign(b.approved(), w.a)
	if err != nil {
		t.Fatal(err)
	}
	theirs := newBuilder(t, w, w.multi)
	version2(3)(theirs)
	theirs.known.Keys = []OwnKey{own(t, "b", w.b)}
	second, _, err := Sign(theirs.approved(), w.b)
	if err != nil {
		t.Fatal(err)
	}
	small, err := psbt.ReturnSignatures(before, second)
	if err != nil {
		t.Fatal(err)
	}
	for i, parts := range [][]*psbt.Packet{{before, ours, second}, {ours, small}, {small, before, ours}} {
		united, err := psbt.Combine(parts[0], parts[1:]...)
		if err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		_, results := psbt.Finalize(united)
		if flags, _ := united.Modifiable(); flags != 0 || fmt.Sprint(results[0].Err, results[1].Err) != "<nil> <nil>" {
			t.Errorf("%d: flags %d, %v", i, flags, results)
		}
	}
	back, err := psbt.Combine(before, small)
	if err != nil || !bytes.Equal(sortedBytes(t, back), sortedBytes(t, second)) {
		t.Errorf("the small packet does not give back the whole: %v", err)
	}
}

// sortedBytes are those of a packet in key order.
func sortedBytes(t *testing.T, p *psbt.Packet) []byte {
	t.Helper()
	other := p.Clone()
	set(&other.Global, 0xee, nil, []byte{1}) // another map, so that all maps are written in order
	for i := range other.Inputs {
		set(&other.Inputs[i], 0xee, nil, []byte{1})
	}
	for i := range other.Outputs {
		set(&other.Outputs[i], 0xee, nil, []byte{1})
	}
	united, err := psbt.Combine(p, other)
	if err != nil {
		t.Fatal(err)
	}
	return united.Bytes()
}

// TestModifiableAndFinal: a signature with ANYONECANPAY in an input that is final already
// still lets others add inputs.
func TestModifiableAndFinal(t *testing.T) {
	w := newWorld(t)
	for _, wallet := range []*Wallet{w.single, w.taproot, w.legacy} {
		for sighash, want := range map[uint32]Severity{sighashAll: Note, sighashAll | sighashAnyoneCanPay: Refuse} {
			b := newBuilder(t, w, wallet)
			b.limits.AllowAnyoneCanPay = true
			sighashField(0, sighash)(b)
			signed, _, err := Sign(b.approved(), w.a)
			if err != nil {
				t.Fatal(err)
			}
			final, _ := psbt.Finalize(signed)
			b = newBuilder(t, w, wallet)
			b.edit(func(p *psbt.Packet) { p.Inputs[0] = final.Inputs[0] })
			version2(psbt.InputsModifiable)(b)
			if f := finding(b.findings(), "tx-modifiable"); f == nil || f.Severity != want {
				t.Errorf("%s, hash type %d: %+v", wallet.Name, sighash, f)
			}
		}
	}
}
