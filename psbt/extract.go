package psbt

import (
	"fmt"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// Limits of Extract. A fee above either is a slip of the hand, not a price: in
// the most expensive days of the past a thousand sat/vB was far more than enough.
const (
	AbsurdFee     = 10_000_000 // satoshi
	AbsurdFeeRate = 5_000      // satoshi per virtual byte
)

// maxMoney is all the satoshi that there will be.
const maxMoney = 21_000_000 * 100_000_000

// A FeeError is the refusal of an absurd fee.
type FeeError struct {
	Fee   int64 // satoshi
	VSize int64 // virtual bytes
}

func (e *FeeError) Error() string {
	return fmt.Sprintf("packet: fee of %d sats for %d vB is absurd (limits: %d sats, %d sat/vB)",
		e.Fee, e.VSize, AbsurdFee, AbsurdFeeRate)
}

// Extract is the Transaction Extractor of BIP-174: the signed transaction of a
// packet all of whose inputs are final. The script engine has accepted every
// input, with the rules of relay as well as those of consensus. A fee above
// AbsurdFee or AbsurdFeeRate is refused with a *FeeError.
func Extract(p *Packet) (*wire.MsgTx, error) {
	tx, fee, err := p.extract()
	if err != nil {
		return nil, err
	}
	if size := virtualSize(tx); fee > AbsurdFee || fee > AbsurdFeeRate*size {
		return nil, &FeeError{fee, size}
	}
	return tx, nil
}

// ExtractWithAnyFee is Extract without the limits on the fee.
func ExtractWithAnyFee(p *Packet) (*wire.MsgTx, error) {
	tx, _, err := p.extract()
	return tx, err
}

// extract builds and verifies the transaction and returns its fee.
func (p *Packet) extract() (*wire.MsgTx, int64, error) {
	if err := p.CheckNotEmpty(); err != nil {
		return nil, 0, err
	}
	if p.Version() != 0 {
		if err := p.verifyOutputs(); err != nil {
			return nil, 0, err
		}
	}
	if err := p.fitsBlock(); err != nil {
		return nil, 0, err
	}
	c := p.coins()
	for i := range p.Inputs {
		in := p.Input(i)
		c.tx.TxIn[i].SignatureScript, _ = in.FinalScriptSig()
		c.tx.TxIn[i].Witness, _ = in.FinalScriptWitness()
	}
	fee, err := c.fee()
	if err != nil {
		return nil, 0, err
	}
	for i := range p.Inputs {
		if err := c.execute(i); err != nil {
			return nil, 0, err
		}
	}
	return c.tx, fee, nil
}

// verifyOutputs asks that every output of version 2 has its script, and that
// those of silent payments are right (BIP-375, "Transaction Extractor").
func (p *Packet) verifyOutputs() error {
	for i, m := range p.Outputs {
		if _, ok := m.Get(OutScript); !ok {
			return errorAt(Place{OutputMap, i}, "SCRIPT", "missing")
		}
	}
	return p.VerifySilentPayments()
}

// fitsBlock asks that every input is final and that the transaction could be
// mined, before anything of its size is allocated.
func (p *Packet) fitsBlock() error {
	size := len(p.Inputs)*txInMin + len(p.Outputs)*txOutMin
	for i := range p.Inputs {
		in := p.Input(i)
		if !in.IsFinal() {
			return errorAt(in.place(), "", "is not final")
		}
		sig, _ := in.FinalScriptSig()
		witness, _ := in.fields().Get(InFinalScriptWitness)
		size += len(sig) + len(witness)
	}
	if size > maxTxSize {
		return errLargerThanBlock()
	}
	return nil
}

// execute runs the script engine over one input.
func (c *coins) execute(i int) error {
	coin := c.spent[i]
	engine, err := txscript.NewEngine(coin.PkScript, c.tx, i, txscript.StandardVerifyFlags, nil, c.hashes, coin.Value, c)
	if err == nil {
		err = engine.Execute()
	}
	if err != nil {
		// The engine's words quote the scripts; only the kind is told.
		e := errorAt(Place{InputMap, i}, "", "the script engine refuses it")
		e.Err = err
		return e
	}
	return nil
}

// fee is what the coins hold more than the outputs.
func (c *coins) fee() (int64, error) {
	var in, out int64
	for i, coin := range c.spent {
		if c.errs[i] != nil {
			return 0, c.errs[i]
		}
		if in += coin.Value; coin.Value < 0 || coin.Value > maxMoney || in > maxMoney {
			return 0, errorAt(Place{InputMap, i}, "", "its amount, or the sum, is out of range")
		}
	}
	for i, output := range c.tx.TxOut {
		if out += output.Value; output.Value < 0 || output.Value > maxMoney || out > maxMoney {
			return 0, errorAt(Place{OutputMap, i}, "", "its amount, or the sum, is out of range")
		}
	}
	if out > in {
		return 0, errorAt(Place{Kind: GlobalMap}, "", "the outputs exceed the inputs")
	}
	return in - out, nil
}

// virtualSize is the size that fees are counted by (BIP-141).
func virtualSize(tx *wire.MsgTx) int64 {
	weight := 3*tx.SerializeSizeStripped() + tx.SerializeSize()
	return int64(weight+3) / 4
}

// CheckNotEmpty asks for what Parse does not, as BIP-174 has packets that are
// still being made: at least one input and one output.
func (p *Packet) CheckNotEmpty() error {
	global := Place{Kind: GlobalMap}
	switch {
	case len(p.Inputs) == 0:
		return errorAt(global, "", "the transaction has no inputs")
	case len(p.Outputs) == 0:
		return errorAt(global, "", "the transaction has no outputs")
	}
	return nil
}
