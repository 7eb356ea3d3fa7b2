package signer

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"testing"

	"coldsign/internal/vectors"
	"coldsign/psbt"
	"coldsign/signer/descriptor"
)

// coreCase is a case made with Bitcoin Core.
type coreCase struct {
	ID          string
	Kind        string
	Network     string
	Descriptors []string
	PSBT        string
	Fee         int64 `json:"fee_sats"`
	Change      int   `json:"change_position"`
	Outputs     []struct {
		Address string
		Sats    int64
	}
	LockTime uint32
	Signers  []coreSigner
	Complete bool
	Final    string `json:"final_hex"`
	TxID     string
	VSize    int64
}

type coreSigner struct {
	Mnemonic   string
	Passphrase string
	Signed     string `json:"signed_psbt"`
}

func loadCore(t testing.TB, file string) []coreCase {
	t.Helper()
	var v struct{ Cases []coreCase }
	vectors.Load(t, file, &v)
	return v.Cases
}

func parse64(t testing.TB, text string) *psbt.Packet {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	p, err := psbt.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (c *coreCase) wallet(t testing.TB) *Wallet {
	t.Helper()
	var d []*descriptor.Descriptor
	for _, text := range c.Descriptors {
		parsed, err := descriptor.Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		d = append(d, parsed)
	}
	joined, err := descriptor.Join(d[0], d[1])
	if err != nil {
		t.Fatal(err)
	}
	network, _ := descriptor.NetworkByName(c.Network)
	return &Wallet{Name: "w", Descriptor: joined, Network: network, Checked: true}
}

// known is what a machine knows that holds one signer's key and the wallet. The
// account of the wallet's key is stored for every second signer, so that both the
// stored and the merely claimed key are met.
func (c *coreCase) known(t testing.TB, keys *seedKeys, stored bool) Known {
	t.Helper()
	w := c.wallet(t)
	own := OwnKey{Name: "k", Fingerprint: keys.Fingerprint(), Network: c.Network}
	for _, k := range w.Descriptor.Keys() {
		if stored && k.Fingerprint == own.Fingerprint {
			own.Accounts = append(own.Accounts, keys.account(t, k.OriginPath...))
		}
	}
	return Known{Wallets: []*Wallet{w}, Keys: []OwnKey{own}}
}

// signApproved reviews a packet, acknowledges what is asked, and signs.
func signApproved(t testing.TB, p *psbt.Packet, known Known, keys ...Keys) (*Review, *psbt.Packet, *Result) {
	t.Helper()
	a := Analyze(p, known)
	r := NewReview(a, Check(a, DefaultLimits()), DefaultLimits())
	approval, refusal := r.Approve(r.ID(), r.rulesOf(Confirm))
	if refusal != nil {
		t.Fatalf("%v\n%s", refusal, r.Text())
	}
	signed, result, err := Sign(approval, keys...)
	if err != nil {
		t.Fatal(err)
	}
	return r, signed, result
}

// TestCoreSigning asks for the facts that Bitcoin Core states and for its
// signatures, byte for byte.
func TestCoreSigning(t *testing.T) {
	for _, c := range loadCore(t, "core_signing.json") {
		for n, s := range c.Signers {
			if testing.Short() && n > 0 {
				break // the race detector needs one of them
			}
			t.Run(fmt.Sprintf("%s/%d", c.ID, n), func(t *testing.T) { c.check(t, s, n%2 == 0) })
		}
	}
}

func TestCoreSigningBig(t *testing.T) {
	for _, c := range loadCore(t, "core_signing_big.json") {
		t.Run(c.ID, func(t *testing.T) { c.check(t, c.Signers[0], true) })
	}
}

func (c *coreCase) check(t *testing.T, s coreSigner, stored bool) {
	keys := keysFromMnemonic(t, s.Mnemonic, s.Passphrase)
	review, signed, result := signApproved(t, parse64(t, c.PSBT), c.known(t, keys, stored), keys)
	c.checkFacts(t, review)
	if want := parse64(t, s.Signed); string(signed.Bytes()) != string(want.Bytes()) {
		t.Errorf("signed packet is not Bitcoin Core's\n got %s\nwant %s",
			base64.StdEncoding.EncodeToString(signed.Bytes()), s.Signed)
	}
	if result.Added == 0 {
		t.Error("no signature counted")
	}
	if len(c.Signers) == 1 && (!result.Complete || result.Tx.TxHash().String() != c.TxID) {
		t.Errorf("not complete, or not transaction %s", c.TxID)
	}
}

func (c *coreCase) checkFacts(t *testing.T, review *Review) {
	t.Helper()
	raw, err := review.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var d document
	if err := json.Unmarshal(raw, &struct {
		Findings any `json:"findings"`
		Inputs   any `json:"inputs"`
		*document
	}{document: &d}); err != nil {
		t.Fatal(err)
	}
	if d.Totals.Fee != c.Fee || !d.Totals.FeeKnown {
		t.Errorf("fee %d, want %d", d.Totals.Fee, c.Fee)
	}
	if d.Network != c.Network {
		t.Errorf("network %q", d.Network)
	}
	if d.Transaction.VSize < c.VSize || d.Transaction.VSize > c.VSize+c.VSize*4/10 {
		t.Errorf("vsize %d is no good bound of %d", d.Transaction.VSize, c.VSize)
	}
	change := -1
	for i, out := range d.Outputs {
		if out.Address != c.Outputs[i].Address || out.Sats != c.Outputs[i].Sats {
			t.Errorf("output %d: %s %d", i, out.Address, out.Sats)
		}
		if out.Kind == Change {
			change = i
		}
	}
	if change != c.Change {
		t.Errorf("change %d, want %d", change, c.Change)
	}
}
