package psbt_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"coldsign/psbt"

	"pgregory.net/rapid"
)

func parsed(t *rapid.T, raw []byte) *psbt.Packet {
	t.Helper()
	p, err := psbt.Parse(raw)
	if err != nil {
		t.Fatalf("%x: %v", raw, err)
	}
	return p
}

// What is written is what was read, in every encoding.
func TestPropertyRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := generatePacket(t, rapid.SampledFrom([]uint32{0, 2}).Draw(t, "version")).bytes()
		p := parsed(t, raw)
		if !bytes.Equal(p.Bytes(), raw) || !bytes.Equal(p.Clone().Bytes(), raw) {
			t.Fatalf("%x became %x", raw, p.Bytes())
		}
		for _, e := range []psbt.Encoding{psbt.Binary, psbt.Base64, psbt.Hex} {
			again, found, err := psbt.Decode(p.Encode(e))
			if err != nil || found != e || !bytes.Equal(again.Bytes(), raw) {
				t.Fatalf("%v: %v, recognised as %v", e, err, found)
			}
		}
	})
}

// Version 0 goes to version 2 and back to the same bytes; the transaction is
// the same in both.
func TestPropertyConvert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := parsed(t, generatePacket(t, 0).bytes())
		v2, err := p.Convert(2)
		if err != nil {
			t.Fatal(err)
		}
		v2 = parsed(t, v2.Bytes())
		if v2.Version() != 2 || v2.Tx().TxHash() != p.Tx().TxHash() {
			t.Fatal("another transaction")
		}
		back, err := v2.Convert(0)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(back.Bytes(), p.Bytes()) {
			t.Fatalf("%x became %x", p.Bytes(), back.Bytes())
		}
	})
}

// Version 2 goes to version 0 whole, or not at all.
func TestPropertyConvertDown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := parsed(t, generatePacket(t, 2).bytes())
		v0, err := p.Convert(0)
		if err != nil {
			return
		}
		v0 = parsed(t, v0.Bytes())
		if v0.Tx().TxHash() != p.Tx().TxHash() {
			t.Fatal("another transaction")
		}
		again, err := v0.Convert(2)
		if err != nil {
			t.Fatal(err)
		}
		for i := range p.Inputs {
			for _, pair := range p.Inputs[i] {
				value, ok := again.Inputs[i].Find(pair.Type, pair.KeyData)
				if sequence := pair.Type == psbt.InSequence && bytes.Equal(pair.Value, le32(0xffffffff)); !sequence && (!ok || !bytes.Equal(value, pair.Value)) {
					t.Fatalf("input %d lost a field of type %#x", i, pair.Type)
				}
			}
		}
	})
}

// subset draws a packet with some of the fields of another; what makes the
// transaction stays.
func subset(t *rapid.T, p rawPacket) rawPacket {
	part := make(rawPacket, len(p))
	for i, fields := range p {
		for _, f := range fields {
			if keep := rapid.Bool().Draw(t, "keep"); keep || i == 0 {
				part[i] = append(part[i], f)
			}
		}
		part[i] = rapid.Permutation(part[i]).Draw(t, "order")
	}
	return part
}

func combined(t *rapid.T, first *psbt.Packet, others ...*psbt.Packet) *psbt.Packet {
	t.Helper()
	p, err := psbt.Combine(first, others...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Combining is commutative, associative and idempotent, and loses nothing.
func TestPropertyCombine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := generatePacket(t, 0)
		a, b, c := parsed(t, subset(t, whole).bytes()), parsed(t, subset(t, whole).bytes()), parsed(t, subset(t, whole).bytes())
		same := func(law string, x, y *psbt.Packet) {
			if !bytes.Equal(x.Bytes(), y.Bytes()) {
				t.Fatalf("%s: %x and %x", law, x.Bytes(), y.Bytes())
			}
		}
		ab := combined(t, a, b)
		same("commutative", ab, combined(t, b, a))
		same("associative", combined(t, ab, c), combined(t, a, combined(t, b, c)))
		same("all at once", combined(t, ab, c), combined(t, c, a, b))
		same("idempotent", a, combined(t, a, a))
		same("absorbing", ab, combined(t, ab, a))
		for i := range a.Inputs {
			for _, pair := range append(a.Inputs[i], b.Inputs[i]...) {
				if value, ok := ab.Inputs[i].Find(pair.Type, pair.KeyData); !ok || !bytes.Equal(value, pair.Value) {
					t.Fatalf("input %d lost a field of type %#x", i, pair.Type)
				}
			}
		}
		if _, err := psbt.Parse(ab.Bytes()); err != nil {
			t.Fatal(err)
		}
	})
}

// A changed byte is refused, or is there in what was parsed.
func TestPropertyChangedByte(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := generatePacket(t, rapid.SampledFrom([]uint32{0, 2}).Draw(t, "version")).bytes()
		before := parsed(t, raw)
		changed := bytes.Clone(raw)
		changed[rapid.IntRange(0, len(raw)-1).Draw(t, "at")] ^= byte(rapid.IntRange(1, 255).Draw(t, "change"))
		after, err := psbt.Parse(changed)
		if err == nil && (equalPackets(before, after) || !bytes.Equal(after.Bytes(), changed)) {
			t.Fatal("absorbed")
		}
	})
}

func equalPackets(a, b *psbt.Packet) bool {
	equal := func(x, y psbt.Map) bool {
		if len(x) != len(y) {
			return false
		}
		for i := range x {
			if x[i].Type != y[i].Type || !bytes.Equal(x[i].KeyData, y[i].KeyData) || !bytes.Equal(x[i].Value, y[i].Value) {
				return false
			}
		}
		return true
	}
	if len(a.Inputs) != len(b.Inputs) || len(a.Outputs) != len(b.Outputs) || !equal(a.Global, b.Global) {
		return false
	}
	for i := range a.Inputs {
		if !equal(a.Inputs[i], b.Inputs[i]) {
			return false
		}
	}
	for i := range a.Outputs {
		if !equal(a.Outputs[i], b.Outputs[i]) {
			return false
		}
	}
	return true
}

// Descriptions are printable ASCII and valid JSON, whatever the packet holds.
func TestPropertyDescribe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := parsed(t, generatePacket(t, rapid.SampledFrom([]uint32{0, 2}).Draw(t, "version")).bytes())
		fields := 0
		for d := range p.Describe() {
			fields++
			checkDescription(t, d)
		}
		want := len(p.Global)
		for _, m := range append(p.Inputs, p.Outputs...) {
			want += len(m)
		}
		if fields != want {
			t.Fatalf("%d fields described of %d", fields, want)
		}
	})
}

// fataler is a *testing.T or a *rapid.T.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func checkDescription(t fataler, d psbt.Description) {
	t.Helper()
	for _, r := range d.String() {
		if r < ' ' || r > '~' {
			t.Fatalf("%q is not printable ASCII", d)
		}
	}
	if text, err := json.Marshal(d); err != nil || !json.Valid(text) {
		t.Fatalf("%s: %v", text, err)
	}
}
