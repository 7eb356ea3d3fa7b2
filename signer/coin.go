package signer

import (
	"bytes"

	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/psbt"
)

// maxMoney is all the bitcoin that there can be, in satoshi.
const maxMoney = 21_000_000 * satsPerBitcoin

// prevTxs are the distinct previous transactions of a packet, each decoded and
// hashed once however many inputs share it, by their bytes.
type prevTxs map[string]*psbt.PrevTx

// readPrevTxs collects them; work runs a function over n places on all cores.
func readPrevTxs(p *psbt.Packet, work func(n int, do func(int))) prevTxs {
	txs := prevTxs{}
	var first []int
	for i, m := range p.Inputs {
		if raw, ok := m.Get(psbt.InNonWitnessUTXO); ok {
			if _, seen := txs[string(raw)]; !seen {
				txs[string(raw)] = nil
				first = append(first, i)
			}
		}
	}
	read := make([]*psbt.PrevTx, len(first))
	work(len(first), func(n int) {
		read[n], _ = p.Input(first[n]).PrevTx()
	})
	for n, i := range first {
		raw, _ := p.Inputs[i].Get(psbt.InNonWitnessUTXO)
		txs[string(raw)] = read[n]
	}
	return txs
}

// coinOf establishes what input i spends. A previous transaction counts only when
// it hashes to the outpoint; a wrong one says nothing about the amount.
func (txs prevTxs) coinOf(p *psbt.Packet, i int) Coin {
	in := p.Input(i)
	witness, hasWitness := in.WitnessUTXO()
	raw, hasPrev := p.Inputs[i].Get(psbt.InNonWitnessUTXO)
	c := Coin{Stated: hasWitness || hasPrev}
	if hasPrev {
		at := in.OutPoint()
		prev := txs[string(raw)]
		switch {
		case prev == nil || prev.TxID != at.Hash:
			c.PrevTx = PrevTxWrongHash
		case uint64(at.Index) >= uint64(len(prev.Tx.TxOut)):
			c.PrevTx = PrevTxNoOutput
		default:
			c.PrevTx = PrevTxRight
			out := prev.Tx.TxOut[at.Index]
			c.Sats, c.Script, c.Proof = out.Value, out.PkScript, Proven
			if hasWitness {
				c.Conflict = conflict(witness, out)
			}
			return c
		}
	}
	if hasWitness {
		c.Sats, c.Script, c.Proof = witness.Value, witness.PkScript, Claimed
	}
	return c
}

// conflict says in what a witness UTXO differs from the output that it repeats.
func conflict(claimed, proven *wire.TxOut) string {
	switch {
	case claimed.Value != proven.Value:
		return "the witness UTXO says " + amount(claimed.Value) + ", the previous transaction " + amount(proven.Value)
	case !bytes.Equal(claimed.PkScript, proven.PkScript):
		return "the witness UTXO has another script than the previous transaction"
	}
	return ""
}
