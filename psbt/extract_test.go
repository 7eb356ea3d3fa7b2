package psbt_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"coldsign/psbt"

	"github.com/btcsuite/btcd/wire/v2"
)

// Extract refuses what nobody means to broadcast.
func TestExtractRefusals(t *testing.T) {
	c := coinKinds()[7]
	final, _ := psbt.Finalize(c.packet(t))
	amount := func(p *psbt.Packet, in, out int64) *psbt.Packet {
		// Only the coin's claimed amount moves; the engine would refuse the
		// signature, but the fee is looked at first.
		p = p.Clone()
		p.Inputs[0] = slices.DeleteFunc(p.Inputs[0], func(pair psbt.Pair) bool { return pair.Type == psbt.InNonWitnessUTXO })
		if err := p.SetWitnessUTXO(0, wire.NewTxOut(in, c.coin)); err != nil {
			t.Fatal(err)
		}
		tx := p.Tx()
		tx.TxOut[0].Value = out
		q, err := psbt.Create(tx)
		if err != nil {
			t.Fatal(err)
		}
		q.Inputs = p.Inputs
		return q
	}
	for _, r := range []struct {
		name   string
		p      *psbt.Packet
		reason string
	}{
		{"outputs exceed inputs", amount(final, 98_999, 99_000), "the outputs exceed the inputs"},
		{"negative coin", amount(final, -1, 1), "out of range"},
		{"negative output", amount(final, 1000, -1), "out of range"},
		{"too much money", amount(final, 21_000_000_0000_0001, 1), "out of range"},
		{"engine", amount(final, 99_001, 99_000), "the script engine refuses it"},
		{"no inputs", mustParse(t, packetOf(field(0, nil, concat(le32(2), []byte{0, 0}, le32(0))))), "no inputs"},
	} {
		if _, err := psbt.Extract(r.p); err == nil || !strings.Contains(err.Error(), r.reason) {
			t.Errorf("%s: %v", r.name, err)
		}
	}
}

// An absurd fee, by rate or by sum, is refused unless it is asked for.
func TestExtractAbsurdFee(t *testing.T) {
	c := coinKinds()[7]
	const size = 110 // vB with one output
	for _, r := range []struct {
		outputs int
		fee     int64
		absurd  bool
	}{
		{1, psbt.AbsurdFeeRate*size - 100, false},
		{1, psbt.AbsurdFeeRate*size + 100, true},
		{100, psbt.AbsurdFee, false},
		{100, psbt.AbsurdFee + 1, true},
	} {
		tx := wire.NewMsgTx(2)
		tx.AddTxIn(wire.NewTxIn(&wire.OutPoint{Index: 7}, nil, nil))
		for range r.outputs {
			tx.AddTxOut(wire.NewTxOut(1000, p2wpkh(public(1))))
		}
		p, err := psbt.Create(tx)
		if err != nil {
			t.Fatal(err)
		}
		coin := wire.NewTxOut(int64(1000*r.outputs)+r.fee, c.coin)
		if err := p.SetWitnessUTXO(0, coin); err != nil {
			t.Fatal(err)
		}
		if err := p.AddPartialSig(0, public(0), ecdsaSign(t, tx, 0, coin, c.signs, true, testKeys[0])); err != nil {
			t.Fatal(err)
		}
		final, _ := psbt.Finalize(p)
		_, err = psbt.Extract(final)
		var absurd *psbt.FeeError
		if errors.As(err, &absurd) != r.absurd || !r.absurd && err != nil {
			t.Errorf("fee of %d sats: %v", r.fee, err)
		}
		if absurd != nil && (absurd.Fee != r.fee || !strings.Contains(absurd.Error(), "is absurd")) {
			t.Errorf("fee of %d sats: %v", r.fee, absurd)
		}
		if _, err := psbt.ExtractWithAnyFee(final); err != nil {
			t.Errorf("fee of %d sats, asked for: %v", r.fee, err)
		}
	}
}

// TestLargerThanBlock: of a transaction that no block can hold, no digest is made.
func TestLargerThanBlock(t *testing.T) {
	for size, tooLarge := range map[int]bool{psbt.MaxBaseSize: false, psbt.MaxBaseSize + 1: true} {
		tx := wire.NewMsgTx(2)
		tx.AddTxIn(&wire.TxIn{})
		const frame = 8 + 5 // of an output: amount, and the length of a long script
		tx.AddTxOut(wire.NewTxOut(0, make([]byte, size-tx.SerializeSizeStripped()-frame)))
		p, err := psbt.Create(tx)
		if err != nil || tx.SerializeSizeStripped() != size {
			t.Fatal(tx.SerializeSizeStripped(), err)
		}
		_, results := psbt.Finalize(p)
		if err := results[0].Err; err == nil || strings.Contains(err.Error(), "larger than a block") != tooLarge {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}
