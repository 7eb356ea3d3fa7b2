package signer

import (
	"fmt"
	"slices"
	"strings"
)

// Approval is the leave to sign exactly what one review showed. Only
// [Review.Approve] makes one.
type Approval struct {
	plan *plan
}

// Refusal says why a review was not approved. It is an error.
type Refusal struct {
	Rules  []string // the rules that stand against it, or were not acknowledged
	Reason string
}

func (r *Refusal) Error() string {
	if len(r.Rules) == 0 {
		return r.Reason
	}
	return r.Reason + ": " + strings.Join(r.Rules, ", ")
}

// Reasons of refusals, for callers that tell them apart.
const (
	ReasonOtherReview    = "the approval is for another review"
	ReasonRefused        = "refused by a safety rule"
	ReasonUnacknowledged = "findings were not acknowledged"
	ReasonNeedless       = "acknowledged what was not asked"
)

// Approve turns a review into an approval when the id is the review's, no finding
// refuses, and the rules acknowledged are exactly those that ask for it, each
// once.
func (r *Review) Approve(id string, acknowledged []string) (*Approval, *Refusal) {
	if refusal := r.Refusal(id, acknowledged); refusal != nil {
		return nil, refusal
	}
	return &Approval{r.plan}, nil
}

// Refusal says what stands against an approval; nil when nothing does.
func (r *Shown) Refusal(id string, acknowledged []string) *Refusal {
	if id != r.ID() {
		return &Refusal{Reason: ReasonOtherReview}
	}
	if refusing := r.rulesOf(Refuse); len(refusing) > 0 {
		return &Refusal{refusing, ReasonRefused}
	}
	if r.err != nil {
		return &Refusal{Reason: r.err.Error()}
	}
	asked := r.rulesOf(Confirm)
	var missing, needless []string
	for _, rule := range asked {
		if !slices.Contains(acknowledged, rule) {
			missing = append(missing, rule)
		}
	}
	for i, rule := range acknowledged {
		if !slices.Contains(asked, rule) || slices.Contains(acknowledged[:i], rule) {
			needless = append(needless, fmt.Sprintf("%q", rule))
		}
	}
	switch {
	case len(missing) > 0:
		return &Refusal{missing, ReasonUnacknowledged}
	case len(needless) > 0:
		return &Refusal{needless, ReasonNeedless}
	}
	return nil
}

func (r *Shown) rulesOf(s Severity) []string {
	var out []string
	for _, f := range r.findings {
		if f.Severity == s {
			out = append(out, f.Rule)
		}
	}
	return out
}
