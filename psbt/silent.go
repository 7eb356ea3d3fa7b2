package psbt

import (
	"github.com/btcsuite/btcd/btcec/v2"
)

// Silent payments (BIP-375): an output's script is computed from an address, a
// share of every eligible input (or one share of all together) and proofs that
// the shares are right. BIP-375 makes all of that part of a valid packet, so
// parsing checks it; without an SP_V0_INFO nothing here costs anything.

// silentCheck verifies the silent payments of one packet.
type silentCheck struct {
	p      *Packet
	strict bool // what cannot be judged is an error too
	inputs []silentInput
	global mapIndex
	sum    *btcec.PublicKey // of the eligible inputs' keys; nil when there is none
	shared map[string]bool  // scan keys of which some input has a share
	whole  bool             // every input could be judged
	named  bool             // and is of a kind that BIP-352 names
}

const sighashAll = 1

// VerifySilentPayments verifies the ECDH shares, their proofs and the computed
// scripts of all silent payment outputs. Parse does the same, but lets pass
// what it has no means to judge: inputs without a UTXO, and computed outputs
// of a packet none of whose inputs is of a kind that BIP-352 names.
func (p *Packet) VerifySilentPayments() error { return p.checkSilentPayments(true) }

func (p *Packet) checkSilentPayments(strict bool) error {
	pays, computed, err := p.silentOutputs()
	if err != nil || !pays {
		return err
	}
	if flags, _ := p.Modifiable(); computed && flags != 0 {
		return errorAt(Place{}, "TX_MODIFIABLE", "is not zero although the script of a silent payment is computed")
	}
	c := silentCheck{p: p, strict: strict, whole: true, named: true, shared: map[string]bool{}}
	if err := c.judgeInputs(); err != nil {
		return err
	}
	if err := c.verifyShares(); err != nil {
		return err
	}
	return c.verifyScripts()
}

// silentOutputs holds the outputs' fields against each other. It says whether
// there are silent payments, and whether one has its script already.
func (p *Packet) silentOutputs() (pays, computed bool, err error) {
	for i, m := range p.Outputs {
		place := Place{OutputMap, i}
		_, hasScript := m.Get(OutScript)
		_, hasAddress := m.Get(OutSPV0Info)
		if !hasScript && !hasAddress {
			return false, false, errorAt(place, "SCRIPT", "missing")
		}
		if _, hasLabel := m.Get(OutSPV0Label); hasLabel && !hasAddress {
			return false, false, errorAt(place, "SP_V0_INFO", "missing, and SP_V0_LABEL needs it")
		}
		pays = pays || hasAddress
		computed = computed || hasAddress && hasScript
	}
	return pays, computed, nil
}

// judgeInputs finds the eligible inputs and adds up their keys.
func (c *silentCheck) judgeInputs() error {
	c.global = c.p.Global.index()
	c.inputs = make([]silentInput, len(c.p.Inputs))
	var sum btcec.JacobianPoint
	for i := range c.inputs {
		in := c.p.Input(i)
		if sighash, ok := in.SighashType(); ok && sighash != sighashAll {
			return errorAt(in.place(), "SIGHASH_TYPE", "is not ALL although the transaction makes silent payments")
		}
		judged, err := in.judgeSilent()
		if err != nil {
			return err
		}
		judged.fields = in.fields().index()
		c.inputs[i] = judged
		for pair := range in.fields().All(InSPECDHShare) {
			c.shared[string(pair.KeyData)] = true
		}
		switch judged.standing {
		case unjudged:
			c.whole, c.named = false, false
		case unnamed:
			c.named = false
		case eligible:
			var key btcec.JacobianPoint
			judged.key.AsJacobian(&key)
			btcec.AddNonConst(&sum, &key, &sum)
		}
	}
	c.sum = publicKeyOf(&sum)
	return nil
}

// verifyShares asks that every share has a proof and that the proof holds.
func (c *silentCheck) verifyShares() error {
	err := eachShare(Place{}, c.p.Global, c.global, GlobalSPECDHShare, GlobalSPDLEQ, func(scan, share, proof []byte) string {
		if c.sum == nil || !c.whole {
			return "" // verifyScripts says what that means
		}
		return verifyDLEQ(c.sum, scan, share, proof)
	})
	if err != nil {
		return err
	}
	for i, in := range c.inputs {
		if in.standing != eligible {
			continue // its shares mean nothing
		}
		err := eachShare(Place{InputMap, i}, c.p.Inputs[i], in.fields, InSPECDHShare, InSPDLEQ, func(scan, share, proof []byte) string {
			return verifyDLEQ(in.key, scan, share, proof)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachShare pairs the shares of one map with their proofs.
func eachShare(place Place, m Map, fields mapIndex, shareType, proofType uint64, verify func(scan, share, proof []byte) string) error {
	for pair := range m.All(proofType) {
		if _, ok := fields.find(shareType, pair.KeyData); !ok {
			return errorAt(place, "SP_ECDH_SHARE", "missing, and SP_DLEQ proves it")
		}
	}
	for pair := range m.All(shareType) {
		proof, ok := fields.find(proofType, pair.KeyData)
		if !ok {
			return errorAt(place, "SP_DLEQ", "missing, and SP_ECDH_SHARE needs it")
		}
		if reason := verify(pair.KeyData, pair.Value, proof); reason != "" {
			return errorAt(place, "SP_DLEQ", "%s", reason)
		}
	}
	return nil
}
