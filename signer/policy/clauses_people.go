package policy

import (
	"fmt"
	"slices"
	"strings"

	"coldsign/signer"
)

// The ids of the clauses that are asked when keys are to be used.
const (
	ApprovalsID = "policy-approvals"
	RolesID     = "policy-roles"
)

var peopleClauses = []Clause{
	{
		ID: ApprovalsID, Severity: signer.Note,
		Title:  "Others must approve",
		Why:    "Signing starts when they have said yes to this review's id.",
		Source: "policy: approvals",
		Needs:  "'coldsign approve' by those who are named",
		Stated: func(p *Policy) bool { return len(p.Approvals) > 0 },
		Check:  func(p *Policy, _ *Facts, a *signer.Analysis) []signer.Place { return quorumPlaces(p.quorums(a)) },
		// A message has no amount that could be small, so all of them must say yes.
		Message: func(p *Policy, _ *Facts, _ *signer.Analysis) []signer.Place { return quorumPlaces(p.Approvals) },
	},
	{
		ID: RolesID, Severity: signer.Note,
		Title:   "One person, one role",
		Why:     "Nobody may hold two of these roles in one signing.",
		Source:  "policy: exclude",
		Needs:   "other people",
		Stated:  func(p *Policy) bool { return len(p.Exclude) > 0 },
		Check:   excludedPlaces,
		Message: excludedPlaces,
	},
}

func quorumPlaces(quorums []Quorum) []signer.Place {
	var out []signer.Place
	for _, q := range quorums {
		out = append(out, signer.Place{Detail: fmt.Sprintf("%d of %s", q.Count, strings.Join(q.Of, ", "))})
	}
	return out
}

func excludedPlaces(p *Policy, _ *Facts, _ *signer.Analysis) []signer.Place {
	var out []signer.Place
	for _, set := range p.Exclude {
		out = append(out, signer.Place{Detail: rolesText(set)})
	}
	return out
}

func rolesText(set []Role) string {
	words := make([]string, len(set))
	for i, role := range set {
		words[i] = string(role)
	}
	return strings.Join(words, ", ")
}

// quorums are those that the amount asks for.
func (p *Policy) quorums(a *signer.Analysis) []Quorum {
	return slices.DeleteFunc(slices.Clone(p.Approvals), func(q Quorum) bool { return !exceeds(a, q.AboveSats) })
}

// Unapproved finds what is missing before keys may be used for a transaction:
// approvals by those whom the policy names, and nobody of them who says no. The
// statements must have been read with [Policy.ReadStatement] for its review. Of a
// message, which pays nobody, there is no analysis: nil.
func (p *Policy) Unapproved(a *signer.Analysis, statements []*Statement) []signer.Finding {
	quorums := p.Approvals
	if a != nil {
		quorums = p.quorums(a)
	}
	var places []string
	for _, q := range quorums {
		yes := map[string]bool{}
		for _, s := range statements {
			switch {
			case !slices.Contains(q.Of, s.Name):
			case s.Yes:
				yes[s.Name] = true
			default:
				places = append(places, fmt.Sprintf("%s says no: %+q.", s.Name, s.Reason))
			}
		}
		if len(yes) < q.Count {
			open := slices.DeleteFunc(slices.Clone(q.Of), func(name string) bool { return yes[name] })
			places = append(places, fmt.Sprintf("%d more of %s must approve.", q.Count-len(yes), strings.Join(open, ", ")))
		}
	}
	return finding(ApprovalsID, "The approvals are not complete", "Nothing is signed before all whom the policy names have approved this review.", places)
}

// Present is a person and what they do in this signing.
type Present struct {
	Name string
	Role Role
}

// Conflicts finds persons with roles that the policy keeps apart. People are told
// apart by name; capital letters make nobody another person.
func (p *Policy) Conflicts(present []Present) []signer.Finding {
	var places []string
	for _, set := range p.Exclude {
		roles := map[string][]Role{}
		for _, one := range present {
			name := strings.ToLower(one.Name)
			if slices.Contains(set, one.Role) && !slices.Contains(roles[name], one.Role) {
				roles[name] = append(roles[name], one.Role)
			}
		}
		for _, one := range present {
			name := strings.ToLower(one.Name)
			if held := roles[name]; len(held) > 1 {
				places = append(places, fmt.Sprintf("%s: %s.", one.Name, rolesText(held)))
				delete(roles, name)
			}
		}
	}
	return finding(RolesID, "One person holds roles that exclude each other", "The policy wants different people for them.", places)
}

func finding(id, title, why string, places []string) []signer.Finding {
	if len(places) == 0 {
		return nil
	}
	slices.Sort(places)
	return []signer.Finding{{Rule: id, Severity: signer.Refuse, Inputs: []int{}, Outputs: []int{}, Title: title,
		Why: strings.Join(append([]string{why}, slices.Compact(places)...), " ")}}
}
