package signer

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"coldsign/psbt"
)

// approved is the approval of a builder's review, everything acknowledged.
func (b *builder) approved() *Approval {
	b.t.Helper()
	r := b.review()
	approval, refusal := r.Approve(r.ID(), r.rulesOf(Confirm))
	if refusal != nil {
		b.t.Fatalf("%v\n%s", refusal, r.Text())
	}
	return approval
}

// TestSignEveryKind signs a transaction of each wallet of the tests, with every
// key that it needs on one machine.
func TestSignEveryKind(t *testing.T) {
	w := newWorld(t)
	for _, wallet := range newBuilder(t, w, w.single).known.Wallets {
		t.Run(wallet.Name, func(t *testing.T) {
			b := newBuilder(t, w, wallet)
			b.known.Keys = append(b.known.Keys, own(t, "b", w.b))
			signed, result, err := Sign(b.approved(), w.a, w.b)
			if err != nil {
				t.Fatal(err)
			}
			if !result.Complete || result.Tx == nil {
				t.Fatal("not complete")
			}
			if result.Tx.TxHash() == signed.Tx().TxHash() && b.analyze().Inputs[0].Type.Segwit == false {
				t.Error("a legacy transaction keeps its id")
			}
			b.edits = nil
			again := Analyze(signed, b.known)
			for i := range again.Inputs {
				if s := again.Inputs[i].Standing; s != Complete && s != SignedHere {
					t.Errorf("input %d: %s", i, s)
				}
				if bad := again.Inputs[i].Signatures.Bad; len(bad) > 0 {
					t.Errorf("input %d: %v", i, bad)
				}
			}
		})
	}
}

// TestSignFails makes each thing go wrong that can after the yes. There is no
// result then, and where a key must not be used, none was.
func TestSignFails(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		what    string
		wallet  *Wallet
		change  func(*builder)
		keys    func() []Keys
		says    string
		mayUses bool
	}{
		{"no keys", w.single, nil, func() []Keys { return nil }, ErrNoKey.Error(), false},
		{"a stranger's key", w.single, nil, func() []Keys { return []Keys{w.stranger} }, ErrNoKey.Error(), false},
		{"one key twice", w.single, nil, func() []Keys { return []Keys{w.a, w.a} }, "two keys", false},
		{"another seed under our fingerprint", w.single, nil,
			func() []Keys { return []Keys{impostor{w.stranger, w.a.Fingerprint()}} }, errOtherSeed.Error(), false},
		{"an account that is not the seed's", nil, func(b *builder) {
			b.known.Keys[0].Accounts = nil
		}, func() []Keys { return []Keys{w.a} }, errOtherSeed.Error(), false},
		{"a bad ECDSA signature", w.multi, nil,
			func() []Keys { return []Keys{faulty(t, w.a, 20)} }, "the signature made here is bad", true},
		{"a bad Schnorr signature", w.taproot, nil,
			func() []Keys { return []Keys{faulty(t, w.a, 20)} }, "the signature made here is bad", true},
		{"a signature that is no DER", w.legacy, nil,
			func() []Keys { return []Keys{faulty(t, w.a, 0)} }, "the signature made here is bad", true},
	} {
		t.Run(strings.ReplaceAll(c.what, " ", "-"), func(t *testing.T) {
			wallet := c.wallet
			if wallet == nil {
				// Our fingerprint and path, a stranger's account.
				wallet = newWallet(t, "lie", "wpkh(%)", singlePath, w.stranger)
				wallet.Descriptor = renamed(t, wallet.Descriptor, w.stranger.Fingerprint(), w.a.Fingerprint())
			}
			b := newBuilder(t, w, wallet)
			if c.wallet == nil {
				b.known.Wallets = []*Wallet{wallet}
			}
			if c.change != nil {
				c.change(b)
			}
			approval := b.approved()
			before := w.a.uses.Load() + w.stranger.uses.Load()
			signed, result, err := Sign(approval, c.keys()...)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v", err)
			}
			if signed != nil || result != nil {
				t.Error("there is a result")
			}
			if used := w.a.uses.Load() + w.stranger.uses.Load() - before; used != 0 && !c.mayUses {
				t.Errorf("a key was used %d times", used)
			}
		})
	}
	if _, _, err := Sign(nil, w.a); err == nil {
		t.Error("signed without an approval")
	}
	if _, _, err := Sign(&Approval{}, w.a); err == nil {
		t.Error("signed with an empty approval")
	}
}

// TestOtherChainCode registers our own account's public key with another chain
// code: its addresses are nobody's, and no key is used.
func TestOtherChainCode(t *testing.T) {
	w := newWorld(t)
	account := rawXPub(t, w.a, singlePath)
	account[13] ^= 1 // the chain code begins here
	lie := *w.single
	lie.Descriptor = withXPub(t, w.single.Descriptor, w.a.account(t, singlePath...).XPub, account)
	b := newBuilder(t, w, &lie)
	b.known.Wallets, b.known.Keys[0].Accounts = []*Wallet{&lie}, nil
	before := w.a.uses.Load()
	if _, _, err := Sign(b.approved(), w.a); !errors.Is(err, errOtherSeed) || w.a.uses.Load() != before {
		t.Errorf("error %v, %d uses", err, w.a.uses.Load()-before)
	}
}

// impostor is a seed that goes by another's fingerprint.
type impostor struct {
	*seedKeys
	name [4]byte
}

func (i impostor) Fingerprint() [4]byte { return i.name }

// faulty is a key whose signatures have one bit wrong, as by a fault of the
// machine.
func faulty(t *testing.T, k *seedKeys, at int) *seedKeys {
	t.Helper()
	return &seedKeys{master: k.master, fault: func(sig []byte) { sig[at] ^= 1 }}
}

// TestOneFault makes one signature of many wrong: there is no result at all.
func TestOneFault(t *testing.T) {
	w := newWorld(t)
	b := many(t, w, w.single, 40)
	approval := b.approved()
	count := 0
	k := &seedKeys{master: w.a.master}
	var once = make(chan struct{}, 1)
	once <- struct{}{}
	k.fault = func(sig []byte) {
		select {
		case <-once:
			count++
			sig[10] ^= 1
		default:
		}
	}
	if signed, _, err := Sign(approval, k); err == nil || signed != nil || count != 1 {
		t.Errorf("error %v after %d faults", err, count)
	}
}

// TestKeyFails hands on what a key says, with its place.
func TestKeyFails(t *testing.T) {
	w := newWorld(t)
	approval := newBuilder(t, w, w.single).approved()
	_, _, err := Sign(approval, closed{w.a})
	if !errors.Is(err, errClosed) || !strings.HasPrefix(err.Error(), "input 0: key "+fingerprintText(w.a.Fingerprint())) {
		t.Errorf("error %v", err)
	}
}

var errClosed = errors.New("the session is closed")

type closed struct{ *seedKeys }

func (closed) SignECDSA([]uint32, [32]byte) ([]byte, error) { return nil, errClosed }

// TestRefusedUsesNoKey walks all vectors: what refuses gives no approval, and
// without one there is nothing to hand a key.
func TestRefusedUsesNoKey(t *testing.T) {
	w := newWorld(t)
	for _, c := range breaches {
		if c.severity != 0 || ruleNamed(t, c.rule).Severity != Refuse {
			continue
		}
		b := newBuilder(t, w, w.single)
		if c.wallet != nil {
			b = newBuilder(t, w, c.wallet(w))
		}
		c.breaks(b)
		a := b.analyze()
		before := w.a.uses.Load()
		r := NewReview(a, Check(a, b.limits), b.limits)
		acks := append(r.rulesOf(Confirm), r.rulesOf(Refuse)...)
		for _, try := range [][]string{nil, r.rulesOf(Confirm), acks} {
			if approval, refusal := r.Approve(r.ID(), try); approval != nil || refusal == nil {
				t.Errorf("%s, %s: approved", c.rule, c.what)
			}
		}
		if w.a.uses.Load() != before {
			t.Errorf("%s, %s: a key was used", c.rule, c.what)
		}
	}
}

// TestLaterChangesDoNotMatter rewrites the packet after the review.
func TestLaterChangesDoNotMatter(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.single)
	p := b.packet()
	want, _, err := Sign(b.approved(), w.a)
	if err != nil {
		t.Fatal(err)
	}
	a := Analyze(p, b.known)
	r := NewReview(a, Check(a, b.limits), b.limits)
	approval, refusal := r.Approve(r.ID(), nil)
	if refusal != nil {
		t.Fatal(refusal)
	}
	raw, _ := p.Global.Get(psbt.GlobalUnsignedTx)
	for i := range raw {
		raw[i] ^= 0xff
	}
	p.Inputs, p.Outputs = nil, nil
	a.Inputs[0].Standing, a.Inputs[1].Coin.Sats = NotOurs, 1
	got, _, err := Sign(approval, w.a)
	if err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
		t.Errorf("error %v, or other bytes", err)
	}
}

// TestKeyPathBeforeLeaves signs a taproot coin's key path when that key is at hand,
// and its leaves when only theirs are.
func TestKeyPathBeforeLeaves(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.tree)
	b.known.Keys = []OwnKey{own(t, "a", w.a), own(t, "b", w.b), own(t, "c", w.c)}
	approval := b.approved()
	for _, c := range []struct {
		keys      []Keys
		keyPath   bool
		leaves    int
		standings Standing
	}{
		{[]Keys{w.a}, true, 0, Complete},
		{[]Keys{w.a, w.b, w.c}, true, 0, Complete},
		{[]Keys{w.b, w.c}, false, 2, Signable},
	} {
		signed, _, err := Sign(approval, c.keys...)
		if err != nil {
			t.Fatal(err)
		}
		_, keyPath := signed.Input(0).TapKeySig()
		if leaves := len(signed.Input(0).TapScriptSigs()); keyPath != c.keyPath || leaves != c.leaves {
			t.Errorf("key path %v, %d leaves", keyPath, leaves)
		}
		if s := Analyze(signed, b.known).Inputs[0].Standing; s != c.standings {
			t.Errorf("%s, want %s", s, c.standings)
		}
	}
}
