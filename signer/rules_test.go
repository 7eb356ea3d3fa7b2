package signer

import (
	"slices"
	"strings"
	"testing"
)

// breach is one vector: a true transaction of a wallet, and one fault.
type breach struct {
	rule     string
	what     string
	wallet   func(*world) *Wallet // nil: the single-signature one
	breaks   func(*builder)
	severity Severity // 0: the rule's
	twin     func(*builder)
	alone    bool // it is one only when nothing else is in the transaction
}

var breaches = slices.Concat(coinBreaches, ownerBreaches, outputBreaches, otherBreaches, pathBreaches, payeeBreaches, nonceBreaches)

// TestRules breaks every rule by one fault, which must be found under the rule's
// id, and which the true twin must not have.
func TestRules(t *testing.T) {
	w := newWorld(t)
	broken := map[string]bool{}
	for _, c := range breaches {
		broken[c.rule] = true
		t.Run(c.rule+"/"+strings.ReplaceAll(c.what, " ", "-"), func(t *testing.T) {
			wallet := w.single
			if c.wallet != nil {
				wallet = c.wallet(w)
			}
			rule := ruleNamed(t, c.rule)
			severity := c.severity
			if severity == 0 {
				severity = rule.Severity
			}
			bad := newBuilder(t, w, wallet)
			c.breaks(bad)
			found := finding(bad.findings(), c.rule)
			w.single.Checked = true
			if found == nil {
				t.Fatalf("not found; found were %v", ids(bad.findings()))
			}
			if found.Severity != severity {
				t.Errorf("severity %s, want %s", found.Severity, severity)
			}
			good := newBuilder(t, w, wallet)
			if c.twin != nil {
				c.twin(good)
			} else if list := good.findings(); c.rule != "cosigners" && len(ids(list)) > 0 && wallet == w.single {
				t.Errorf("the true transaction has findings: %v", ids(list))
			}
			if f := finding(good.findings(), c.rule); f != nil {
				t.Errorf("the twin has it too: %+v", f)
			}
		})
	}
	for _, r := range Rules() {
		if !broken[r.ID] {
			t.Errorf("no vector breaks %s", r.ID)
		}
	}
}

func ids(list []Finding) (out []string) {
	for _, f := range list {
		out = append(out, f.Rule+" "+f.Severity.String())
	}
	return out
}

func ruleNamed(t *testing.T, id string) Rule {
	t.Helper()
	for _, r := range Rules() {
		if r.ID == id {
			return r
		}
	}
	t.Fatalf("no rule %s", id)
	return Rule{}
}

// TestRuleTable holds the table to its form.
func TestRuleTable(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.ID] {
			t.Errorf("%s stands twice", r.ID)
		}
		seen[r.ID] = true
		if r.Title == "" || r.Why == "" || r.Source == "" || r.Check == nil || r.Severity < Note || r.Severity > Refuse {
			t.Errorf("%s is not whole", r.ID)
		}
		if strings.HasSuffix(r.Title, ".") || !strings.HasSuffix(r.Why, ".") {
			t.Errorf("%s: a title is no sentence, a reason is one", r.ID)
		}
		for _, c := range []byte(r.Title + r.Why + r.Source) {
			if c < ' ' || c > '~' {
				t.Errorf("%s: character %q", r.ID, c)
			}
		}
	}
}
