package policy

import (
	"fmt"
	"testing"

	"coldsign/signer"
)

// messageFindings are those of the policy alone about a message of the wallet of
// the tests, a P2WPKH one.
func messageFindings(t *testing.T, s side) map[string]signer.Finding {
	t.Helper()
	world := analysis(t, s.declared)
	wallet := world.Wallets[0]
	packet, err := signer.MessagePacket([]byte("I agree"), wallet, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	known := signer.Known{Declared: s.declared, Wallets: world.Wallets, Keys: []signer.OwnKey{{Name: "k", Fingerprint: wallet.Descriptor.Keys()[0].Fingerprint, Network: "regtest"}}}
	p := parse(t, s.policy)
	found := map[string]signer.Finding{}
	for _, f := range signer.NewMessageReview(signer.AnalyzeMessage(packet, signer.MessageOptions{}, known), p.Limits.Limits, p.MessageRules(&s.facts)...).Findings() {
		found[f.Rule] = f
	}
	return found
}

var messageEdges = []edge{
	{"policy-messages", side{policy: `"no_messages":false`}, []side{{policy: `"no_messages":true`}}},
	{"policy-scripts", side{policy: `"scripts":{"inputs":["p2wpkh"],"outputs":["p2wpkh"]}`}, []side{{policy: `"scripts":{"inputs":["p2tr"]}`}}},
	{"policy-sighash", side{policy: `"sighash":["ALL"]`}, []side{{policy: `"sighash":["DEFAULT"]`}}},
	{"policy-hours", side{policy: hours, declared: signer.Declared{Time: evening - 1}, facts: Facts{TimeDeclared: true}}, []side{
		{policy: hours, declared: signer.Declared{Time: evening}, facts: Facts{TimeDeclared: true}},
		{policy: hours},
	}},
	{"policy-made-here", side{policy: `"made_here":true`, facts: Facts{Imported: []signer.OwnKey{{Name: "other", Fingerprint: [4]byte{1}}}}}, []side{
		{policy: `"made_here":true`, facts: Facts{Imported: []signer.OwnKey{{Name: "k", Fingerprint: [4]byte{0x99, 0x68, 0x92, 0x3a}}}}},
	}},
	{"policy-backup", side{policy: `"checked_backup":true`, facts: Facts{Unbacked: []signer.OwnKey{{Name: "other", Fingerprint: [4]byte{1}}}}}, []side{
		{policy: `"checked_backup":true`, facts: Facts{Unbacked: []signer.OwnKey{{Name: "k", Fingerprint: [4]byte{0x99, 0x68, 0x92, 0x3a}}}}},
	}},
	{"policy-approvals", side{policy: people}, []side{{policy: people + fmt.Sprintf(`,"approvals":[{"above_sats":%d,"count":1,"of":["alice"]}]`, allLeave)}}},
	{"policy-roles", side{policy: people}, []side{{policy: `"exclude":[["approver","operator"]]`}}},
}

// TestMessageClauses puts a message on each side of the edge of every clause that
// asks something of one.
func TestMessageClauses(t *testing.T) {
	tested := map[string]bool{}
	for _, e := range messageEdges {
		tested[e.clause] = true
		if f, broken := messageFindings(t, e.inside)[e.clause]; broken {
			t.Errorf("%s: inside, and broken: %s", e.clause, f.Why)
		}
		for i, s := range e.outside {
			if _, broken := messageFindings(t, s)[e.clause]; !broken {
				t.Errorf("%s: outside %d, and kept", e.clause, i)
			}
		}
	}
	for _, c := range Clauses() {
		if (c.Message != nil) != tested[c.ID] {
			t.Errorf("%s: tested %v", c.ID, tested[c.ID])
		}
	}
}

// TestNoAmountNeedsAll: a message moves nothing that could be below a threshold.
func TestNoAmountNeedsAll(t *testing.T) {
	p := parse(t, people+`,"approvals":[{"above_sats":5000,"count":1,"of":["alice"]},{"above_sats":2100000000000000,"count":1,"of":["bob"]}]`)
	alice := &Statement{Review: testReview, Name: "alice", Yes: true, Reason: "r"}
	bob := &Statement{Review: testReview, Name: "bob", Yes: true, Reason: "r"}
	if p.Unapproved(nil, []*Statement{alice}) == nil || p.Unapproved(nil, []*Statement{bob}) == nil {
		t.Error("one is enough")
	}
	if found := p.Unapproved(nil, []*Statement{alice, bob}); found != nil {
		t.Errorf("all is there: %s", found[0].Why)
	}
	bob.Yes = false
	if p.Unapproved(nil, []*Statement{alice, bob}) == nil {
		t.Error("a no is passed over")
	}
}
