package signer

import (
	"strings"
	"testing"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/psbt"
	"coldsign/signer/message"
)

// messageBreaches break each rule for messages by one fault, as breaches do those
// for transactions.
var messageBreaches = []struct {
	rule, what string
	breaks     func(*messenger)
}{
	{"message-form", "another message", func(m *messenger) {
		m.edit(func(p *psbt.Packet) { set(&p.Global, psbt.GlobalGenericSignedMessage, nil, []byte("I disagree")) })
	}},
	{"message-form", "no message", func(m *messenger) {
		m.edit(func(p *psbt.Packet) { drop(&p.Global, psbt.GlobalGenericSignedMessage) })
	}},
	{"message-form", "a payment beside it", retx(func(tx *wire.MsgTx) { tx.AddTxOut(wire.NewTxOut(1, strangerScript(1))) })},
	{"message-form", "an output that can be spent", retx(func(tx *wire.MsgTx) { tx.TxOut[0].PkScript = []byte{txscript.OP_TRUE} })},
	{"message-form", "a version without meaning", retx(func(tx *wire.MsgTx) { tx.Version = 3 })},
	{"message-form", "the older format with several keys", func(m *messenger) { m.wallet, m.options.Legacy = m.w.multi, true }},
	{"message-form", "the older format with taproot", func(m *messenger) { m.wallet, m.options.Legacy = m.w.taproot, true }},
	{"message-form", "the older format with funds", func(m *messenger) {
		funds(&coin{wallet: m.w.single, index: 7, sats: 1000})(m)
		m.options.Legacy = true
	}},
	{"message-text", "a control character", func(m *messenger) { m.text = "I agree\x1b[2J" }},
	{"message-text", "a bidirectional one", func(m *messenger) { m.text = "I agree \u202eton" }},
	{"message-text", "too long", func(m *messenger) { m.text = strings.Repeat("a", message.MaxText+1) }},
	{"message-legacy", "the older format", func(m *messenger) { m.options.Legacy = true }},
	{"message-locked", "a lock time", retx(func(tx *wire.MsgTx) { tx.LockTime = 800_000 })},
	{"message-locked", "a sequence", retx(func(tx *wire.MsgTx) { tx.TxIn[0].Sequence = 10 })},
	{"sighash", "SINGLE", func(m *messenger) {
		m.edit(func(p *psbt.Packet) { set(&p.Inputs[0], psbt.InSighashType, nil, []byte{3, 0, 0, 0}) })
	}},
	{"sighash", "ALL|ANYONECANPAY of a coin, though the house allows it", func(m *messenger) {
		funds(&coin{wallet: m.w.single, index: 7, sats: 1000})(m)
		m.limits.AllowAnyoneCanPay = true
		m.edit(func(p *psbt.Packet) { set(&p.Inputs[1], psbt.InSighashType, nil, []byte{0x81, 0, 0, 0}) })
	}},
	{"prevtx-hash", "another first transaction", func(m *messenger) {
		m.edit(func(p *psbt.Packet) {
			other, err := MessagePacket([]byte("other"), m.wallet, 0, 3)
			if err != nil {
				m.t.Fatal(err)
			}
			value, _ := other.Inputs[0].Get(psbt.InNonWitnessUTXO)
			set(&p.Inputs[0], psbt.InNonWitnessUTXO, nil, value)
		})
	}},
	{"foreign-inputs", "a proof of funds with a stranger's coin", func(m *messenger) {
		funds(&coin{wallet: m.w.single, index: 7, sats: 1000}, &coin{script: strangerScript(7), sats: 900_000_000})(m)
	}},
	{"foreign-inputs", "a stranger's coin that the stranger has signed for", func(m *messenger) {
		funds(&coin{wallet: m.w.other, index: 7, sats: 900_000_000})(m)
		m.edit(func(p *psbt.Packet) {
			a := Analyze(p, Known{Wallets: []*Wallet{m.w.other}, Keys: []OwnKey{own(m.t, "b", m.w.b)}})
			d := newDigests(a.tx, a.Inputs)
			signed, err := d.sign(1, &a.Inputs[1], &a.Inputs[1].slots[0], m.w.b)
			if err != nil {
				m.t.Fatal(err)
			}
			if err := signed.put(p, 1); err != nil {
				m.t.Fatal(err)
			}
		})
	}},
	{"nothing-to-sign", "a stranger's address", func(m *messenger) { m.known.Wallets = []*Wallet{m.w.other}; m.wallet = m.w.other }},
	{"wallet-unregistered", "a wallet of ours that nobody registered", func(m *messenger) { m.known.Wallets = []*Wallet{m.w.other} }},
	{"backup-unchecked", "no backup", func(m *messenger) { m.known.Keys[0].BackupChecked = false }},
}

func TestMessageRules(t *testing.T) {
	w := newWorld(t)
	broken := map[string]bool{}
	if list := newMessenger(t, w, w.single).review().Findings(); len(list) != 0 {
		t.Errorf("the true message has findings: %v", ids(list))
	}
	for _, c := range messageBreaches {
		broken[c.rule] = true
		t.Run(c.rule+"/"+strings.ReplaceAll(c.what, " ", "-"), func(t *testing.T) {
			m := newMessenger(t, w, w.single)
			c.breaks(m)
			r := m.review()
			found := finding(r.Findings(), c.rule)
			if found == nil {
				t.Fatalf("not found; found were %v", ids(r.Findings()))
			}
			approval, refusal := r.Approve(r.ID(), nil)
			if refused := found.Severity == Refuse; (refusal != nil) != refused || (approval == nil) != refused {
				t.Errorf("severity %s, refusal %v", found.Severity, refusal)
			}
		})
	}
	for _, r := range MessageRules() {
		if !broken[r.ID] {
			t.Errorf("no vector breaks %s", r.ID)
		}
	}
}
