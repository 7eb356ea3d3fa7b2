package psbt_test

import (
	"bytes"
	"reflect"
	"testing"

	"coldsign/psbt"

	"github.com/btcsuite/btcd/wire/v2"
)

// example finds the well-formed field of a row.
func exampleOf(t *testing.T, kind psbt.MapKind, fieldType uint64) example {
	t.Helper()
	for _, e := range examples {
		if e.kind == kind && e.fieldType == fieldType {
			return e
		}
	}
	t.Fatalf("no example of %#x", fieldType)
	return example{}
}

// Each accessor gives what the field's bytes say.
func TestAccessors(t *testing.T) {
	path := []uint32{1 << 31, 7}
	fingerprint := [4]byte{1, 2, 3, 4}
	ones := [32]byte(repeat(1, 32))
	key := [33]byte(compressedKey)
	for _, c := range []struct {
		kind      psbt.MapKind
		fieldType uint64
		get       func(p *psbt.Packet) any
		want      any
	}{
		{psbt.GlobalMap, psbt.GlobalXPUB, func(p *psbt.Packet) any { return p.GlobalXPubs() },
			[]psbt.GlobalXPub{{XPub: [78]byte(xpub), Fingerprint: fingerprint, Path: path}}},
		{psbt.GlobalMap, psbt.GlobalTxModifiable, func(p *psbt.Packet) any { return first(p.Modifiable()) }, byte(3)},
		{psbt.GlobalMap, psbt.GlobalTxVersion, func(p *psbt.Packet) any { return p.TxVersion() }, int32(1)},
		{psbt.GlobalMap, psbt.GlobalFallbackLocktime, func(p *psbt.Packet) any { return p.Tx().LockTime }, uint32(1)},
		{psbt.GlobalMap, psbt.GlobalGenericSignedMessage, func(p *psbt.Packet) any { return first(p.SignedMessage()) }, []byte("I agree")},
		{psbt.GlobalMap, psbt.GlobalProprietary, func(p *psbt.Packet) any { return p.UnknownFields() },
			[]psbt.FieldRef{{Place: psbt.Place{Kind: psbt.GlobalMap}, Type: 0xfc, Name: "PROPRIETARY"}}},

		{psbt.InputMap, psbt.InWitnessUTXO, func(p *psbt.Packet) any { return first(p.Input(0).WitnessUTXO()) }, wire.NewTxOut(10, []byte{0x51, 0x52})},
		{psbt.InputMap, psbt.InPartialSig, func(p *psbt.Packet) any { return p.Input(0).PartialSigs() },
			[]psbt.PartialSig{{PubKey: compressedKey, Signature: signature}}},
		{psbt.InputMap, psbt.InSighashType, func(p *psbt.Packet) any { return first(p.Input(0).SighashType()) }, uint32(1)},
		{psbt.InputMap, psbt.InRedeemScript, func(p *psbt.Packet) any { return first(p.Input(0).RedeemScript()) }, []byte{0x51}},
		{psbt.InputMap, psbt.InWitnessScript, func(p *psbt.Packet) any { return first(p.Input(0).WitnessScript()) }, []byte{0x51}},
		{psbt.InputMap, psbt.InBIP32Derivation, func(p *psbt.Packet) any { return p.Input(0).Derivations() },
			[]psbt.Derivation{{PubKey: uncompressedKey, Fingerprint: fingerprint, Path: path}}},
		{psbt.InputMap, psbt.InFinalScriptSig, func(p *psbt.Packet) any { return first(p.Input(0).FinalScriptSig()) }, []byte{0x51}},
		{psbt.InputMap, psbt.InFinalScriptWitness, func(p *psbt.Packet) any { return first(p.Input(0).FinalScriptWitness()) }, wire.TxWitness{{}, {0xaa}}},
		{psbt.InputMap, psbt.InPorCommitment, func(p *psbt.Packet) any { return first(p.Input(0).ProofOfReserves()) }, []byte("we hold it")},
		{psbt.InputMap, psbt.InSHA256, func(p *psbt.Packet) any { return p.Input(0).Preimages() },
			[]psbt.Preimage{{Type: psbt.InSHA256, Hash: sum256([]byte("open sesame")), Preimage: []byte("open sesame")}}},
		{psbt.InputMap, psbt.InPreviousTxID, func(p *psbt.Packet) any { return p.Input(0).OutPoint().Hash[0] }, byte(7)},
		{psbt.InputMap, psbt.InOutputIndex, func(p *psbt.Packet) any { return p.Input(0).OutPoint().Index }, uint32(1)},
		{psbt.InputMap, psbt.InSequence, func(p *psbt.Packet) any { return p.Input(0).Sequence() }, uint32(1)},
		{psbt.InputMap, psbt.InRequiredTimeLocktime, func(p *psbt.Packet) any { return first(p.Input(0).RequiredTimeLocktime()) }, uint32(500_000_000)},
		{psbt.InputMap, psbt.InRequiredHeightLocktime, func(p *psbt.Packet) any { return p.Tx().LockTime }, uint32(499_999_999)},
		{psbt.InputMap, psbt.InTapKeySig, func(p *psbt.Packet) any { return first(p.Input(0).TapKeySig()) }, schnorrSig},
		{psbt.InputMap, psbt.InTapScriptSig, func(p *psbt.Packet) any { return p.Input(0).TapScriptSigs() },
			[]psbt.TapScriptSig{{XOnly: ones, LeafHash: ones, Signature: append(repeat(5, 64), 0x83)}}},
		{psbt.InputMap, psbt.InTapLeafScript, func(p *psbt.Packet) any { return p.Input(0).TapLeafScripts() },
			[]psbt.TapLeafScript{{ControlBlock: controlBlock, Script: []byte{0x51}, Version: 0xc0}}},
		{psbt.InputMap, psbt.InTapBIP32Derivation, func(p *psbt.Packet) any { return p.Input(0).TapDerivations() },
			[]psbt.TapDerivation{{XOnly: ones, LeafHashes: [][32]byte{[32]byte(repeat(2, 32))}, Fingerprint: fingerprint, Path: path}}},
		{psbt.InputMap, psbt.InTapInternalKey, func(p *psbt.Packet) any { return first(p.Input(0).TapInternalKey()) }, ones},
		{psbt.InputMap, psbt.InTapMerkleRoot, func(p *psbt.Packet) any { return first(p.Input(0).TapMerkleRoot()) }, ones[:]},
		{psbt.InputMap, psbt.InMuSig2ParticipantPubKeys, func(p *psbt.Packet) any { return p.Input(0).MuSig2Participants() },
			[]psbt.MuSig2Participants{{Aggregate: key, Participants: [][33]byte{key, key}}}},
		{psbt.InputMap, psbt.InMuSig2PubNonce, func(p *psbt.Packet) any { return p.Input(0).MuSig2PubNonces() },
			[]psbt.MuSig2Nonce{{MuSig2Signer: psbt.MuSig2Signer{Participant: key, Aggregate: key}, Nonce: [66]byte(repeat(1, 66))}}},
		{psbt.InputMap, psbt.InMuSig2PartialSig, func(p *psbt.Packet) any { return p.Input(0).MuSig2PartialSigs() },
			[]psbt.MuSig2PartialSig{{MuSig2Signer: psbt.MuSig2Signer{Participant: key, Aggregate: key, LeafHash: ones[:]}, Signature: ones}}},

		{psbt.OutputMap, psbt.OutRedeemScript, func(p *psbt.Packet) any { return first(p.Output(0).RedeemScript()) }, []byte{0x51}},
		{psbt.OutputMap, psbt.OutWitnessScript, func(p *psbt.Packet) any { return first(p.Output(0).WitnessScript()) }, []byte{0x51}},
		{psbt.OutputMap, psbt.OutBIP32Derivation, func(p *psbt.Packet) any { return p.Output(0).Derivations() },
			[]psbt.Derivation{{PubKey: compressedKey, Fingerprint: fingerprint, Path: []uint32{}}}},
		{psbt.OutputMap, psbt.OutAmount, func(p *psbt.Packet) any { return p.Output(0).Amount() }, int64(5000)},
		{psbt.OutputMap, psbt.OutScript, func(p *psbt.Packet) any { return p.Output(0).Script() }, []byte{0x51}},
		{psbt.OutputMap, psbt.OutTapInternalKey, func(p *psbt.Packet) any { return first(p.Output(0).TapInternalKey()) }, ones},
		{psbt.OutputMap, psbt.OutTapTree, func(p *psbt.Packet) any { return first(p.Output(0).TapTree()) },
			[]psbt.TapLeaf{{Depth: 1, Version: 0xc0, Script: []byte{0x51}}, {Depth: 2, Version: 0xc0, Script: []byte{0x52}}, {Depth: 2, Version: 0xc0, Script: []byte{0x53}}}},
		{psbt.OutputMap, psbt.OutTapBIP32Derivation, func(p *psbt.Packet) any { return p.Output(0).TapDerivations() },
			[]psbt.TapDerivation{{XOnly: ones, Fingerprint: fingerprint, Path: path}}},
		{psbt.OutputMap, psbt.OutMuSig2ParticipantPubKeys, func(p *psbt.Packet) any { return p.Output(0).MuSig2Participants() },
			[]psbt.MuSig2Participants{{Aggregate: key, Participants: [][33]byte{key}}}},
		{psbt.OutputMap, psbt.OutDNSSECProof, func(p *psbt.Packet) any {
			name, proof, _ := p.Output(0).DNSSECProof()
			return string(name) + " " + string(proof)
		}, "a@b.c proof"},
	} {
		e := exampleOf(t, c.kind, c.fieldType)
		if got := c.get(mustParse(t, e.packet(e.key, e.value))); !reflect.DeepEqual(got, c.want) {
			f, _ := psbt.LookupField(c.kind, c.fieldType)
			t.Errorf("%v %s: %v, want %v", psbt.Place{Kind: c.kind}, f.Name, got, c.want)
		}
	}
}

func TestSilentAccessors(t *testing.T) {
	key := [33]byte(compressedKey)
	p := mustParse(t, packetOf(globalV2, inputV2, concat(field(psbt.OutAmount, nil, le64(1)),
		field(psbt.OutSPV0Info, nil, concat(compressedKey, compressedKey)), field(psbt.OutSPV0Label, nil, le32(4)))))
	out := p.Output(0)
	address, ok := out.SilentAddress()
	if !ok || address != (psbt.SilentAddress{ScanKey: key, SpendKey: key}) || first(out.SilentLabel()) != uint32(4) || out.Script() != nil {
		t.Errorf("%v %v %x", address, ok, out.Script())
	}
}

// first is the value of an accessor that also says whether it is there.
func first[T any](value T, ok bool) any {
	if !ok {
		return "not there"
	}
	return value
}

// The same questions have the same answers in both versions, and an absent
// field is absent, not zero.
func TestAccessorsOfBothVersions(t *testing.T) {
	v0 := mustParse(t, packetOf(globalV0, nil, nil))
	v2 := mustParse(t, packetOf(globalV2, concat(inputV2, field(psbt.InSequence, nil, le32(0xfffffffd))), outputV2))
	for _, p := range []*psbt.Packet{v0, v2} {
		in, out := p.Input(0), p.Output(0)
		if in.OutPoint() != (wire.OutPoint{Hash: [32]byte(repeat(7, 32)), Index: 3}) || in.Sequence() != 0xfffffffd ||
			out.Amount() != 5000 || !bytes.Equal(out.Script(), []byte{0x51, 0x51}) {
			t.Errorf("version %d: %v %d %d %x", p.Version(), in.OutPoint(), in.Sequence(), out.Amount(), out.Script())
		}
		if _, ok := in.SighashType(); ok {
			t.Error("a sighash type from nowhere")
		}
		if _, ok := p.Modifiable(); ok {
			t.Error("flags from nowhere")
		}
		if in.IsFinal() || in.HasSignatures() {
			t.Error("signatures from nowhere")
		}
		if coin, err := in.UTXO(); err == nil {
			t.Errorf("a coin from nowhere: %v", coin)
		}
	}
	if sequence := mustParse(t, packetOf(globalV2, inputV2, outputV2)).Input(0).Sequence(); sequence != 0xffffffff {
		t.Errorf("sequence %#x where none is stated", sequence)
	}
}

// Accessors follow the maps when somebody changes them.
func TestAccessorsFollowTheMaps(t *testing.T) {
	p := mustParse(t, packetOf(globalV0, nil, nil))
	p.Global[0].Value = bytes.Replace(plainTx, le64(5000), le64(6000), 1)
	if p.Output(0).Amount() != 6000 {
		t.Error("after another value: the amount is the old one")
	}
	p.Global = append(psbt.Map{{Type: 0x70}}, p.Global...)
	if p.Output(0).Amount() != 6000 || p.Input(0).Sequence() != 0xfffffffd {
		t.Error("after another map: not found")
	}
	byHand := &psbt.Packet{Global: p.Global, Inputs: p.Inputs, Outputs: p.Outputs}
	if byHand.Output(0).Amount() != 6000 || byHand.Tx().TxHash() != p.Tx().TxHash() {
		t.Error("put together by hand: another transaction")
	}
}

func TestUpdater(t *testing.T) {
	prev := wire.NewMsgTx(2)
	prev.AddTxIn(wire.NewTxIn(&wire.OutPoint{}, nil, nil))
	prev.AddTxOut(wire.NewTxOut(1000, p2wpkh(compressedKey)))
	hash := prev.TxHash()
	tx := wire.NewMsgTx(2)
	tx.AddTxIn(wire.NewTxIn(wire.NewOutPoint(&hash, 0), nil, nil))
	tx.AddTxOut(wire.NewTxOut(900, p2wpkh(compressedKey)))
	p, err := psbt.Create(tx)
	if err != nil {
		t.Fatal(err)
	}
	in, out := psbt.Place{Kind: psbt.InputMap}, psbt.Place{Kind: psbt.OutputMap}
	d := psbt.Derivation{PubKey: compressedKey, Fingerprint: [4]byte{9}, Path: []uint32{1 << 31, 2}}
	tap := psbt.TapDerivation{XOnly: [32]byte{1}, LeafHashes: [][32]byte{{2}}, Fingerprint: [4]byte{9}, Path: []uint32{5}}
	for _, err := range []error{
		p.SetPrevTx(0, prev), p.SetWitnessUTXO(0, prev.TxOut[0]),
		p.AddDerivation(in, d), p.AddDerivation(out, d), p.AddTapDerivation(in, tap), p.AddTapDerivation(out, tap),
		p.AddTapScriptSig(0, [32]byte{1}, [32]byte{2}, schnorrSig),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	p = mustParse(t, p.Bytes())
	if coin, err := p.Input(0).UTXO(); err != nil || coin.Value != 1000 {
		t.Errorf("%v, %v", coin, err)
	}
	for _, got := range [][]psbt.Derivation{p.Input(0).Derivations(), p.Output(0).Derivations()} {
		if !reflect.DeepEqual(got, []psbt.Derivation{d}) {
			t.Errorf("%v", got)
		}
	}
	for _, got := range [][]psbt.TapDerivation{p.Input(0).TapDerivations(), p.Output(0).TapDerivations()} {
		if !reflect.DeepEqual(got, []psbt.TapDerivation{tap}) {
			t.Errorf("%v", got)
		}
	}
	other := prev.Copy()
	other.LockTime = 1
	wantReason(t, p.SetPrevTx(0, other), "input 0: NON_WITNESS_UTXO: does not have the output")
	wantReason(t, p.SetPrevTx(1, prev), "input 1: there is no such map")
	wantReason(t, p.AddDerivation(psbt.Place{}, d), "global: has no such field")
}
