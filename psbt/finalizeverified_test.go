package psbt_test

import (
	"bytes"
	"testing"

	"coldsign/psbt"

	"github.com/btcsuite/btcd/txscript/v2"
)

// A signature that the caller vouches for is not verified again, one that it
// does not is, and a vouch for another digest or key counts for nothing.
func TestFinalizeVerified(t *testing.T) {
	key := public(0)
	c := coinKind{coin: p2wpkh(key), signs: p2pkh(key), segwit: true, keys: []int{0}}
	p := c.packet(t)
	coin, err := p.Input(0).UTXO()
	if err != nil {
		t.Fatal(err)
	}
	hashes := txscript.NewTxSigHashes(p.Tx(), txscript.NewCannedPrevOutputFetcher(c.coin, coin.Value))
	digest, err := txscript.CalcWitnessSigHash(c.signs, hashes, txscript.SigHashAll, p.Tx(), 0, coin.Value)
	if err != nil {
		t.Fatal(err)
	}
	right := bytes.Clone(p.Input(0).PartialSigs()[0].Signature)
	wrong := bytes.Clone(right)
	wrong[12] ^= 1
	pair, _ := p.Inputs[0].Find(psbt.InPartialSig, key)
	other := bytes.Clone(digest)
	other[0] ^= 1
	for _, v := range []struct {
		name                          string
		signature, digest, vouch, key []byte
		final                         bool
	}{
		{"right, not vouched for", right, digest, wrong, key, true},
		{"wrong, not vouched for", wrong, digest, right, key, false},
		{"wrong, vouched for", wrong, digest, wrong, key, true},
		{"wrong, vouched for another digest", wrong, other, wrong, key, false},
		{"wrong, vouched for another key", wrong, digest, wrong, public(1), false},
	} {
		copy(pair, v.signature)
		verified := txscript.NewSigCache(1)
		verified.Add([32]byte(v.digest), v.vouch[:len(v.vouch)-1], v.key)
		if _, results := psbt.FinalizeVerified(p, verified); (results[0].Err == nil) != v.final {
			t.Errorf("%s: %v", v.name, results[0].Err)
		}
	}
}
