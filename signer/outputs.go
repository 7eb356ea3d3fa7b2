package signer

import (
	"encoding/hex"

	"github.com/btcsuite/btcd/txscript/v2"

	"coldsign/signer/descriptor"
)

// changeBranch is the branch of a wallet's change: the second of <0;1>.
const changeBranch = 1

// readKinds says what each output is. Change is what was proven to be a script of
// a wallet that is being spent or of its purse, on its change branch; whatever was
// not proven to be something else is a payment. A registered wallet of which no key
// is held here has the money as a stranger does: it is a payee with a name.
func (a *Analysis) readKinds() {
	for i := range a.Outputs {
		out := &a.Outputs[i]
		if out.Owner != nil && !a.returns(out.Owner.Wallet) && a.paidAsStranger(out.Owner.Wallet) {
			out.Owner, out.Payee = nil, out.Owner
		}
		switch {
		case out.Owner != nil && !a.returns(out.Owner.Wallet):
			out.Kind = Transfer
		case out.Owner != nil && out.Owner.Branch == changeBranch:
			out.Kind = Change
		case out.Owner != nil:
			out.Kind = SelfTransfer
		case isOpReturn(out.Script):
			out.Kind = OpReturn
		case hasAddress(out.Script):
			out.Kind = Payment
		default:
			out.Kind = Unknown
		}
	}
}

// paidAsStranger says whether nothing but its registration makes a wallet ours.
func (a *Analysis) paidAsStranger(w *Wallet) bool { return !a.book.holdsAny(w) }

// hasAddress says whether a script has an address on any network; it has one on
// all or on none.
func hasAddress(script []byte) bool {
	_, ok := descriptor.Address(script, descriptor.Networks()[0])
	return ok
}

// readAddresses writes scripts as addresses of the network.
func (a *Analysis) readAddresses() {
	if a.Network == nil {
		return
	}
	for i := range a.Inputs {
		a.Inputs[i].Address, _ = descriptor.Address(a.Inputs[i].Coin.Script, a.Network)
	}
	for i := range a.Outputs {
		a.Outputs[i].Address, _ = descriptor.Address(a.Outputs[i].Script, a.Network)
	}
}

// pushes lists what follows an OP_RETURN, all of it: each push as quoted text and
// in hex, other opcodes by name, and what does not parse in hex.
func pushes(script []byte) []string {
	out := []string{}
	t := txscript.MakeScriptTokenizer(0, script)
	t.Next() // OP_RETURN itself
	end := t.ByteIndex()
	for t.Next() {
		end = t.ByteIndex()
		if data := t.Data(); data != nil {
			out = append(out, quoted(string(data))+" = "+hex.EncodeToString(data))
			continue
		}
		text, _ := txscript.DisasmString([]byte{t.Opcode()})
		out = append(out, text)
	}
	if t.Err() != nil {
		out = append(out, "not a whole push: "+hex.EncodeToString(script[end:]))
	}
	return out
}
