package policy

import (
	"bytes"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coldsign/internal/ledger"
	"coldsign/signer"
)

var testReview = strings.Repeat("0b", 32)

func TestUnapproved(t *testing.T) {
	a := analysis(t, now)
	p := parse(t, people+`,"approvals":[{"above_sats":1000,"count":2,"of":["alice","bob"]},{"above_sats":2000,"count":1,"of":["carol"]},{"above_sats":2100000000000000,"count":2,"of":["alice","carol"]}]`)
	says := func(words ...string) (list []*Statement) {
		for _, word := range words {
			name, not := strings.CutPrefix(word, "not ")
			list = append(list, &Statement{Review: testReview, Name: name, Yes: !not, Reason: "r"})
		}
		return list
	}
	for _, c := range []struct {
		said  []*Statement
		names string // in the finding; "" when all is there
	}{
		{says("alice", "bob", "carol"), ""},
		{says("alice", "carol"), "1 more of bob"},
		{says("alice", "alice", "carol"), "1 more of bob"},
		{says("alice", "bob"), "1 more of carol"},
		{says(), "2 more of alice, bob"},
		{says("alice", "bob", "carol", "not carol"), `carol says no: "r"`},
		{says("alice", "bob", "carol", "not dave"), ""},
	} {
		found := p.Unapproved(a, c.said)
		switch {
		case c.names == "" && found != nil:
			t.Errorf("all is there: %s", found[0].Why)
		case c.names != "" && (len(found) != 1 || found[0].Rule != ApprovalsID || found[0].Severity != signer.Refuse || !strings.Contains(found[0].Why, c.names)):
			t.Errorf("%q is not found: %v", c.names, found)
		}
	}
	// What is not known is not small.
	a.Totals.FeeKnown = false
	if p.Unapproved(a, says("alice", "bob", "carol")) != nil || p.Unapproved(a, says("alice", "bob")) == nil {
		t.Error("an amount that nobody knows")
	}
}

func TestConflicts(t *testing.T) {
	p := parse(t, `"exclude":[["approver","operator"],["requester","approver"]]`)
	for _, c := range []struct {
		present []Present
		names   string
	}{
		{[]Present{{"alice", Approver}, {"bob", Operator}, {"carol", Requester}}, ""},
		{[]Present{{"alice", Requester}, {"alice", Operator}}, ""},
		{[]Present{{"alice", Approver}, {"alice", Approver}}, ""},
		{[]Present{{"alice", Approver}, {"alice", Operator}}, "alice: approver, operator"},
		{[]Present{{"Alice", Approver}, {"alice", Operator}}, "Alice: approver, operator"},
		{[]Present{{"bob", Requester}, {"alice", Operator}, {"bob", Approver}}, "bob: requester, approver"},
	} {
		found := p.Conflicts(c.present)
		if (c.names == "") != (found == nil) || found != nil && !strings.Contains(found[0].Why, c.names) {
			t.Errorf("%v: %v", c.present, found)
		}
	}
}

// signed is a statement of somebody with a minisign key, and a policy that lists it.
func signed(t *testing.T, s Statement) (p *Policy, text, signature []byte) {
	t.Helper()
	key, err := ledger.GenerateKey(rand.New(rand.NewSource(1)))
	if err != nil {
		t.Fatal(err)
	}
	if text, err = s.Text(); err != nil {
		t.Fatal(err)
	}
	if signature, err = key.Sign(text, "u", "t"); err != nil {
		t.Fatal(err)
	}
	line := strings.Split(string(key.Public().Text()), "\n")[1]
	return parse(t, `"persons":[{"name":"alice","keys":["`+keyAlice+`","`+line+`"]},{"name":"bob","keys":["`+keyBob+`"]}]`), text, signature
}

func TestReadStatement(t *testing.T) {
	yes := Statement{testReview, "alice", true, "the invoice is right"}
	p, text, signature := signed(t, yes)
	if s, err := p.ReadStatement(text, signature, testReview); err != nil || *s != yes {
		t.Fatalf("%v %v", s, err)
	}
	if _, err := p.ReadStatement(text, signature, strings.Repeat("0c", 32)); err == nil {
		t.Error("about another review")
	}
	for _, name := range []string{"bob", "dave"} { // bob has another key, dave is nobody
		other := yes
		other.Name = name
		p, text, signature := signed(t, other)
		if _, err := p.ReadStatement(text, signature, testReview); err == nil {
			t.Errorf("signed by alice for %s", name)
		}
	}
	for i := range text {
		bent := bytes.Clone(text)
		bent[i] ^= 1
		if _, err := p.ReadStatement(bent, signature, testReview); err == nil {
			t.Fatalf("byte %d is another", i)
		}
	}
}

// TestReadStatementOfOpenSSH reads what ssh-keygen signed.
func TestReadStatementOfOpenSSH(t *testing.T) {
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join("sshsig", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	p := parse(t, `"persons":[{"name":"bob","keys":["`+strings.TrimSpace(string(read("key.pub")))+`"]}]`)
	s, err := p.ReadStatement(read("statement.txt"), read("sha512.sig"), testReview)
	if err != nil || s.Name != "bob" || !s.Yes {
		t.Errorf("%v %v", s, err)
	}
}

func TestParseStatementFaults(t *testing.T) {
	good := "coldsign approval 1\nreview: " + testReview + "\nname: alice\nsays: yes\nreason: r\n"
	if _, err := ParseStatement([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string][2]string{
		"another header":    {"approval 1", "approval 2"},
		"no end":            {"r\n", "r"},
		"a line more":       {"r\n", "r\nsays: no\n"},
		"carriage returns":  {"\n", "\r\n"},
		"another order":     {"says: yes\nreason: r\n", "reason: r\nsays: yes\n"},
		"a short review":    {testReview, testReview[2:]},
		"capitals":          {"0b0b", "0B0b"},
		"no name":           {"alice", ""},
		"a name that leads": {"alice", "../x"},
		"maybe":             {"yes", "maybe"},
		"yes in capitals":   {"yes", "YES"},
		"no reason":         {"reason: r", "reason: "},
		"a reason unseen":   {"reason: r", "reason: r\u202e"},
		"a long reason":     {"reason: r", "reason: " + strings.Repeat("r", maxReason+1)},
	} {
		if s, err := ParseStatement([]byte(strings.Replace(good, change[0], change[1], 1))); err == nil {
			t.Errorf("%s: accepted as %+v", what, s)
		}
	}
}

func FuzzParseStatement(f *testing.F) {
	f.Add("coldsign approval 1\nreview: " + testReview + "\nname: alice\nsays: no\nreason: r\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseStatement([]byte(text))
		if err != nil {
			return
		}
		if again, err := s.Text(); err != nil || string(again) != text {
			t.Fatalf("%q becomes %q (%v)", text, again, err)
		}
	})
}
