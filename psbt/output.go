package psbt

import "encoding/binary"

// An Output is a view of one output; see Input.
type Output struct {
	p *Packet
	i int
}

// Output returns the view of output i, which must exist.
func (p *Packet) Output(i int) Output { return Output{p, i} }

func (out Output) fields() Map { return out.p.Outputs[out.i] }

// Amount is the output's amount in satoshi, as the packet has it: it may be
// out of range.
func (out Output) Amount() int64 {
	if raw, ok := out.unsigned(); ok {
		amount, _ := readTxOut(raw)
		return amount
	}
	if v, ok := out.fields().Get(OutAmount); ok && len(v) == 8 {
		return int64(binary.LittleEndian.Uint64(v))
	}
	return 0
}

// Script is the output's script; nil when it is a silent payment whose script
// has not been computed yet.
func (out Output) Script() []byte {
	if raw, ok := out.unsigned(); ok {
		_, script := readTxOut(raw)
		return script
	}
	script, _ := out.fields().Get(OutScript)
	return script
}

// RedeemScript is the script behind a pay-to-script-hash output.
func (out Output) RedeemScript() ([]byte, bool) { return out.fields().Get(OutRedeemScript) }

// WitnessScript is the script behind a pay-to-witness-script-hash output.
func (out Output) WitnessScript() ([]byte, bool) { return out.fields().Get(OutWitnessScript) }

// Derivations returns the BIP32_DERIVATION fields.
func (out Output) Derivations() []Derivation { return derivations(out.fields(), OutBIP32Derivation) }

// A SilentAddress is the receiver of a silent payment (BIP-352).
type SilentAddress struct{ ScanKey, SpendKey [compressedLen]byte }

// SilentAddress is the receiver whose keys the output's script is made from.
func (out Output) SilentAddress() (SilentAddress, bool) {
	v, ok := out.fields().Get(OutSPV0Info)
	if !ok || len(v) != 2*compressedLen {
		return SilentAddress{}, false
	}
	return SilentAddress{[compressedLen]byte(v), [compressedLen]byte(v[compressedLen:])}, true
}

// SilentLabel is the label of the receiver's address, for change.
func (out Output) SilentLabel() (uint32, bool) {
	v, ok := out.fields().Get(OutSPV0Label)
	return firstUint32(v), ok && len(v) == 4
}

// DNSSECProof is the name that was paid and the proof of it (BIP-353).
func (out Output) DNSSECProof() (name, proof []byte, ok bool) {
	v, ok := out.fields().Get(OutDNSSECProof)
	if !ok || checkDNSSEC(v) != "" {
		return nil, nil, false
	}
	n := 1 + int(v[0])
	return v[1:n], v[n:], true
}
