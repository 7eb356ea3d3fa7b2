package main

import (
	"crypto/rand"
	"slices"
	"testing"

	"coldsign/internal/ledger"
)

// TestPoliciesSet: what was cut off may be in force, what failed is not.
func TestPoliciesSet(t *testing.T) {
	key, err := ledger.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	intent := func(id string) ledger.Entry {
		return ledger.Entry{Command: policySet, Kind: ledger.Intent, Detail: policyDetail + id}
	}
	result := func(of uint64, id, outcome string) ledger.Entry {
		return ledger.Entry{Command: policySet, Kind: ledger.Result, Of: of, Outcome: outcome, Detail: policyDetail + id}
	}
	other := ledger.Entry{Command: "lockdown", Kind: ledger.Note, Detail: `"command":"policy set"`}
	for _, c := range []struct {
		name    string
		entries []ledger.Entry
		want    []string
	}{
		{"none", []ledger.Entry{other}, nil},
		{"one", []ledger.Entry{intent("a"), result(1, "a", outcomeDone), other}, []string{"a"}},
		{"the later", []ledger.Entry{intent("a"), result(1, "a", outcomeDone), intent("b"), result(3, "b", outcomeDone)}, []string{"b"}},
		{"one that failed", []ledger.Entry{intent("a"), result(1, "a", outcomeDone), intent("b"), result(3, "b", "locked")}, []string{"a"}},
		{"one cut off", []ledger.Entry{intent("a"), result(1, "a", outcomeDone), intent("b"), other}, []string{"b", "a"}},
		{"only one cut off", []ledger.Entry{intent("a")}, nil},
	} {
		var head ledger.Head
		var log []byte
		for _, entry := range c.entries {
			entry.Machine, entry.Binary, entry.Clock = "m", "00", "c"
			line, next, err := head.Append(entry, key)
			if err != nil {
				t.Fatal(err)
			}
			head, log = next, append(log, line...)
		}
		if got := policiesSet(log); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
