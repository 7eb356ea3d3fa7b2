package psbt

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
	"github.com/btcsuite/btcd/chainhash/v2"
)

// Tags of BIP-352.
var (
	tagInputs       = []byte("BIP0352/Inputs")
	tagSharedSecret = []byte("BIP0352/SharedSecret")
)

// silentGroup are the outputs that pay to one scan key.
type silentGroup struct {
	scan    []byte
	outputs []int
}

// verifyScripts derives every computed script again (BIP-352, "Creating
// outputs") from the shares that verifyShares has proven.
func (c *silentCheck) verifyScripts() error {
	for _, group := range c.groups() {
		first := slices.IndexFunc(group.outputs, c.computed)
		if first < 0 {
			continue // still being made
		}
		place := Place{OutputMap, group.outputs[first]}
		share, err := c.share(group.scan, place)
		if err != nil {
			return err
		}
		if share == nil {
			continue
		}
		if err := c.verifyGroup(group, share); err != nil {
			return err
		}
	}
	return nil
}

func (c *silentCheck) computed(i int) bool {
	_, ok := c.p.Outputs[i].Get(OutScript)
	return ok
}

// groups collects the silent payments by scan key, in order of appearance.
func (c *silentCheck) groups() []silentGroup {
	var groups []silentGroup
	index := make(map[[compressedLen]byte]int)
	for i := range c.p.Outputs {
		address, ok := c.p.Output(i).SilentAddress()
		if !ok {
			continue
		}
		at, known := index[address.ScanKey]
		if !known {
			at = len(groups)
			index[address.ScanKey] = at
			groups = append(groups, silentGroup{scan: address.ScanKey[:]})
		}
		groups[at].outputs = append(groups[at].outputs, i)
	}
	return groups
}

// share is the ECDH share of all inputs together for a scan key; nil, without
// an error, when it cannot be judged and need not be.
func (c *silentCheck) share(scan []byte, output Place) (*btcec.PublicKey, error) {
	var sum btcec.JacobianPoint
	global, hasGlobal := c.global.find(GlobalSPECDHShare, scan)
	if !hasGlobal && c.shared[string(scan)] {
		if err := c.addShares(&sum, scan, output); err != nil {
			return nil, err
		}
	}
	switch {
	case !hasGlobal && !c.shared[string(scan)]:
		return nil, errorAt(output, "SCRIPT", "computed without any SP_ECDH_SHARE")
	case !c.whole && !c.strict:
		return nil, nil
	case !c.whole:
		return nil, errorAt(output, "SCRIPT", "cannot be verified: an input's coin or key is not known")
	case c.sum == nil && !c.named && !c.strict:
		return nil, nil
	case c.sum == nil:
		return nil, errorAt(output, "SCRIPT", "computed although no input may fund silent payments")
	}
	if hasGlobal && !addPoint(&sum, global) {
		return nil, errorAt(Place{}, "SP_ECDH_SHARE", "not on the curve")
	}
	if share := publicKeyOf(&sum); share != nil {
		return share, nil
	}
	return nil, errorAt(output, "SCRIPT", "the shares add up to nothing")
}

// addShares adds up the shares of the eligible inputs, which must all have one.
func (c *silentCheck) addShares(sum *btcec.JacobianPoint, scan []byte, output Place) error {
	for i, in := range c.inputs {
		if in.standing != eligible {
			continue
		}
		share, ok := in.fields.find(InSPECDHShare, scan)
		if !ok {
			return errorAt(Place{InputMap, i}, "SP_ECDH_SHARE", "missing, and the script of %v is computed", output)
		}
		if !addPoint(sum, share) {
			return errorAt(Place{InputMap, i}, "SP_ECDH_SHARE", "not on the curve")
		}
	}
	return nil
}

// verifyGroup derives the scripts of one scan key's outputs. The k of BIP-352
// counts through them in the order of the transaction, as the test vectors of
// BIP-375 have it.
func (c *silentCheck) verifyGroup(group silentGroup, share *btcec.PublicKey) error {
	secret := multiply(share, c.inputHash())
	for k, i := range group.outputs {
		script, ok := c.p.Outputs[i].Get(OutScript)
		if !ok {
			continue
		}
		address, _ := c.p.Output(i).SilentAddress()
		key, reason := silentOutputKey(secret, address.SpendKey[:], uint32(k))
		if reason != "" {
			return errorAt(Place{OutputMap, i}, "SP_V0_INFO", "%s", reason)
		}
		if !bytes.Equal(taprootKey(script), key) {
			return errorAt(Place{OutputMap, i}, "SCRIPT", "is not the one of its silent payment address")
		}
	}
	return nil
}

// inputHash binds the secret to the transaction: the hash of its smallest
// outpoint and of the sum of the eligible keys.
func (c *silentCheck) inputHash() *btcec.ModNScalar {
	var least []byte
	for i := range c.p.Inputs {
		point := c.p.Input(i).OutPoint()
		raw := binary.LittleEndian.AppendUint32(point.Hash[:], point.Index)
		if least == nil || bytes.Compare(raw, least) < 0 {
			least = raw
		}
	}
	return scalarOf(chainhash.TaggedHash(tagInputs, least, c.sum.SerializeCompressed()))
}

// silentOutputKey is the x-only key of the k-th output of a shared secret.
func silentOutputKey(secret *btcec.PublicKey, spendKey []byte, k uint32) ([]byte, string) {
	spend, err := btcec.ParsePubKey(spendKey)
	if err != nil || secret == nil {
		return nil, "its keys are not on the curve"
	}
	tweak := scalarOf(chainhash.TaggedHash(tagSharedSecret,
		secret.SerializeCompressed(), binary.BigEndian.AppendUint32(nil, k)))
	var point, sum btcec.JacobianPoint
	btcec.ScalarBaseMultNonConst(tweak, &point)
	spend.AsJacobian(&sum)
	btcec.AddNonConst(&point, &sum, &sum)
	key := publicKeyOf(&sum)
	if key == nil {
		return nil, "its key is the point at infinity"
	}
	return schnorr.SerializePubKey(key), ""
}
