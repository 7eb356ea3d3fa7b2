package policy

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"coldsign/signer"
)

// complete states every clause.
const complete = `{
  "version": 1,
  "decided_by": "9968923a",
  "limits": {"fee_high_sats": 5},
  "transaction": {"max_sats": 100},
  "period": {"measure": "date", "length": 7, "max_sats": 500},
  "fee": {"max_sats": 10, "max_sat_vb": 20, "max_percent": 0},
  "payees": {"addresses": [{"label": "the supplier", "address": "` + testPayee + `"}], "wallets": ["cold/p2tr"]},
  "scripts": {"inputs": ["p2wpkh"], "outputs": ["p2tr"]},
  "sighash": ["ALL", "DEFAULT"],
  "hours": {"days": ["mon"], "from": "09:00", "to": "24:00"},
  "checked_backup": true,
  "made_here": true,
  ` + people + `,
  "approvals": [{"above_sats": 0, "count": 2, "of": ["alice", "bob"]}],
  "exclude": [["approver", "operator"]],
  "request": {"above_sats": 0, "of": ["carol"]},
  "no_messages": true
}`

// faults are one change each that makes the complete policy wrong, and what the
// error names.
var faults = []struct{ what, old, new, names string }{
	{"no object", complete, `[]`, "object"},
	{"empty", complete, ``, "JSON"},
	{"more after it", "true\n}", "true\n} {}", "after"},
	{"unknown name", `"version": 1`, `"version": 1, "verion": 1`, "verion"},
	{"unknown name inside", `"max_sats": 100}`, `"max_sats": 100, "max_sat": 1}`, "max_sat"},
	{"repeated name", `"version": 1`, `"version": 1, "version": 1`, "version: stands twice"},
	{"repeated name inside", `"length": 7`, `"length": 7, "length": 8`, "period.length: stands twice"},
	{"another spelling", `"exclude"`, `"Exclude"`, "Exclude"},
	{"another spelling beyond ASCII", `"persons"`, `"per\u017fons"`, "unknown name"},
	{"null", `"checked_backup": true`, `"checked_backup": null`, "checked_backup: null"},
	{"two spellings of one person", `"name":"bob"`, `"name":"ALICE"`, "persons[1].name: stands twice"},
	{"text for a number", `"max_sats": 100`, `"max_sats": "100"`, "max_sats"},
	{"a fraction", `"max_sats": 100`, `"max_sats": 100.5`, "max_sats"},
	{"an exponent", `"max_sats": 100`, `"max_sats": 1e2`, "max_sats"},
	{"a number beyond 64 bits", `"max_sats": 100`, `"max_sats": 18446744073709551616`, "max_sats"},
	{"no version", `"version": 1,`, ``, "version"},
	{"another version", `"version": 1`, `"version": 2`, "version"},
	{"unknown limit", `"fee_high_sats": 5`, `"fee_hihg_sats": 5`, "fee_hihg_sats"},
	{"no fingerprint", `"9968923a"`, `"9968923A"`, "decided_by"},
	{"a short fingerprint", `"9968923a"`, `"9968"`, "decided_by"},
	{"no amount", `"max_sats": 100`, ``, "transaction.max_sats"},
	{"negative amount", `"max_sats": 100`, `"max_sats": -1`, "transaction.max_sats"},
	{"more than there is", `"max_sats": 100`, `"max_sats": 2100000000000001`, "transaction.max_sats"},
	{"unknown measure", `"measure": "date"`, `"measure": "clock"`, "measure"},
	{"no length", `"length": 7, `, ``, "period.length"},
	{"a fee that caps nothing", `"max_sats": 10, "max_sat_vb": 20, "max_percent": 0`, ``, "fee"},
	{"over a hundred percent", `"max_percent": 0`, `"max_percent": 101`, "max_percent"},
	{"a bent address", "qp3try", "qp3trz", "address"},
	{"an address in capitals", testPayee, strings.ToUpper(testPayee), "address"},
	{"a label with a control character", `"the supplier"`, `"the\u001b[2J"`, "label"},
	{"a label that turns the writing", `"the supplier"`, `"the\u202e"`, "label"},
	{"no label", `"label": "the supplier", `, ``, "label"},
	{"an address twice", `"addresses": [`, `"addresses": [{"label": "x", "address": "` + testPayee + `"}, `, "twice"},
	{"a wallet twice", `["cold/p2tr"]`, `["cold/p2tr", "cold/p2tr"]`, "twice"},
	{"unknown script", `"p2wpkh"`, `"p2wpk"`, "scripts.inputs"},
	{"no scripts", `"inputs": ["p2wpkh"], "outputs": ["p2tr"]`, ``, "scripts"},
	{"a hash type never made", `"DEFAULT"]`, `"NONE"]`, "sighash"},
	{"an open hash type against the limits", `"DEFAULT"]`, `"ALL|ANYONECANPAY"]`, "allow_anyonecanpay"},
	{"unknown day", `["mon"]`, `["monday"]`, "hours.days"},
	{"no day", `["mon"]`, `[]`, "hours.days"},
	{"no time", `"09:00"`, `"9:00"`, "hours"},
	{"a minute too many", `"09:00"`, `"09:60"`, "hours"},
	{"past midnight", `"24:00"`, `"24:01"`, "hours"},
	{"hours backwards", `"09:00"`, `"24:00"`, "hours"},
	{"a name that climbs", `"name":"alice"`, `"name":"../alice"`, "persons[0].name"},
	{"a name twice", `"name":"bob"`, `"name":"alice"`, "twice"},
	{"no keys", `["` + keyAlice + `"]`, `[]`, "persons[0].keys"},
	{"a bent key", keyAlice, keyAlice[:len(keyAlice)-4], "persons[0].keys[0]"},
	{"another kind of key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEB", "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAEB", "persons[0].keys[0]"},
	{"one key of two people", keyBob, keyAlice + " bob", "a key of alice"},
	{"one key of two people in two formats", keyCarol, "RWQJCQkJCQkJCQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB", "a key of alice"},
	{"a quorum of nobody", `"of": ["alice", "bob"]`, `"of": []`, "approvals[0].of"},
	{"a stranger in a quorum", `["alice", "bob"]`, `["alice", "dave"]`, "approvals[0].of"},
	{"one person twice", `["alice", "bob"]`, `["alice", "alice"]`, "twice"},
	{"a quorum of none", `"count": 2`, `"count": 0`, "count"},
	{"a quorum of more than there are", `"count": 2`, `"count": 3`, "count"},
	{"a role alone", `["approver", "operator"]`, `["approver"]`, "exclude[0]"},
	{"unknown role", `["approver", "operator"]`, `["approver", "boss"]`, "exclude[0][1]"},
	{"nobody requests", `"of": ["carol"]`, `"of": []`, "request.of"},
	{"nested too deeply", `"sighash": ["ALL", "DEFAULT"]`, `"sighash": ` + strings.Repeat("[", 40) + strings.Repeat("]", 40), "deep"},
}

func TestParseFaults(t *testing.T) {
	if _, err := Parse([]byte(complete)); err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		if f.old == "" || !strings.Contains(complete, f.old) {
			t.Fatalf("%s: nothing to change", f.what)
		}
		_, err := Parse([]byte(strings.Replace(complete, f.old, f.new, 1)))
		if err == nil {
			t.Errorf("%s: accepted", f.what)
		} else if !strings.Contains(err.Error(), f.names) || regexp.MustCompile(`[^ -~]`).MatchString(err.Error()) {
			t.Errorf("%s: %q does not name %q", f.what, err, f.names)
		}
	}
	if _, err := Parse(bytes.Repeat([]byte(" "), maxSize+1)); err == nil {
		t.Error("a document without bounds was accepted")
	}
}

// TestID: the id is of what a policy says, not of how it is written.
func TestID(t *testing.T) {
	p, err := Parse([]byte(complete))
	if err != nil {
		t.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(complete)); err != nil {
		t.Fatal(err)
	}
	same, err := Parse(compact.Bytes())
	if err != nil || same.ID() != p.ID() {
		t.Errorf("white space changes the id (%v)", err)
	}
	again, err := Parse(p.Canonical())
	if err != nil || again.ID() != p.ID() {
		t.Errorf("the canonical form has another id (%v)", err)
	}
	seen := map[string]string{p.ID(): "complete"}
	for _, e := range edges {
		for _, s := range append(e.outside, e.inside) {
			if strings.Contains(s.policy, "ID-OF-") {
				continue // filled in for each transaction
			}
			id := parse(t, s.policy).ID()
			if other, twice := seen[id]; twice && other != s.policy {
				t.Errorf("%s and %s have one id", other, s.policy)
			}
			seen[id] = s.policy
		}
	}
}

// TestSchemaIsDocumented: every name of the schema and every clause stands in the
// document.
func TestSchemaIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/policy.md")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`"([a-z_]+)":`).FindAllStringSubmatch(complete, -1)
	for _, c := range Clauses() {
		names = append(names, []string{"", c.ID})
	}
	for _, name := range names {
		if !bytes.Contains(text, []byte("`"+name[1]+"`")) && !bytes.Contains(text, []byte(`"`+name[1]+`"`)) {
			t.Errorf("%s is not documented", name[1])
		}
	}
	for _, example := range regexp.MustCompile("(?s)```json policy\n(.*?)```").FindAllSubmatch(text, -1) {
		if _, err := Parse(example[1]); err != nil {
			t.Errorf("an example of the document: %v", err)
		}
	}
}

// TestPeriodAnyHistory: whatever was spent before, the clause lets exactly the
// amounts through that a plain sum lets through.
func TestPeriodAnyHistory(t *testing.T) {
	a := analysis(t, now)
	rapid.Check(t, func(r *rapid.T) {
		length := rapid.Int64Range(1, 60).Draw(r, "days")
		most := rapid.Int64Range(1, 5*allLeave).Draw(r, "most")
		var spent []Spent
		sum := int64(allLeave)
		for i := range rapid.IntRange(0, 8).Draw(r, "transactions") {
			s := Spent{Sats: rapid.Int64Range(0, 2*allLeave).Draw(r, "sats"), Date: tuesday + day*rapid.Int64Range(-80, 20).Draw(r, "day")}
			s.TxID[0] = byte(i + 1)
			spent = append(spent, s)
			if s.Date > tuesday-length*day {
				sum += s.Sats
			}
		}
		p := &Policy{Version: 1, Limits: Limits{signer.DefaultLimits()}, Period: &Period{ByDate, length, most}}
		broken := len(checkPeriod(p, &Facts{Spent: spent}, a)) > 0
		if broken != (sum > most) {
			r.Fatalf("%d of %d: broken %v", sum, most, broken)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(complete))
	f.Add([]byte(`{"version":1}`))
	for _, fault := range faults {
		f.Add([]byte(strings.Replace(complete, fault.old, fault.new, 1)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse(data)
		if err != nil {
			return
		}
		again, err := Parse(p.Canonical())
		if err != nil {
			t.Fatalf("its canonical form is refused: %v", err)
		}
		if !bytes.Equal(again.Canonical(), p.Canonical()) {
			t.Fatalf("%s\n%s", p.Canonical(), again.Canonical())
		}
	})
}
