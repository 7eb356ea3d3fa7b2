package psbt

import (
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/internal/parallel"
)

// An InputResult says what became of one input.
type InputResult struct {
	Index  int
	Script string // kind of script, like "p2sh-p2wsh multisig"; "" when it is not known
	Err    error  // why the input is not final; nil when it is
}

// Finalize is the Input Finalizer of BIP-174: a copy of the packet in which
// every input that has all it needs has its final scriptSig and witness, and of
// the other fields only those that BIP-174 keeps. Inputs that are final already
// stay as they are; what the others lack is in the results, one per input.
//
// Every signature of an input is verified, also those that are not needed: a
// wrong one leaves the input unfinished.
func Finalize(p *Packet) (*Packet, []InputResult) { return FinalizeVerified(p, nil) }

// FinalizeVerified is [Finalize] for a caller that has verified signatures
// already: those in the cache are not verified again. They are there as the
// script engine keeps them: ECDSA in DER without its sighash byte and by the key
// as the script has it, BIP-340 as the witness has it and by the x-only key.
func FinalizeVerified(p *Packet, verified *txscript.SigCache) (*Packet, []InputResult) {
	f := p.Clone()
	results := make([]InputResult, len(p.Inputs))
	spent := p.coins()
	spent.verified = verified
	parallel.Each(len(f.Inputs), func(i int) {
		results[i] = InputResult{Index: i, Script: "final"}
		if !p.Input(i).IsFinal() {
			results[i].Script, results[i].Err = f.finalize(spent, i)
		}
	})
	return f, results
}

// finalize finishes one input.
func (p *Packet) finalize(spent *coins, i int) (string, error) {
	s, err := spent.open(i)
	if err != nil {
		return "", err
	}
	stack, kind, err := s.satisfy()
	if err != nil {
		return kind, err
	}
	scriptSig, witness, err := s.assemble(stack)
	if err != nil {
		return kind, err
	}
	m := p.Inputs[i].finished()
	if len(scriptSig) > 0 {
		m = m.insert(InputMap, Pair{InFinalScriptSig, nil, scriptSig})
	}
	if len(witness) > 0 || s.context == anchor { // whose witness is empty, and says that the input is final
		m = m.insert(InputMap, Pair{InFinalScriptWitness, nil, appendWitness(nil, witness)})
	}
	p.Inputs[i] = m
	return kind, nil
}

// satisfy finds the stack that the spend needs, and names its kind.
func (s *spend) satisfy() (wire.TxWitness, string, error) {
	switch s.context {
	case taproot:
		return s.satisfyTaproot()
	case anchor:
		return nil, s.name, nil
	}
	return s.satisfyScript()
}

// assemble puts the stack and the layers' scripts where the coin wants them.
func (s *spend) assemble(stack wire.TxWitness) (scriptSig []byte, witness wire.TxWitness, err error) {
	builder := txscript.NewScriptBuilder()
	if s.context == legacy {
		for _, item := range stack {
			builder.AddData(item)
		}
	} else {
		witness = stack
		if s.witness != nil {
			witness = append(witness, s.witness)
		}
	}
	if s.redeem != nil {
		builder.AddData(s.redeem)
	}
	if scriptSig, err = builder.Script(); err != nil {
		return nil, nil, errorAt(s.in.place(), "FINAL_SCRIPTSIG", "cannot be made: a part is too long")
	}
	return scriptSig, witness, nil
}

// finished returns the pairs that a final input keeps: its coin, what the
// transaction is made of, messages, what proves silent payments, and what this
// package does not know.
func (m Map) finished() Map {
	var kept Map
	for _, pair := range m {
		f := lookup(InputMap, pair.Type)
		if f == nil || f.V0 == Excluded || keptWhenFinal(f.Type) {
			kept = append(kept, pair)
		}
	}
	return kept
}

func keptWhenFinal(fieldType uint64) bool {
	switch fieldType {
	case InNonWitnessUTXO, InWitnessUTXO, InPorCommitment, InProprietary:
		return true
	}
	return false
}
