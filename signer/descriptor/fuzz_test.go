package descriptor

import (
	"bytes"
	"strings"
	"testing"
)

// FuzzAddress: what is accepted is the address of its script, in one case or the
// other.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"1AGNa15ZQXAZUgFiqJ2i7Z2DPU2J6hW62i", "3PUNyaW7M55oKWJ3kDukwk9bsKvryra15j",
		"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "BC1PW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KT5ND6Y",
		"bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", "bc1pfeessrawgf"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, n := range Networks() {
			script, err := ParseAddress(s, n)
			if err != nil {
				continue
			}
			if again, ok := Address(script, n); !ok || again != s && again != strings.ToLower(s) {
				t.Fatalf("%q is %x, whose address is %q", s, script, again)
			}
		}
	})
}

// FuzzWalletPolicy: what is accepted is written as the same wallet.
func FuzzWalletPolicy(f *testing.F) {
	keys := accountText(0) + "\n" + accountText(4) + "\n" + accountText(8)
	for _, template := range []string{"wpkh(@0/**)", "wsh(sortedmulti(2,@0/**,@1/<2;3>/*))", "tr(musig(@0,@1)/**,{pk(@0/<2;3>/*),pk(@2/**)})",
		"wsh(or_d(pk(@0/**),and_v(v:pkh(@1/**),older(9))))", "sh(wpkh(@0/0/**))"} {
		f.Add(template, keys)
	}
	f.Fuzz(func(t *testing.T, template, keys string) {
		d, err := ParseWalletPolicy(template, strings.Split(keys, "\n"))
		if err != nil {
			return
		}
		p, err := d.WalletPolicy()
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseWalletPolicy(p.Template, p.Keys)
		if err != nil || again.PolicyID() != d.PolicyID() {
			t.Fatalf("%s reads back as %v, %v", d, again, err)
		}
	})
}

// FuzzBSMSKey: what is accepted is written as it was, and its signature holds.
func FuzzBSMSKey(f *testing.F) {
	f.Add([]byte("BSMS 1.0\n00\n[59865f44/48'/0'/0'/2']026d15412460ba0d881c21837bb999233896085a9ed4e5445bd637c10e579768ba\nSigner 1 key\n" +
		"H6DXgqkCb353BDPkzppMFpOcdJZlpur0WRetQhIBqSn6DFzoQWBtm+ibP5wERDRNi0bxxev9B+FIvyQWq0s6im4="))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ParseBSMSKey(data)
		if err != nil {
			return
		}
		again, err := ParseBSMSKey([]byte(r.String()))
		if err != nil || again.Message() != r.Message() || !bytes.Equal(again.Signature, r.Signature) {
			t.Fatalf("%q reads back as %v, %v", r, again, err)
		}
	})
}
