package psbt_test

import (
	"bytes"
	"testing"

	"coldsign/psbt"
)

func seed(f *testing.F) [][]byte {
	f.Helper()
	seeds := [][]byte{
		packetOf(globalV0, nil, nil),
		packetOf(globalV2, inputV2, outputV2),
	}
	for _, e := range examples {
		seeds = append(seeds, e.packet(e.key, e.value))
	}
	for _, c := range coinKinds() {
		seeds = append(seeds, c.packet(f).Bytes())
	}
	proofs := 0
	for _, raw := range vectorPackets(f) {
		if hasProofs(raw) {
			if proofs++; proofs > 3 {
				continue // verifying them takes the time of a thousand other packets
			}
		}
		seeds = append(seeds, raw)
	}
	return seeds
}

// visit calls every accessor.
func visit(p *psbt.Packet) {
	p.Tx()
	p.UniqueID()
	p.GlobalXPubs()
	p.UnknownFields()
	p.SignedMessage()
	for i := range p.Inputs {
		in := p.Input(i)
		in.PrevTx()
		_, _ = in.UTXO()
		in.FinalScriptWitness()
		in.PartialSigs()
		in.Derivations()
		in.Preimages()
		in.TapScriptSigs()
		in.TapLeafScripts()
		in.TapDerivations()
		in.MuSig2Participants()
		in.MuSig2PubNonces()
		in.MuSig2PartialSigs()
	}
	for i := range p.Outputs {
		out := p.Output(i)
		out.Amount()
		out.Script()
		out.Derivations()
		out.TapTree()
		out.TapDerivations()
		out.MuSig2Participants()
		out.SilentAddress()
		out.DNSSECProof()
	}
}

// FuzzParse: what is accepted is written back byte for byte, and nothing in it
// surprises an accessor or prints raw.
func FuzzParse(f *testing.F) {
	for _, raw := range seed(f) {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, _, err := psbt.Decode(raw)
		if err != nil {
			if text := err.Error(); text == "" {
				t.Fatal("an error without words")
			}
			return
		}
		if bytes.HasPrefix(raw, []byte("psbt")) && !bytes.Equal(p.Bytes(), raw) {
			t.Fatal("written back unlike what was read")
		}
		if !bytes.Equal(p.Clone().Bytes(), p.Bytes()) {
			t.Fatal("a clone is another packet")
		}
		visit(p)
		for d := range p.Describe() {
			checkDescription(t, d)
		}
	})
}

// FuzzCombine: the order of packets does not matter, and what is combined
// parses.
func FuzzCombine(f *testing.F) {
	for _, raw := range seed(f) {
		f.Add(raw, raw)
	}
	f.Add(packetOf(globalV0, field(psbt.InSighashType, nil, le32(1)), nil), packetOf(globalV0, field(0x70, nil, nil), nil))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		a, errA := psbt.Parse(first)
		b, errB := psbt.Parse(second)
		if errA != nil || errB != nil {
			return
		}
		ab, errAB := psbt.Combine(a, b)
		ba, errBA := psbt.Combine(b, a)
		if (errAB == nil) != (errBA == nil) {
			t.Fatalf("%v, the other way %v", errAB, errBA)
		}
		if errAB != nil {
			return
		}
		if !bytes.Equal(ab.Bytes(), ba.Bytes()) {
			t.Fatal("the order of the packets matters")
		}
		if _, err := psbt.Parse(ab.Bytes()); err != nil {
			t.Fatal(err)
		}
		if small, err := psbt.ReturnSignatures(a, ab); err == nil {
			if _, err := psbt.Parse(small.Bytes()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// FuzzFinalize: whatever is finished parses, and is not finished twice.
func FuzzFinalize(f *testing.F) {
	for _, raw := range seed(f) {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := psbt.Parse(raw)
		if err != nil {
			return
		}
		final, results := psbt.Finalize(p)
		if len(results) != len(p.Inputs) {
			t.Fatal("results are missing")
		}
		for i, r := range results {
			if (r.Err == nil) != final.Input(i).IsFinal() {
				t.Fatalf("input %d: %v", i, r.Err)
			}
		}
		final, err = psbt.Parse(final.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		again, _ := psbt.Finalize(final)
		if !bytes.Equal(again.Bytes(), final.Bytes()) {
			t.Fatal("finished twice")
		}
		_, _ = psbt.ExtractWithAnyFee(final)
	})
}

// FuzzConvert: the other version is about the same transaction, and the way
// back from version 2 gives the same bytes.
func FuzzConvert(f *testing.F) {
	for _, raw := range seed(f) {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := psbt.Parse(raw)
		if err != nil {
			return
		}
		other, err := p.Convert(2 - p.Version())
		if err != nil {
			if p.Version() == 0 {
				t.Fatal(err)
			}
			return
		}
		if other, err = psbt.Parse(other.Bytes()); err != nil {
			t.Fatal(err)
		}
		if other.Tx().TxHash() != p.Tx().TxHash() {
			t.Fatal("another transaction")
		}
		if p.Version() != 0 {
			return
		}
		if back, err := other.Convert(0); err != nil || !bytes.Equal(back.Bytes(), raw) {
			t.Fatalf("not the same after the way back: %v", err)
		}
	})
}
