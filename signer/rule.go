package signer

import (
	"fmt"
	"slices"
	"strings"
)

// Severity says what a finding asks for. Its zero value is none, so that a
// severity that was forgotten shows.
type Severity int

const (
	Note    Severity = iota + 1 // shown
	Confirm                     // a person acknowledges it by the rule's id
	Refuse                      // cannot be signed here
)

var severityNames = [...]string{Note: "note", Confirm: "confirm", Refuse: "refuse"}

func (s Severity) String() string {
	if s < Note || s > Refuse {
		return fmt.Sprintf("severity %d", int(s))
	}
	return severityNames[s]
}

// MarshalText writes the severity's word.
func (s Severity) MarshalText() ([]byte, error) {
	if s < Note || s > Refuse {
		return nil, fmt.Errorf("signer: severity %d does not exist", int(s))
	}
	return []byte(severityNames[s]), nil
}

// Rule is one row of the table of rules.
type Rule struct {
	ID       string // stable for ever
	Severity Severity
	Title    string // what was found, in few words
	Why      string // what it means for the money
	Source   string // the standard, or the lesson, behind it
	Check    func(*Analysis, Limits) []Place
}

// Place is where a rule is broken. Inputs and outputs are by number from 0;
// neither means the transaction as a whole.
type Place struct {
	Inputs, Outputs []int
	Severity        Severity // instead of the rule's, when the facts weigh otherwise
	Detail          string   // what is so here, added to the rule's words
}

// Finding is a broken rule with all of its places of one severity.
type Finding struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Inputs   []int    `json:"inputs"`
	Outputs  []int    `json:"outputs"`
	Title    string   `json:"title"`
	Why      string   `json:"why"`
}

// Rules is the table of rules, in the order in which findings of one severity
// are shown.
func Rules() []Rule {
	return slices.Concat(coinRules, ownerRules, pathRules, outputRules, payeeRules, feeRules, signatureRules, timeRules, psbtRules, disguiseRules, memoryRules)
}

// Check runs every rule, and the rules of a policy after them, over the facts.
// The gravest findings come first.
func Check(a *Analysis, l Limits, policy ...Rule) []Finding {
	return findingsOf(append(Rules(), policy...), a, l)
}

func findingsOf(rules []Rule, a *Analysis, l Limits) []Finding {
	findings := []Finding{}
	for _, r := range rules {
		findings = append(findings, r.findings(r.Check(a, l))...)
	}
	slices.SortStableFunc(findings, func(x, y Finding) int { return int(y.Severity) - int(x.Severity) })
	return findings
}

// findings draws the places of a rule together: one finding a severity, so that
// one acknowledgement answers one rule.
func (r Rule) findings(places []Place) []Finding {
	var out []Finding
	for s := Refuse; s >= Note; s-- {
		var at []Place
		for _, p := range places {
			if p.Severity == s || p.Severity == 0 && r.Severity == s {
				at = append(at, p)
			}
		}
		if len(at) == 0 {
			continue
		}
		f := Finding{Rule: r.ID, Severity: s, Inputs: []int{}, Outputs: []int{}, Title: r.Title}
		for _, p := range at {
			f.Inputs = append(f.Inputs, p.Inputs...)
			f.Outputs = append(f.Outputs, p.Outputs...)
		}
		f.Inputs, f.Outputs = ordered(f.Inputs), ordered(f.Outputs)
		f.Why = strings.Join(append([]string{r.Why}, details(at)...), " ")
		out = append(out, f)
	}
	return out
}

func ordered(list []int) []int {
	slices.Sort(list)
	return slices.Compact(list)
}

// mostDetails bounds what one finding says. Nobody reads more, and under a million
// sentences about one rule those about the others would be buried, and the machine.
const mostDetails = 100

// details says each thing once, with the places where it is so.
func details(places []Place) []string {
	var order []string
	more := 0
	merged := map[string]*Place{}
	for _, p := range places {
		if p.Detail == "" {
			continue
		}
		m := merged[p.Detail]
		if m == nil && len(order) == mostDetails {
			more++
			continue
		}
		if m == nil {
			m = &Place{}
			merged[p.Detail] = m
			order = append(order, p.Detail)
		}
		m.Inputs = append(m.Inputs, p.Inputs...)
		m.Outputs = append(m.Outputs, p.Outputs...)
	}
	out := make([]string, len(order))
	for i, detail := range order {
		out[i] = placeText(merged[detail]) + detail + "."
	}
	if more > 0 {
		out = append(out, "And "+thousands(int64(more))+" more.")
	}
	return out
}

// placeText writes "Inputs 0-2, output 1: ", or nothing for the whole.
func placeText(p *Place) string {
	var parts []string
	for _, list := range []struct {
		word string
		at   []int
	}{{"input", ordered(p.Inputs)}, {"output", ordered(p.Outputs)}} {
		switch len(list.at) {
		case 0:
		case 1:
			parts = append(parts, list.word+" "+numbers(list.at))
		default:
			parts = append(parts, list.word+"s "+numbers(list.at))
		}
	}
	text := strings.Join(parts, ", ")
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + ": "
}
