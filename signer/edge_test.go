package signer

import (
	"bytes"
	"encoding/hex"
	"slices"
	"testing"

	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/internal/vectors"
	"coldsign/psbt"
	"coldsign/signer/descriptor"
)

// edgeCase is a transaction about which a signer is easily wrong, and what has to be
// found in it.
type edgeCase struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	Keys []struct {
		Name string `json:"name"`
		XPrv string `json:"xprv"`
	} `json:"keys"`
	Wallets []struct {
		Name       string `json:"name"`
		Descriptor string `json:"descriptor"`
	} `json:"wallets"`
	PSBT    string   `json:"psbt"`
	Packets []string `json:"packets"`
	Expect  struct {
		Finding         []string `json:"finding"`
		NoFinding       []string `json:"no_finding"`
		Refused         bool     `json:"refused"`
		NotReady        bool     `json:"not_ready"`
		ReadyOrNotes    bool     `json:"ready_or_notes"`
		Completes       bool     `json:"completes"`
		AllInputsOwned  bool     `json:"all_inputs_owned"`
		NotPaymentOwner bool     `json:"not_payment_owner"`
		PaymentsSats    *int64   `json:"payments_sats"`
		Owned           [][]int  `json:"owned"`
	} `json:"expect"`
}

// TestEdges walks the cases of core_edge.json and guard.json: what a live Bitcoin Core
// wrote, and what an attacker does.
func TestEdges(t *testing.T) {
	for _, file := range []string{"core_edge.json", "guard.json"} {
		var content struct {
			Cases []edgeCase `json:"cases"`
		}
		vectors.Load(t, file, &content)
		for _, c := range content.Cases {
			if c.PSBT != "" {
				c.Packets = []string{c.PSBT}
			}
			t.Run(c.ID, func(t *testing.T) { c.walk(t) })
		}
	}
}

func (c *edgeCase) walk(t *testing.T) {
	known, keys := c.known(t)
	for n, text := range c.Packets {
		p, _, err := psbt.Decode([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if c.Kind == "message" {
			c.judge(t, NewMessageReview(AnalyzeMessage(p, MessageOptions{}, known), DefaultLimits()).Findings())
			continue
		}
		a := Analyze(p, known)
		findings := Check(a, DefaultLimits())
		c.judge(t, findings)
		for i := range a.Inputs {
			if owned := a.Inputs[i].Owner != nil; c.Expect.AllInputsOwned && !owned || c.Expect.Owned != nil && owned != slices.Contains(c.Expect.Owned[n], i) {
				t.Errorf("session %d, input %d: owned is %v", n, i, owned)
			}
		}
		for i := range a.Outputs {
			if c.Expect.NotPaymentOwner && a.Outputs[i].Owner != nil && a.Outputs[i].Kind == Payment {
				t.Errorf("output %d is %s's and called a payment", i, a.Outputs[i].Owner.Wallet.Name)
			}
		}
		if want := c.Expect.PaymentsSats; want != nil && a.Totals.Payments != *want {
			t.Errorf("payments %d, want %d", a.Totals.Payments, *want)
		}
		if c.Expect.Completes {
			r := NewReview(a, findings, DefaultLimits())
			approval, refusal := r.Approve(r.ID(), confirmed(findings))
			if refusal != nil {
				t.Fatal(refusal)
			}
			if _, result, err := Sign(approval, keys...); err != nil || !result.Complete {
				t.Errorf("not complete: %v", err)
			}
		}
	}
}

func (c *edgeCase) judge(t *testing.T, findings []Finding) {
	t.Helper()
	e := c.Expect
	gravest := Severity(0)
	for _, f := range findings {
		gravest = max(gravest, f.Severity)
	}
	named := func(rule string) bool { return finding(findings, rule) != nil }
	if e.Finding != nil && !slices.ContainsFunc(e.Finding, named) {
		t.Errorf("none of %v among %v", e.Finding, ids(findings))
	}
	if slices.ContainsFunc(e.NoFinding, named) {
		t.Errorf("a false alarm of %v among %v", e.NoFinding, ids(findings))
	}
	if e.Refused && gravest != Refuse || e.NotReady && gravest < Confirm || e.ReadyOrNotes && gravest > Note {
		t.Errorf("found %v", ids(findings))
	}
}

func confirmed(findings []Finding) (rules []string) {
	for _, f := range findings {
		if f.Severity == Confirm {
			rules = append(rules, f.Rule)
		}
	}
	return rules
}

// known is what a machine with the case's keys and wallets knows: each key brings its
// four single-signature wallets along.
func (c *edgeCase) known(t *testing.T) (known Known, keys []Keys) {
	t.Helper()
	for _, k := range c.Keys {
		master, err := hdkeychain.NewKeyFromString(k.XPrv)
		if err != nil {
			t.Fatal(err)
		}
		seed := &seedKeys{master: master}
		known.Keys = append(known.Keys, own(t, k.Name, seed))
		keys = append(keys, seed)
		for _, w := range []struct {
			name, template string
			purpose        uint32
		}{{"p2pkh", "pkh(%)", 44}, {"p2sh-p2wpkh", "sh(wpkh(%))", 49}, {"p2wpkh", "wpkh(%)", 84}, {"p2tr", "tr(%)", 86}} {
			known.Wallets = append(known.Wallets, newWallet(t, k.Name+"/"+w.name, w.template, []uint32{w.purpose | hardened, 1 | hardened, hardened}, seed))
		}
	}
	network, _ := descriptor.NetworkByName(testNetwork)
	for _, w := range c.Wallets {
		known.Wallets = append(known.Wallets, &Wallet{Name: w.Name, Descriptor: parsedOnce(t, w.Descriptor), Network: network, Checked: true})
	}
	return known, keys
}

// TestSmallTransactions holds the limit against BIP-54's vectors: what is invalid there
// is below it.
func TestSmallTransactions(t *testing.T) {
	var content struct {
		Cases []struct {
			ID    string `json:"id"`
			Tx    string `json:"tx"`
			Valid bool   `json:"valid"`
		} `json:"cases"`
	}
	vectors.Load(t, "bip054_txsize.json", &content)
	for _, c := range content.Cases {
		raw, err := hex.DecodeString(c.Tx)
		if err != nil {
			t.Fatal(err)
		}
		var tx wire.MsgTx
		if err := tx.Deserialize(bytes.NewReader(raw)); err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		if !c.Valid && tx.SerializeSizeStripped() >= leastStripped {
			t.Errorf("%s: %d bytes pass", c.ID, tx.SerializeSizeStripped())
		}
	}
}
