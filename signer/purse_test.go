package signer

import (
	"slices"
	"strings"
	"testing"
)

// purseWallets are near the purse of the world's single-signature wallets and not in it.
func purseWallets(t *testing.T, w *world) map[string]*Wallet {
	account := func(purpose, coin, n uint32) []uint32 {
		return []uint32{purpose | hardened, coin | hardened, n | hardened}
	}
	return map[string]*Wallet{
		"another account":                  newWallet(t, "a/p2wpkh-1", "wpkh(%)", account(84, 1, 1), w.a),
		"another account of another type":  newWallet(t, "a/p2tr-1", "tr(%)", account(86, 1, 1), w.a),
		"another chain's account":          newWallet(t, "a/p2tr-main", "tr(%)", account(86, 0, 0), w.a),
		"a multisignature wallet":          w.multi,
		"a key with a tree":                newWallet(t, "a/tree", "tr(%,pk(%))", account(86, 1, 0), w.a, w.b),
		"a script of the key alone":        newWallet(t, "a/p2wsh", "wsh(pk(%))", account(84, 1, 0), w.a),
		"a path of the script's own depth": newWallet(t, "a/deep", "tr(%)", []uint32{86 | hardened, 1 | hardened, hardened, 2 | hardened}, w.a),
	}
}

// TestPurse: money to the other single-signature wallets of the key and account that
// is spent from comes back; to any other wallet of ours it is a transfer.
func TestPurse(t *testing.T) {
	w := newWorld(t)
	all := []*Wallet{w.single, w.nested, w.legacy, w.taproot}
	for _, from := range all {
		for _, to := range all {
			b := newBuilder(t, w, from)
			b.outs[1].wallet = to
			b.addOutput(&destination{wallet: to, index: 7, sats: 20_000})
			a := b.analyze()
			if k := a.Outputs[1].Kind; k != Change || a.Outputs[1].Owner.Wallet != to {
				t.Errorf("%s to %s: %s", from.Name, to.Name, k)
			}
			if k := a.Outputs[2].Kind; k != SelfTransfer {
				t.Errorf("%s to %s, receive branch: %s", from.Name, to.Name, k)
			}
			if got := a.Totals; got.Payments != 6_980_000 || got.Change != 2_995_000 || got.SelfTransfer != 20_000 || got.Transfers != 0 {
				t.Errorf("%s to %s: %+v", from.Name, to.Name, got)
			}
		}
	}
	for what, to := range purseWallets(t, w) {
		b := newBuilder(t, w, w.single)
		b.known.Wallets = append(b.known.Wallets, to)
		b.outs[1].wallet = to
		a := b.analyze()
		if k := a.Outputs[1].Kind; k != Transfer || a.Outputs[1].Owner == nil {
			t.Errorf("%s: %s", what, k)
		}
		if got, known := a.Totals.Leaves(); !known || got != 10_000_000 || a.Totals.Transfers != 2_995_000 || a.Totals.Payments != 7_000_000 {
			t.Errorf("%s: %d leave, %+v", what, got, a.Totals)
		}
	}
}

// TestPurseNeedsItsKey: the same path under a key that is not held here is nobody's
// purse, and a wallet none of whose keys is held here is a payee with a name.
func TestPurseNeedsItsKey(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.single)
	b.known.Wallets = append(b.known.Wallets, w.other)
	b.outs[1].wallet = w.other
	a := b.analyze()
	out := &a.Outputs[1]
	if out.Kind != Payment || out.Owner != nil || out.Payee == nil || out.Payee.Wallet != w.other || a.Totals.Payments != 9_995_000 {
		t.Errorf("%s, owner %v, payee %v", out.Kind, out.Owner, out.Payee)
	}
	if text := b.review().Text(); !strings.Contains(text, "the registered wallet b/p2wpkh, branch 1, index 2\n    m/84h/1h/0h/1/2\n    no key of that wallet") {
		t.Errorf("the payee's name is not shown\n%s", text)
	}
	b.known.Keys = append(b.known.Keys, own(t, "b", w.b))
	if k := b.analyze().Outputs[1].Kind; k != Transfer {
		t.Errorf("with its key held here: %s", k)
	}
}

// TestOwnersAreNotPaid: in no vector has an output an owner and is a payment.
func TestOwnersAreNotPaid(t *testing.T) {
	w := newWorld(t)
	for _, c := range breaches {
		wallet := w.single
		if c.wallet != nil {
			wallet = c.wallet(w)
		}
		b := newBuilder(t, w, wallet)
		c.breaks(b)
		b.addOutput(&destination{wallet: w.tree, index: 1, sats: 1000})
		for i, out := range b.analyze().Outputs {
			if (out.Owner != nil) == (out.Kind == Payment || out.Kind == OpReturn || out.Kind == Unknown) {
				t.Errorf("%s/%s: output %d has owner %v and is a %s", c.rule, c.what, i, out.Owner, out.Kind)
			}
		}
		w.single.Checked = true
	}
}

// TestTransfersPage shows the wallet's name and the sum apart, and no page when there
// is nothing for it.
func TestTransfersPage(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.single)
	isTransfers := func(p Page) bool { return p.Title == "Transfers to other wallets of ours" }
	if slices.ContainsFunc(b.review().Pages(), isTransfers) {
		t.Error("a page for no transfer")
	}
	b.outs[0] = &destination{wallet: w.multi, index: 4, sats: 7_000_000}
	r := b.review()
	at := slices.IndexFunc(r.Pages(), isTransfers)
	if at < 0 || !strings.HasPrefix(r.Pages()[at].Lines[0], "transfer 1 to vault (output 0): 0.07000000 BTC") {
		t.Fatalf("%s", r.Text())
	}
	for _, want := range []string{"- transfers       0.07000000 BTC", "none: nothing goes to strangers"} {
		if !strings.Contains(r.Text(), want) {
			t.Errorf("%q is not in\n%s", want, r.Text())
		}
	}
	if finding(r.Findings(), "no-payment") != nil {
		t.Error("a transfer leaves the wallet")
	}
}

// TestFeeShare: of what strangers get, else of transfers, else of all that is moved.
func TestFeeShare(t *testing.T) {
	for _, c := range []struct {
		totals Totals
		want   int64
	}{
		{Totals{Payments: 5, Transfers: 7, Change: 11, Inputs: 100}, 5},
		{Totals{Transfers: 7, Change: 11, Inputs: 100}, 7},
		{Totals{Change: 11, SelfTransfer: 13, Inputs: 100}, 100},
	} {
		if got := c.totals.FeeShareOf(); got != c.want {
			t.Errorf("%+v: %d", c.totals, got)
		}
	}
}

// TestFarChangeOfThePurse is measured by the coins of all wallets of the purse.
func TestFarChangeOfThePurse(t *testing.T) {
	w := newWorld(t)
	for index, far := range map[uint32]bool{3 + 200: false, 3 + 201: true} {
		b := newBuilder(t, w, w.single)
		b.outs[1] = &destination{wallet: w.taproot, branch: 1, index: index, sats: 2_995_000}
		if f := finding(b.findings(), "key-index-far"); (f != nil) != far {
			t.Errorf("index %d: %v", index, f)
		}
	}
}
