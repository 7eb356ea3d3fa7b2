package signer

import (
	"slices"
	"strings"
	"testing"
)

func TestApprove(t *testing.T) {
	w := newWorld(t)
	ready := newBuilder(t, w, w.single).review()
	asking := newBuilder(t, w, w.single)
	breachNamed(t, "amount-claimed").breaks(asking)
	breachNamed(t, "foreign-inputs").breaks(asking)
	ask := asking.review()
	refusing := newBuilder(t, w, w.single)
	breachNamed(t, "forged-output").breaks(refusing)
	refused := refusing.review()

	for _, c := range []struct {
		what   string
		review *Review
		id     string
		acks   []string
		reason string // "" approves
		rules  []string
	}{
		{"as shown", ready, ready.ID(), nil, "", nil},
		{"no id", ready, "", nil, ReasonOtherReview, nil},
		{"the id of another", ready, ask.ID(), nil, ReasonOtherReview, nil},
		{"the id in capitals", ready, strings.ToUpper(ready.ID()), nil, ReasonOtherReview, nil},
		{"half of the id", ready, ready.ID()[:32], nil, ReasonOtherReview, nil},
		{"a needless yes", ready, ready.ID(), []string{"fee-high"}, ReasonNeedless, []string{`"fee-high"`}},
		{"both", ask, ask.ID(), []string{"foreign-inputs", "amount-claimed"}, "", nil},
		{"one missing", ask, ask.ID(), []string{"foreign-inputs"}, ReasonUnacknowledged, []string{"amount-claimed"}},
		{"all missing", ask, ask.ID(), nil, ReasonUnacknowledged, []string{"amount-claimed", "foreign-inputs"}},
		{"one twice", ask, ask.ID(), []string{"foreign-inputs", "amount-claimed", "amount-claimed"}, ReasonNeedless, []string{`"amount-claimed"`}},
		{"an unknown rule", ask, ask.ID(), []string{"foreign-inputs", "amount-claimed", "\x1b[2J"}, ReasonNeedless, []string{`"\x1b[2J"`}},
		{"a note", ask, ask.ID(), []string{"foreign-inputs", "amount-claimed", "rbf"}, ReasonNeedless, []string{`"rbf"`}},
		{"refused", refused, refused.ID(), []string{"forged-output"}, ReasonRefused, []string{"forged-output"}},
	} {
		approval, refusal := c.review.Approve(c.id, c.acks)
		switch {
		case (approval == nil) == (refusal == nil):
			t.Errorf("%s: %v and %v", c.what, approval, refusal)
		case c.reason == "" && refusal != nil:
			t.Errorf("%s: %v", c.what, refusal)
		case c.reason != "" && (refusal == nil || refusal.Reason != c.reason || !slices.Equal(refusal.Rules, c.rules)):
			t.Errorf("%s: %+v", c.what, refusal)
		case refusal != nil && refusal.Error() == "":
			t.Errorf("%s: a refusal without a word", c.what)
		}
	}
}
