package psbt_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"coldsign/internal/vectors"
	"coldsign/psbt"

	"github.com/btcsuite/btcd/wire/v2"
)

func wantReason(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v\nwant %s", err, want)
	}
}

func TestCombineRefusals(t *testing.T) {
	sighash := func(n uint32) *psbt.Packet {
		return mustParse(t, packetOf(globalV0, field(psbt.InSighashType, nil, le32(n)), nil))
	}
	_, err := psbt.Combine(sighash(1), sighash(2))
	wantReason(t, err, "input 0: SIGHASH_TYPE: the packets have different values")

	v2 := mustParse(t, packetOf(globalV2, inputV2, outputV2))
	_, err = psbt.Combine(sighash(1), v2)
	wantReason(t, err, "global: VERSION: packets of different versions")

	other := bytes.Replace(plainTx, le64(5000), le64(5001), 1)
	_, err = psbt.Combine(sighash(1), mustParse(t, packetOf(field(psbt.GlobalUnsignedTx, nil, other), nil, nil)))
	wantReason(t, err, "UNSIGNED_TX: the packets are about different transactions")

	more := mustParse(t, packetOf(globalV2, inputV2, bytes.Replace(outputV2, le64(5000), le64(5001), 1)))
	_, err = psbt.Combine(v2, more)
	wantReason(t, err, "global: the packets are about different transactions")
}

// The sequence of a version 2 input may still be set (BIP-370): it is no part
// of what identifies the transaction.
func TestCombineSequence(t *testing.T) {
	a := mustParse(t, packetOf(globalV2, inputV2, outputV2))
	b := mustParse(t, packetOf(globalV2, concat(inputV2, field(psbt.InSequence, nil, le32(5))), outputV2))
	c, err := psbt.Combine(a, b)
	if err != nil || c.Input(0).Sequence() != 5 {
		t.Errorf("%v", err)
	}
}

func TestCombineUnknownFieldsVector(t *testing.T) {
	var content struct {
		Cases []struct {
			ID     string
			Inputs []struct {
				PSBT string `json:"psbt_hex"`
			}
			Result struct {
				PSBT string `json:"psbt_hex"`
			}
		}
	}
	vectors.Load(t, "bip174_psbt.json", &content)
	for _, c := range content.Cases {
		if c.ID != "bip174-combiner-unknown-fields" {
			continue
		}
		a, b := mustParse(t, unhex(t, c.Inputs[0].PSBT)), mustParse(t, unhex(t, c.Inputs[1].PSBT))
		united, err := psbt.Combine(a, b)
		if err != nil || !bytes.Equal(united.Bytes(), unhex(t, c.Result.PSBT)) {
			t.Fatalf("%v: %x", err, united.Bytes())
		}
		return
	}
	t.Fatal("the vectors hold no such case")
}

// What a signer sends back alone is small, reads like any packet, and joins
// the original to what the signer had made.
func TestReturnSignatures(t *testing.T) {
	for _, c := range coreCases(t, "core_signing.json") {
		t.Run(c.ID, func(t *testing.T) {
			before := mustParse(t, unbase64(t, c.PSBT))
			for _, version := range []uint32{0, 2} {
				before, err := before.Convert(version)
				if err != nil {
					t.Fatal(err)
				}
				for _, after := range c.signed(t) {
					after, err := after.Convert(version)
					if err != nil {
						t.Fatal(err)
					}
					small, err := psbt.ReturnSignatures(before, after)
					if err != nil {
						t.Fatal(err)
					}
					small = mustParse(t, small.Bytes())
					for i := range small.Inputs {
						if small.Input(i).HasSignatures() != after.Input(i).HasSignatures() {
							t.Fatalf("input %d lost its signatures", i)
						}
						if _, ok := small.Inputs[i].Get(psbt.InNonWitnessUTXO); ok {
							t.Fatalf("input %d still has its previous transaction", i)
						}
					}
					joined, err := psbt.Combine(before, small)
					if err != nil {
						t.Fatal(err)
					}
					want, err := psbt.Combine(before, after)
					if err != nil || !bytes.Equal(joined.Bytes(), want.Bytes()) {
						t.Fatalf("joined to something else: %v", err)
					}
				}
			}
		})
	}
	a := mustParse(t, packetOf(globalV0, field(psbt.InSighashType, nil, le32(1)), nil))
	b := mustParse(t, packetOf(globalV0, field(psbt.InSighashType, nil, le32(2)), nil))
	_, err := psbt.ReturnSignatures(a, b)
	wantReason(t, err, "input 0: SIGHASH_TYPE: was changed, not added")
}

func TestConvertRefusals(t *testing.T) {
	height := field(psbt.InRequiredHeightLocktime, nil, le32(10))
	for name, c := range map[string]struct {
		packet []byte
		reason string
	}{
		"modifiable": {packetOf(concat(globalV2, field(psbt.GlobalTxModifiable, nil, []byte{1})), inputV2, outputV2), "global: TX_MODIFIABLE: is set"},
		"lock time":  {packetOf(globalV2, concat(inputV2, height), outputV2), "input 0: REQUIRED_HEIGHT_LOCKTIME: would be lost"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := mustParse(t, c.packet).Convert(0)
			wantReason(t, err, c.reason)
		})
	}
	_, err := mustParse(t, packetOf(globalV2, inputV2, outputV2)).Convert(1)
	wantReason(t, err, "there is no version 1")
}

func TestSetRefusals(t *testing.T) {
	p := mustParse(t, packetOf(globalV0, nil, nil))
	at := psbt.Place{Kind: psbt.InputMap}
	for _, c := range []struct {
		place      psbt.Place
		field      uint64
		key, value []byte
		reason     string
	}{
		{at, psbt.InPartialSig, compressedKey[1:], signature, "input 0: PARTIAL_SIG: malformed key"},
		{at, psbt.InPartialSig, compressedKey, signature[1:], "input 0: PARTIAL_SIG: malformed value"},
		{at, psbt.InSequence, nil, le32(1), "input 0: SEQUENCE: is a field of version 2"},
		{psbt.Place{Kind: psbt.InputMap, Index: 1}, psbt.InSighashType, nil, le32(1), "input 1: there is no such map"},
		{psbt.Place{Kind: psbt.OutputMap, Index: -1}, 0, nil, nil, "there is no such map"},
		{psbt.Place{}, psbt.GlobalUnsignedTx, nil, prevTx, "global: UNSIGNED_TX"},
		{psbt.Place{}, psbt.GlobalVersion, nil, le32(0), "global: VERSION: is part of the transaction"},
	} {
		wantReason(t, p.Set(c.place, c.field, c.key, c.value), c.reason)
	}
	if !bytes.Equal(p.Bytes(), packetOf(globalV0, nil, nil)) {
		t.Error("a refused field left a trace")
	}
	if err := p.AddPartialSig(0, compressedKey, signature); err != nil {
		t.Fatal(err)
	}
	if err := p.AddPartialSig(0, compressedKey, signature); err != nil || len(p.Inputs[0]) != 1 {
		t.Errorf("the same again: %v", err)
	}
	other := bytes.Clone(signature)
	other[10]++
	wantReason(t, p.AddPartialSig(0, compressedKey, other), "input 0: PARTIAL_SIG: is there already with another value")
}

// A setter moves nothing: the bytes before and after the new field stay.
func TestSetMovesNothing(t *testing.T) {
	for _, c := range coreCases(t, "core_signing.json") {
		p := mustParse(t, unbase64(t, c.PSBT))
		for i := range p.Inputs {
			before := slices.Clone(p.Inputs[i])
			if err := p.AddPartialSig(i, compressedKey, signature); err != nil {
				t.Fatal(err)
			}
			at := slices.IndexFunc(p.Inputs[i], func(pair psbt.Pair) bool { return bytes.Equal(pair.KeyData, compressedKey) })
			p2 := &psbt.Packet{Inputs: []psbt.Map{slices.Delete(slices.Clone(p.Inputs[i]), at, at+1)}}
			if !equalPackets(p2, &psbt.Packet{Inputs: []psbt.Map{before}}) {
				t.Fatalf("%s: input %d moved", c.ID, i)
			}
		}
	}
}

// The Constructor of BIP-370 adds while the flags allow it.
func TestConstructor(t *testing.T) {
	p, err := psbt.CreateV2(wire.NewMsgTx(2), psbt.InputsModifiable)
	if err != nil {
		t.Fatal(err)
	}
	wantReason(t, p.AddOutput(1, []byte{0x51}), "global: TX_MODIFIABLE: the outputs may not be changed")
	p, err = psbt.CreateV2(wire.NewMsgTx(2), psbt.InputsModifiable|psbt.OutputsModifiable)
	if err != nil {
		t.Fatal(err)
	}
	for i := range uint32(300) {
		if err := p.AddInput(wire.OutPoint{Hash: [32]byte{1}, Index: i}, 0xffffffff-i); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.AddOutput(7, []byte{0x51}); err != nil {
		t.Fatal(err)
	}
	p = mustParse(t, p.Bytes())
	tx := p.Tx()
	if len(tx.TxIn) != 300 || tx.TxIn[9].PreviousOutPoint.Index != 9 || tx.TxIn[9].Sequence != 0xffffffff-9 || tx.TxOut[0].Value != 7 {
		t.Error("another transaction")
	}
	if err := p.AddPartialSig(2, compressedKey, signature); err != nil {
		t.Fatal(err)
	}
	wantReason(t, p.AddInput(wire.OutPoint{}, 0), "input 2: is signed")
	signed := wire.NewMsgTx(2)
	signed.AddTxIn(wire.NewTxIn(&wire.OutPoint{}, []byte{0x51}, nil))
	_, err = psbt.Create(signed)
	wantReason(t, err, "input 0: UNSIGNED_TX: the transaction is signed")
}

func TestDecode(t *testing.T) {
	raw := packetOf(globalV0, nil, nil)
	p := mustParse(t, raw)
	text := string(p.Encode(psbt.Base64))
	hexText := string(p.Encode(psbt.Hex))
	for name, c := range map[string]struct {
		text     string
		encoding psbt.Encoding
	}{
		"binary":            {string(raw), psbt.Binary},
		"base64":            {text, psbt.Base64},
		"base64, spaces":    {" \t\r\n" + text + "\n\n", psbt.Base64},
		"base64, broken":    {text[:64] + "\r\n" + text[64:] + "\n", psbt.Base64},
		"hexadecimal":       {hexText, psbt.Hex},
		"hexadecimal, caps": {"\n" + strings.ToUpper(hexText) + " ", psbt.Hex},
	} {
		got, encoding, err := psbt.Decode([]byte(c.text))
		if err != nil || encoding != c.encoding || !bytes.Equal(got.Bytes(), raw) {
			t.Errorf("%s: %v, %v", name, encoding, err)
		}
	}
	for name, c := range map[string]struct{ text, reason string }{
		"nothing":                  {"", "does not begin as a PSBT"},
		"a transaction":            {"0200000001", "does not begin as a PSBT"},
		"base64 with a space":      {text[:64] + " " + text[64:], "not base64"},
		"base64 without padding":   {strings.TrimRight(text, "="), "not base64"},
		"base64 of odd bits":       {strings.TrimRight(text, "=A") + "B==", "not base64"},
		"hexadecimal of odd count": {hexText[:len(hexText)-1], "not hexadecimal"},
		"binary with a line end":   {string(raw) + "\n", "bytes after the last map"},
	} {
		_, _, err := psbt.Decode([]byte(c.text))
		wantReason(t, err, c.reason)
		if err != nil && t.Failed() {
			t.Log(name)
		}
	}
}
