package signer

import (
	"strings"
	"testing"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/psbt"
	"coldsign/signer/message"
)

// messenger makes messages of a wallet's address, as builder makes transactions.
type messenger struct {
	*builder
	wallet  *Wallet
	text    string
	options MessageOptions
}

func newMessenger(t testing.TB, w *world, wallet *Wallet) *messenger {
	return &messenger{newBuilder(t, w, wallet), wallet, "I agree", MessageOptions{}}
}

func (m *messenger) packet() *psbt.Packet {
	m.t.Helper()
	p, err := MessagePacket([]byte(m.text), m.wallet, 0, 3)
	if err != nil {
		m.t.Fatal(err)
	}
	for _, edit := range m.edits {
		edit(p)
	}
	if p, err = psbt.Parse(p.Bytes()); err != nil {
		m.t.Fatal(err)
	}
	return p
}

func (m *messenger) reviewOf(p *psbt.Packet) *MessageReview {
	return NewMessageReview(AnalyzeMessage(p, m.options, m.known), m.limits)
}

func (m *messenger) review() *MessageReview { return m.reviewOf(m.packet()) }

func (m *messenger) approved(p *psbt.Packet) *MessageApproval {
	m.t.Helper()
	r := m.reviewOf(p)
	approval, refusal := r.Approve(r.ID(), r.rulesOf(Confirm))
	if refusal != nil {
		m.t.Fatalf("%v\n%s", refusal, r.Text())
	}
	return approval
}

// retx changes the transaction of the packet.
func retx(change func(tx *wire.MsgTx)) func(*messenger) {
	return func(m *messenger) {
		m.edit(func(p *psbt.Packet) {
			tx := p.Tx()
			change(tx)
			changed, err := psbt.Create(tx)
			if err != nil {
				m.t.Fatal(err)
			}
			p.Global[0].Value = changed.Global[0].Value
			for len(p.Inputs) < len(tx.TxIn) {
				p.Inputs = append(p.Inputs, nil)
			}
			for len(p.Outputs) < len(tx.TxOut) {
				p.Outputs = append(p.Outputs, nil)
			}
		})
	}
}

// TestSignMessageEveryKind signs with an address of each wallet, in each format
// that it has, and verifies as a stranger does.
func TestSignMessageEveryKind(t *testing.T) {
	w := newWorld(t)
	for _, wallet := range newBuilder(t, w, w.single).known.Wallets {
		for name, options := range map[string]MessageOptions{"short": {}, "full": {Full: true}, "legacy": {Legacy: true}} {
			t.Run(wallet.Name+"/"+name, func(t *testing.T) {
				m := newMessenger(t, w, wallet)
				m.options = options
				p := m.packet()
				if r := m.reviewOf(p); options.Legacy && r.Verdict() == string(Refused) {
					kind := wallet.Descriptor.Kind()
					if kind == "p2pkh" || kind == "p2wpkh" || kind == "p2sh-p2wpkh" {
						t.Fatal(r.Text())
					}
					return
				}
				signed, err := SignMessage(m.approved(p), w.a, w.b)
				if err != nil {
					t.Fatal(err)
				}
				if !signed.Complete { // b's key is no key held here
					m.known.Keys = append(m.known.Keys, own(t, "b", w.b))
					if signed, err = SignMessage(m.approved(signed.Packet), w.b); err != nil {
						t.Fatal(err)
					}
				}
				proof, err := message.Verify([]byte(m.text), m.at(wallet, 0, 3).ScriptPubKey, signed.Signature)
				if err != nil {
					t.Fatal(err)
				}
				native := txscript.IsWitnessProgram(m.at(wallet, 0, 3).ScriptPubKey)
				want := message.Full
				switch {
				case options.Legacy:
					want = message.Legacy
				case native && !options.Full:
					want = message.Simple
				}
				if proof.Format != want {
					t.Errorf("format %s, want %s", proof.Format, want)
				}
			})
		}
	}
}

// funds adds coins of other addresses to the message of a wallet.
func funds(coins ...*coin) func(*messenger) {
	return func(m *messenger) {
		other := newBuilder(m.t, m.w, m.w.single)
		other.ins = coins
		given := other.packet()
		retx(func(tx *wire.MsgTx) {
			tx.Version, tx.LockTime = 2, 123
			for _, in := range given.Tx().TxIn {
				in.Sequence = 0
				tx.AddTxIn(in)
			}
		})(m)
		m.edit(func(p *psbt.Packet) { copy(p.Inputs[1:], given.Inputs) })
	}
}

// TestProofOfFunds proves control of coins of the signer's own.
func TestProofOfFunds(t *testing.T) {
	w := newWorld(t)
	m := newMessenger(t, w, w.single)
	funds(&coin{wallet: w.single, index: 7, sats: 1000}, &coin{wallet: w.single, branch: 1, index: 2, sats: 2000})(m)
	p := m.packet()
	if text := m.reviewOf(p).Text(); !strings.Contains(text, "together  0.00003000 BTC  3,000 sat  amounts proven") {
		t.Error(text)
	}
	signed, err := SignMessage(m.approved(p), w.a)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := message.Verify([]byte(m.text), m.at(w.single, 0, 3).ScriptPubKey, signed.Signature)
	if err != nil {
		t.Fatal(err)
	}
	if proof.Format != message.ProofOfFunds || proof.LockTime != 123 || len(proof.Coins) != 2 || proof.Coins[1].Sats != 2000 {
		t.Errorf("%+v", proof)
	}
	if strings.Contains(signed.Signature, fingerprintText(w.a.Fingerprint())) {
		t.Error("the proof tells whose keys they are")
	}
}

// TestMessageReviewID binds every fact: the text, the address, the format, what
// stands in the packet beside them.
func TestMessageReviewID(t *testing.T) {
	w := newWorld(t)
	seen := map[string]string{}
	for name, change := range map[string]func(*messenger){
		"as it is":         func(*messenger) {},
		"another text":     func(m *messenger) { m.text = "I agree." },
		"another address":  func(m *messenger) { m.wallet = w.nested },
		"the full format":  func(m *messenger) { m.options.Full = true },
		"the older format": func(m *messenger) { m.options.Legacy = true },
		"another limit":    func(m *messenger) { m.limits.KeyIndexGap++ },
		"another policy":   func(m *messenger) { m.known.PolicyID = "0b5e" },
		"another day":      func(m *messenger) { m.known.Declared.Time = 1_700_000_000 },
		"an unknown field": func(m *messenger) {
			m.edit(func(p *psbt.Packet) { set(&p.Inputs[0], 0xee, []byte("k"), []byte("v")) })
		},
		"an unchecked wallet": func(m *messenger) { wallet := *m.wallet; wallet.Checked = false; m.known.Wallets = []*Wallet{&wallet} },
	} {
		m := newMessenger(t, w, w.single)
		change(m)
		id := m.review().ID()
		if other, twice := seen[id]; twice {
			t.Errorf("%s and %s have one id", name, other)
		}
		seen[id] = name
		if m.review().ID() != id {
			t.Errorf("%s: the id is not stable", name)
		}
	}
	m := newMessenger(t, w, w.single)
	for id := range seen {
		r := m.review()
		if approval, refusal := r.Approve(id, nil); (approval != nil) != (id == r.ID()) || (refusal == nil) != (id == r.ID()) {
			t.Errorf("%s: %v", seen[id], refusal)
		}
	}
	if _, refusal := m.review().Approve(m.review().ID(), []string{"message-text"}); refusal == nil || refusal.Reason != ReasonNeedless {
		t.Error(refusal)
	}
}

// TestSignMessageFails makes each thing go wrong that can after the yes. There is
// no result then.
func TestSignMessageFails(t *testing.T) {
	w := newWorld(t)
	if _, err := SignMessage(nil, w.a); err == nil {
		t.Error("nothing was approved")
	}
	if _, err := SignMessage(&MessageApproval{}, w.a); err == nil {
		t.Error("an empty approval was taken")
	}
	for _, legacy := range []bool{false, true} {
		m := newMessenger(t, w, w.legacy)
		m.options.Legacy = legacy
		for name, c := range map[string]struct {
			keys []Keys
			says string
		}{
			"no keys":           {nil, ErrNoKey.Error()},
			"a stranger's key":  {[]Keys{w.stranger}, ErrNoKey.Error()},
			"one key twice":     {[]Keys{w.a, w.a}, "two keys"},
			"another seed":      {[]Keys{impostor{w.stranger, w.a.Fingerprint()}}, errOtherSeed.Error()},
			"a bad signature":   {[]Keys{faulty(t, w.a, 20)}, "the signature made here is bad"},
			"a broken encoding": {[]Keys{faulty(t, w.a, 0)}, "the signature made here is bad"},
		} {
			signed, err := SignMessage(m.approved(m.packet()), c.keys...)
			if signed != nil || err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("legacy %v, %s: %v, %v", legacy, name, signed, err)
			}
		}
	}
}

// TestMessageReviewForPeople pins the pages; every letter of the text is on them.
func TestMessageReviewForPeople(t *testing.T) {
	w := newWorld(t)
	m := newMessenger(t, w, w.multi)
	m.text = "I, Zoë, agree  to pay 測試 \U0001f604 " + strings.Repeat("and so on ", 9) + "."
	funds(&coin{wallet: w.multi, index: 7, sats: 1000})(m)
	golden(t, "message.txt", []byte(m.review().Text()))
	raw, err := m.review().JSON()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "message.json", append(raw, '\n'))
}

// TestProofOfFundsCountsOurs shows a stranger's coin apart, in no sum, and says nowhere
// that a message pays.
func TestProofOfFundsCountsOurs(t *testing.T) {
	w := newWorld(t)
	m := newMessenger(t, w, w.single)
	funds(&coin{wallet: w.single, index: 7, sats: 1000}, &coin{wallet: w.other, index: 1, sats: 900_000_000},
		&coin{wallet: w.taproot, index: 5, sats: 500})(m)
	text := m.reviewOf(m.packet()).Text()
	for _, want := range []string{"of the wallet a/p2wpkh:", "of the wallet a/p2tr:", "input 2 is of no registered wallet: it proves nothing here"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, never := range []string{"9.00001", "9.000015", "pays", "pay ", "control is proven"} {
		if strings.Contains(text, never) {
			t.Errorf("%q in\n%s", never, text)
		}
	}
}
