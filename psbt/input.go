package psbt

import (
	"encoding/binary"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// An Input is a view of one input: it answers from the packet's maps, for both
// versions alike. Slices that it returns belong to the packet.
type Input struct {
	p *Packet
	i int
}

// Input returns the view of input i, which must exist.
func (p *Packet) Input(i int) Input { return Input{p, i} }

func (in Input) fields() Map { return in.p.Inputs[in.i] }

// place names the input in errors.
func (in Input) place() Place { return Place{InputMap, in.i} }

// OutPoint is the coin that the input spends.
func (in Input) OutPoint() wire.OutPoint {
	if raw, ok := in.unsigned(); ok {
		return wire.OutPoint{
			Hash:  chainhash.Hash(raw[:hashLen]),
			Index: binary.LittleEndian.Uint32(raw[hashLen:]),
		}
	}
	var point wire.OutPoint
	if txid, ok := in.fields().Get(InPreviousTxID); ok && len(txid) == hashLen {
		point.Hash = chainhash.Hash(txid)
	}
	index, _ := in.fields().Get(InOutputIndex)
	point.Index = firstUint32(index)
	return point
}

// Sequence is the input's sequence number.
func (in Input) Sequence() uint32 {
	if raw, ok := in.unsigned(); ok {
		return binary.LittleEndian.Uint32(raw[outPointLen+1:])
	}
	if v, ok := in.fields().Get(InSequence); ok {
		return firstUint32(v)
	}
	return finalSequence
}

// RequiredTimeLocktime is the least lock time, in Unix seconds, that the input
// asks for (version 2).
func (in Input) RequiredTimeLocktime() (uint32, bool) {
	return in.uint32(InRequiredTimeLocktime)
}

// RequiredHeightLocktime is the least lock time, in blocks, that the input
// asks for (version 2).
func (in Input) RequiredHeightLocktime() (uint32, bool) {
	return in.uint32(InRequiredHeightLocktime)
}

// SighashType is the type that signatures of this input are to be made with.
func (in Input) SighashType() (uint32, bool) { return in.uint32(InSighashType) }

func (in Input) uint32(fieldType uint64) (uint32, bool) {
	v, ok := in.fields().Get(fieldType)
	return firstUint32(v), ok && len(v) == 4
}

// RedeemScript is the script of a pay-to-script-hash coin.
func (in Input) RedeemScript() ([]byte, bool) { return in.fields().Get(InRedeemScript) }

// WitnessScript is the script of a pay-to-witness-script-hash coin.
func (in Input) WitnessScript() ([]byte, bool) { return in.fields().Get(InWitnessScript) }

// FinalScriptSig is the finished scriptSig.
func (in Input) FinalScriptSig() ([]byte, bool) { return in.fields().Get(InFinalScriptSig) }

// FinalScriptWitness is the finished witness.
func (in Input) FinalScriptWitness() (wire.TxWitness, bool) {
	value, ok := in.fields().Get(InFinalScriptWitness)
	if !ok || checkWitness(value) != "" {
		return nil, false
	}
	return readWitness(value), true
}

// IsFinal says whether the input has a finished scriptSig or witness.
func (in Input) IsFinal() bool {
	_, sig := in.FinalScriptSig()
	_, witness := in.fields().Get(InFinalScriptWitness)
	return sig || witness
}

// A PartialSig is an ECDSA signature with its sighash byte.
type PartialSig struct{ PubKey, Signature []byte }

// PartialSigs returns the PARTIAL_SIG fields.
func (in Input) PartialSigs() []PartialSig {
	var all []PartialSig
	for pair := range in.fields().All(InPartialSig) {
		all = append(all, PartialSig{pair.KeyData, pair.Value})
	}
	return all
}

// Derivations returns the BIP32_DERIVATION fields.
func (in Input) Derivations() []Derivation { return derivations(in.fields(), InBIP32Derivation) }

// ProofOfReserves is the message that the input commits to (BIP-127).
func (in Input) ProofOfReserves() ([]byte, bool) { return in.fields().Get(InPorCommitment) }

// A Preimage is the answer to one hash lock of a script.
type Preimage struct {
	Type     uint64 // InRIPEMD160, InSHA256, InHASH160 or InHASH256
	Hash     []byte
	Preimage []byte
}

// Preimages returns the preimages of all four kinds.
func (in Input) Preimages() []Preimage {
	var all []Preimage
	for _, pair := range in.fields() {
		if pair.Type >= InRIPEMD160 && pair.Type <= InHASH256 {
			all = append(all, Preimage{pair.Type, pair.KeyData, pair.Value})
		}
	}
	return all
}

// preimages indexes them, for scripts that ask for many.
func (m Map) preimages() mapIndex {
	var some Map
	for _, pair := range m {
		if pair.Type >= InRIPEMD160 && pair.Type <= InHASH256 {
			some = append(some, pair)
		}
	}
	return some.index()
}

// readWitness decodes a stack that checkWitness has passed.
func readWitness(value []byte) wire.TxWitness {
	r := reader{b: value}
	stack := make(wire.TxWitness, r.count(witnessItemMin))
	for i := range stack {
		stack[i] = r.varBytes()
	}
	return stack
}

// appendWitness writes a stack.
func appendWitness(b []byte, stack wire.TxWitness) []byte {
	b = appendCompactSize(b, uint64(len(stack)))
	for _, item := range stack {
		b = append(appendCompactSize(b, uint64(len(item))), item...)
	}
	return b
}
