package signer

import (
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/psbt"
)

// finalTx is the transaction with what the packet has of final scripts and
// witnesses in it.
func finalTx(tx *wire.MsgTx, p *psbt.Packet) *wire.MsgTx {
	out := tx.Copy()
	for i := range out.TxIn {
		out.TxIn[i].SignatureScript, _ = p.Input(i).FinalScriptSig()
		out.TxIn[i].Witness, _ = p.Input(i).FinalScriptWitness()
	}
	return out
}

// run executes the scripts of a final input under the rules by which nodes relay.
// Signatures in the cache have been verified already.
func (d *digests) run(i int, in *Input, verified *txscript.SigCache) error {
	engine, err := txscript.NewEngine(in.Coin.Script, d.final, i, txscript.StandardVerifyFlags,
		verified, d.shared, in.Coin.Sats, d.coins)
	if err != nil {
		return err
	}
	return engine.Execute()
}
