package policy

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"

	"coldsign/signer"
)

// side is a transaction on one side of a clause's edge.
type side struct {
	policy   string
	facts    Facts
	declared signer.Declared
	edit     func(*signer.Analysis)
}

// edge is a clause with a transaction just inside of it and others just outside.
type edge struct {
	clause  string
	inside  side
	outside []side
}

const (
	day      = secondsPerDay
	tuesday  = 20_004 * day // 2024-10-08
	evening  = tuesday + 17*3600
	allLeave = testPayment + testFee
)

var spentBefore = chainhash.Hash{1}

func locked(height uint32) func(*signer.Analysis) {
	return func(a *signer.Analysis) { a.Tx.LockTime, a.Tx.LockInert = height, false }
}

// transferred has the payment go to a registered wallet instead of a stranger.
func transferred(a *signer.Analysis) {
	a.Outputs[0].Kind, a.Outputs[0].Owner, a.Outputs[0].Address = signer.Transfer, a.Outputs[1].Owner, "another"
	a.Totals.Payments, a.Totals.Transfers = 0, a.Totals.Payments
}

// boundToW and boundToOther pay the wallet w, with the id of the one that the tests
// have, and with another's; see [side.findings].
const (
	boundToW     = `"payees":{"wallets":["w"],"bound":{"w":"ID-OF-W"}}`
	boundToOther = `"payees":{"wallets":["w"],"bound":{"w":"ID-OF-ANOTHER"}}`
)

func feePolicy(name string, most int64) string { return fmt.Sprintf(`"fee":{"max_%s":%d}`, name, most) }

func period(measure string, length, most int64) string {
	return fmt.Sprintf(`"period":{"measure":%q,"length":%d,"max_sats":%d}`, measure, length, most)
}

const hours = `"hours":{"days":["tue","wed"],"from":"09:00","to":"17:00"}`

const requestPolicy = people + `,"request":{"above_sats":0,"of":["alice"]}`

// request is a request that the transaction of the tests matches, with changes.
func request(change func(*Request)) *SignedRequest {
	r := Request{Version: 1, Network: "regtest", Sequence: 17, Purpose: "invoice 17", MaxFeeSats: testFee, ExpiresHeight: 900_000,
		Payees: []RequestPayee{{"the supplier", testPayee, testPayment}}}
	if change != nil {
		change(&r)
	}
	return &SignedRequest{Request: r, By: "alice", SHA256: "00"}
}

func asks(change func(*Request)) Facts { return Facts{Request: request(change)} }

var now = signer.Declared{Height: 900_000, Time: tuesday}

var edges = []edge{
	{"policy-transaction", side{policy: fmt.Sprintf(`"transaction":{"max_sats":%d}`, allLeave)}, []side{
		{policy: fmt.Sprintf(`"transaction":{"max_sats":%d}`, allLeave-1)},
		{policy: fmt.Sprintf(`"transaction":{"max_sats":%d}`, allLeave-1), edit: transferred},
		{policy: `"transaction":{"max_sats":2100000000000000}`, edit: func(a *signer.Analysis) { a.Totals.FeeKnown = false }},
	}},
	{"policy-period", side{policy: period("date", 7, allLeave+500), declared: now, facts: Facts{Spent: []Spent{{spentBefore, 500, tuesday - 6*day, 0}, {chainhash.Hash{2}, 1, tuesday - 7*day, 0}, {chainhash.Hash{3}, 1, 0, 5}}}}, []side{
		{policy: period("date", 7, allLeave+499), declared: now, facts: Facts{Spent: []Spent{{spentBefore, 500, tuesday - 6*day, 0}}}},
		{policy: period("date", 7, allLeave+499), declared: now, facts: Facts{Spent: []Spent{{spentBefore, 500, tuesday + 90*day, 0}}}},
		{policy: period("date", 7, allLeave-1), declared: now},
		{policy: period("date", 7, 1e15)},
		{policy: period("height", 144, allLeave+499), declared: now, facts: Facts{Spent: []Spent{{spentBefore, 500, 0, 900_000 - 143}}}},
		{policy: period("height", 144, allLeave+499), declared: now, facts: Facts{Spent: []Spent{{spentBefore, 500, 0, 0}}}},
		{policy: period("height", 144, allLeave+499), declared: now, facts: Facts{Spent: []Spent{{spentBefore, 500, 0, 0}, {chainhash.Hash{9}, 0, 0, 900_000 - 1}}}},
		{policy: period("height", 144, allLeave+499), facts: Facts{Spent: []Spent{{spentBefore, 500, 0, 5}}}},
		{policy: period("height", 144, allLeave+499), edit: locked(900_000), facts: Facts{Spent: []Spent{{spentBefore, 500, 0, 1}}}},
	}},
	{"policy-period", side{policy: period("height", 144, allLeave+500), declared: now, facts: Facts{Spent: []Spent{{spentBefore, 500, 0, 900_000 - 144}, {chainhash.Hash{9}, 500, 0, 0}}}}, []side{
		{policy: period("height", 144, allLeave+999), declared: now, facts: Facts{Spent: []Spent{{spentBefore, 500, 0, 900_000}, {chainhash.Hash{9}, 500, 0, 900_000}}}},
	}},
	{"policy-fee", side{policy: feePolicy("sats", testFee)}, []side{
		{policy: feePolicy("sats", testFee-1)},
		{policy: feePolicy("sat_vb", 6)},
		{policy: feePolicy("percent", 0)},
		{policy: feePolicy("sats", 1e9), edit: func(a *signer.Analysis) { a.Totals.FeeKnown = false }},
	}},
	{"policy-payees", side{policy: `"payees":{"addresses":[{"label":"the supplier","address":"` + testPayee + `"}]}`}, []side{
		{policy: `"payees":{}`},
		{policy: `"payees":{}`, edit: transferred},
		{policy: `"payees":{"wallets":["w"]}`},
		{policy: `"payees":{"addresses":[{"label":"change","address":"bcrt1qvh2mwdz6tpjcrhgp9rs9ggn6ge4mcgekrl66qz"}]}`},
	}},
	{"policy-payees", side{policy: boundToW, edit: transferred}, []side{
		{policy: `"payees":{"wallets":["w"]}`, edit: transferred},
		{policy: boundToOther, edit: transferred},
	}},
	{"payee-listed", side{policy: `"payees":{}`}, []side{
		{policy: boundToW, edit: transferred},
		{policy: `"payees":{"addresses":[{"label":"the supplier","address":"` + testPayee + `"}]}`},
	}},
	{"policy-scripts", side{policy: `"scripts":{"inputs":["p2wpkh"],"outputs":["p2wpkh"]}`}, []side{
		{policy: `"scripts":{"inputs":["p2tr"]}`},
		{policy: `"scripts":{"outputs":["p2tr","p2wsh"]}`},
		{policy: `"scripts":{"outputs":["p2wpkh"]}`, edit: func(a *signer.Analysis) { a.Outputs[0].Type = nil }},
	}},
	{"policy-sighash", side{policy: `"sighash":["ALL"]`}, []side{
		{policy: `"sighash":["DEFAULT"]`},
		{policy: `"sighash":["ALL"]`, edit: func(a *signer.Analysis) { a.Inputs[0].Sighash.Value = 0x81 }},
	}},
	{"policy-hours", side{policy: hours, declared: signer.Declared{Time: evening - 1}, facts: Facts{TimeDeclared: true}}, []side{
		{policy: hours, declared: signer.Declared{Time: evening}, facts: Facts{TimeDeclared: true}},
		{policy: hours, declared: signer.Declared{Time: tuesday + 9*3600 - 1}, facts: Facts{TimeDeclared: true}},
		{policy: hours, declared: signer.Declared{Time: evening - day - 1}, facts: Facts{TimeDeclared: true}},
		{policy: hours, declared: signer.Declared{Time: evening - 1}},
		{policy: hours, facts: Facts{TimeDeclared: true}},
	}},
	{"policy-backup", side{policy: `"checked_backup":true`, facts: Facts{Unbacked: []signer.OwnKey{{Name: "other", Fingerprint: [4]byte{1}}}}}, []side{
		{policy: `"checked_backup":true`, facts: Facts{Unbacked: []signer.OwnKey{{Name: "k", Fingerprint: [4]byte{0x99, 0x68, 0x92, 0x3a}}}}},
	}},
	{"policy-made-here", side{policy: `"made_here":true`, facts: Facts{Imported: []signer.OwnKey{{Name: "other", Fingerprint: [4]byte{1}}}}}, []side{
		{policy: `"made_here":true`, facts: Facts{Imported: []signer.OwnKey{{Name: "k", Fingerprint: [4]byte{0x99, 0x68, 0x92, 0x3a}}}}},
	}},
	{"request-missing", side{policy: people + fmt.Sprintf(`,"request":{"above_sats":%d,"of":["alice"]}`, allLeave)}, []side{
		{policy: people + fmt.Sprintf(`,"request":{"above_sats":%d,"of":["alice"]}`, allLeave-1)},
	}},
	{"request-mismatch", side{policy: requestPolicy, facts: asks(nil)}, []side{
		{policy: requestPolicy, facts: asks(func(r *Request) { r.Payees[0].Sats-- })},
		{policy: requestPolicy, facts: asks(func(r *Request) { r.Payees = nil })},
		{policy: requestPolicy, facts: asks(func(r *Request) { r.Payees = append(r.Payees, r.Payees[0]) })},
		{policy: requestPolicy, facts: asks(func(r *Request) { r.MaxFeeSats-- })},
		{policy: requestPolicy, facts: asks(func(r *Request) { r.Network = "main" })},
		{policy: requestPolicy, facts: asks(nil), edit: func(a *signer.Analysis) { a.Outputs[1].Kind = signer.OpReturn }},
	}},
	{"request-expired", side{policy: requestPolicy, facts: asks(func(r *Request) { r.Expires = "2024-10-08" }), declared: now}, []side{
		{policy: requestPolicy, facts: asks(func(r *Request) { r.Expires = "2024-10-07" }), declared: now},
		{policy: requestPolicy, facts: asks(func(r *Request) { r.ExpiresHeight-- }), declared: now},
		{policy: requestPolicy, facts: asks(nil)},
		{policy: requestPolicy, facts: asks(func(r *Request) { r.Expires, r.ExpiresHeight = "2024-10-08", 0 })},
	}},
	{"request-used", side{policy: requestPolicy, facts: Facts{Request: request(nil), Used: []Used{{"alice", 16}, {"bob", 17}}}}, []side{
		{policy: requestPolicy, facts: Facts{Request: request(nil), Used: []Used{{"alice", 17}}}},
	}},
	{"request", side{policy: requestPolicy}, []side{{policy: requestPolicy, facts: asks(nil)}}},
	{"policy-approvals", side{policy: people + fmt.Sprintf(`,"approvals":[{"above_sats":%d,"count":1,"of":["alice"]}]`, allLeave)}, []side{
		{policy: people + fmt.Sprintf(`,"approvals":[{"above_sats":%d,"count":1,"of":["alice"]}]`, allLeave-1)},
	}},
	{"policy-roles", side{policy: people}, []side{{policy: `"exclude":[["approver","operator"]]`}}},
}

func (s side) findings(t *testing.T) map[string]signer.Finding {
	a := analysis(t, s.declared)
	if s.edit != nil {
		s.edit(a)
	}
	id := a.Wallets[0].Descriptor.PolicyID()
	other := id
	other[31] ^= 1
	text := strings.NewReplacer("ID-OF-W", hex.EncodeToString(id[:]), "ID-OF-ANOTHER", hex.EncodeToString(other[:])).Replace(s.policy)
	return findings(parse(t, text), &s.facts, a)
}

// TestClauses puts a transaction on each side of every clause's edge.
func TestClauses(t *testing.T) {
	tested := map[string]bool{}
	for _, e := range edges {
		tested[e.clause] = true
		if f, broken := e.inside.findings(t)[e.clause]; broken {
			t.Errorf("%s: inside, and broken: %s", e.clause, f.Why)
		}
		for i, s := range e.outside {
			if _, broken := s.findings(t)[e.clause]; !broken {
				t.Errorf("%s: outside %d, and kept", e.clause, i)
			}
		}
	}
	for _, c := range Clauses() {
		if c.Check != nil && !tested[c.ID] {
			t.Errorf("%s: no test", c.ID)
		}
		if c.Title == "" || c.Why == "" || c.Source == "" || c.Needs == "" {
			t.Errorf("%s: a word is missing", c.ID)
		}
	}
	for _, r := range signer.Rules() {
		if tested[r.ID] {
			t.Errorf("%s: is a rule of the signer too", r.ID)
		}
	}
}

// TestDefaultAddsNothing: a home without a policy has the signer's own rules.
func TestDefaultAddsNothing(t *testing.T) {
	if rules := Default().Rules(&Facts{}); len(rules) != 0 {
		t.Errorf("%d clauses are stated", len(rules))
	}
	if Default().Limits.Limits != signer.DefaultLimits() {
		t.Error("the limits are others")
	}
}

// TestSignedAgain: signing the same transaction again spends nothing more.
func TestSignedAgain(t *testing.T) {
	a := analysis(t, now)
	p := parse(t, period("date", 7, allLeave))
	if _, broken := findings(p, &Facts{Spent: []Spent{NewSpent(a)}}, a)["policy-period"]; broken {
		t.Error("counted twice")
	}
	if s := NewSpent(a); s.Sats != allLeave || s.Date != tuesday || s.Height != now.Height {
		t.Errorf("%+v", s)
	}
}
