package signer

import (
	"bytes"
	"fmt"
	"slices"

	"coldsign/psbt"
)

// signatureTypes are the fields that signing adds to an input.
var signatureTypes = [...]uint64{psbt.InPartialSig, psbt.InTapKeySig, psbt.InTapScriptSig}

// onlySigned makes sure that a signed packet is the packet that was approved with
// the signatures made here and the scripts that it lacked, and nothing else: each map,
// without them, has the same pairs in the same order. Only the flags by which others
// could still add inputs and outputs are cleared, which a signature over the whole
// transaction ends (BIP-370).
func onlySigned(before, after *psbt.Packet, signatures [][]made, lacking [][]psbt.Pair) error {
	if len(before.Inputs) != len(after.Inputs) || len(before.Outputs) != len(after.Outputs) {
		return fmt.Errorf("signing changed the number of inputs or outputs")
	}
	ended := before.Clone()
	ended.ClearModifiable()
	if !samePairs(ended.Global, after.Global, nil, 0) {
		return fmt.Errorf("signing changed the global map")
	}
	for i := range before.Inputs {
		if !samePairs(before.Inputs[i], after.Inputs[i], lacking[i], len(signatures[i])) {
			return fmt.Errorf("input %d: signing changed more than signatures", i)
		}
	}
	for i := range before.Outputs {
		if !samePairs(before.Outputs[i], after.Outputs[i], nil, 0) {
			return fmt.Errorf("output %d: signing changed it", i)
		}
	}
	return nil
}

// samePairs walks two maps side by side; after may have the scripts that were lacking
// and exactly so many signatures more.
func samePairs(before, after psbt.Map, lacking []psbt.Pair, signatures int) bool {
	if len(after) != len(before)+len(lacking)+signatures {
		return false
	}
	b := 0
	for a := range after {
		switch {
		case b < len(before) && samePair(&before[b], &after[a]):
			b++
		case isSignature(after[a].Type):
			signatures--
		case !slices.ContainsFunc(lacking, func(p psbt.Pair) bool { return samePair(&p, &after[a]) }):
			return false
		}
	}
	return b == len(before) && signatures == 0
}

func samePair(a, b *psbt.Pair) bool {
	return a.Type == b.Type && bytes.Equal(a.KeyData, b.KeyData) && bytes.Equal(a.Value, b.Value)
}

func isSignature(fieldType uint64) bool {
	for _, t := range signatureTypes {
		if fieldType == t {
			return true
		}
	}
	return false
}
