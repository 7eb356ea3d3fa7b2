package descriptor

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"

	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
)

// TestUnspendable makes internal keys as the coordinators do.
func TestUnspendable(t *testing.T) {
	ofH := func(chain [32]byte) string {
		return hdkeychain.NewExtendedKey(versionTPub[:], unhex("02"+numsX), chain[:], make([]byte, 4), 0, 0, false).String() + "/<0;1>/*"
	}
	a, b := accountText(0)+"/<0;1>/*", accountText(4)+"/<0;1>/*"
	first, _ := accounts()[0].key.ECPubKey()
	second, _ := accounts()[4].key.ECPubKey()
	ka, kb := first.SerializeCompressed(), second.SerializeCompressed()
	if slices.Compare(ka, kb) < 0 {
		t.Fatal("the keys are in order; the case says nothing")
	}
	for name, c := range map[string]struct{ internal, how string }{
		"spendable":      {accountText(8) + "/<0;1>/*", ""},
		"H":              {numsX, "H"},
		"H compressed":   {"02" + numsX, "H"},
		"zero chain":     {ofH([32]byte{}), "H, zero chain"},
		"tree's keys":    {ofH(sha256.Sum256(slices.Concat(ka, kb, ka))), "H, tree's keys"},
		"sorted, unique": {ofH(sha256.Sum256(slices.Concat(kb, ka))), "H, sorted keys"},
		"other chain":    {ofH([32]byte{1}), "H, other chain"},
	} {
		d, err := Parse(fmt.Sprintf("tr(%s,{pk(%s),{pk(%s),pk(%s/<2;3>/*)}})", c.internal, a, b, accountText(0)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		how, is := d.UnspendableInternalKey()
		s, err := d.At(1, 3)
		if err != nil {
			t.Fatal(err)
		}
		if how != c.how || is != (c.how != "") || s.Taproot.Unspendable != is {
			t.Errorf("%s: %q %t", name, how, is)
		}
		if words := d.Sentences(nil)[0]; (words == "key path: nobody") != is {
			t.Errorf("%s: %q", name, words)
		}
	}
}
