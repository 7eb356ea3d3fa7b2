package signer

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"slices"

	"coldsign/internal/wordlist"
)

// Verdict is what a review comes to.
type Verdict string

const (
	Ready   Verdict = "ready"   // notes at most
	Ask     Verdict = "confirm" // something is to be acknowledged
	Refused Verdict = "refused" // it cannot be signed here
)

// Review is what people and programs are shown, and the id that binds an approval
// to it. It is made whole by [NewReview] and changes no more.
type Review struct {
	Shown
	plan *plan
}

// Shown is what people say yes or no to: the review of a transaction or of a message.
type Shown struct {
	id       [sha256.Size]byte
	findings []Finding
	json     []byte
	err      error // why there is no JSON; such a review is never approved
	pages    []Page
}

// reviewDomain keeps the id from being the hash of anything else.
const reviewDomain = "coldsign review 1"

// NewReview draws facts and findings together. The findings of the table of rules
// are in it whether they are handed over or not; those of a policy come on top.
func NewReview(a *Analysis, findings []Finding, l Limits) *Review {
	r := &Review{plan: newPlan(a)}
	r.findings = withTable(Check(a, l), findings)
	d := newDocument(a, r.findings)
	if r.id, r.err = reviewID(reviewDomain, a, d, l); r.err != nil {
		return r
	}
	d.ReviewID, d.CheckWords = r.ID(), r.Words()
	r.pages = newPages(a, d)
	r.json, r.err = json.Marshal(d)
	return r
}

// withTable puts the findings that are not the table's beside those that are. One
// without a severity that exists refuses.
func withTable(table, given []Finding) []Finding {
	ids := map[string]bool{}
	for _, r := range Rules() {
		ids[r.ID] = true
	}
	for _, f := range given {
		if ids[f.Rule] {
			continue
		}
		if f.Severity < Note || f.Severity > Refuse {
			f.Severity = Refuse
		}
		table = append(table, f)
	}
	slices.SortStableFunc(table, func(x, y Finding) int { return int(y.Severity) - int(x.Severity) })
	return table
}

// reviewID is SHA-256 over the domain, the packet's bytes, the review as JSON
// without id and words, and the facts behind it; each with its length before it.
func reviewID(domain string, a *Analysis, document any, l Limits) (id [sha256.Size]byte, err error) {
	h := sha256.New()
	part := func(b []byte) {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(b))))
		h.Write(b)
	}
	part([]byte(domain))
	part(a.bytes)
	for _, v := range []any{document, newBackground(a), l} {
		b, err := json.Marshal(v)
		if err != nil {
			return id, err
		}
		part(b)
	}
	return [sha256.Size]byte(h.Sum(nil)), nil
}

// background is what a review rests on and does not show.
type background struct {
	Wallets   []backgroundWallet `json:"wallets"`
	Declared  Declared           `json:"declared"`
	AllowList []string           `json:"allow_list"`
}

type backgroundWallet struct {
	Name, Descriptor, Network string
	Checked                   bool
}

func newBackground(a *Analysis) background {
	b := background{Declared: a.Declared, AllowList: a.AllowList}
	for _, w := range a.Wallets {
		b.Wallets = append(b.Wallets, backgroundWallet{w.Name, w.Descriptor.String(), w.Network.Name, w.Checked})
	}
	return b
}

// checkWords is how many words stand for a review's id: 88 bits of it.
const checkWords = 8

func verdictOf(findings []Finding) Verdict {
	verdict := Ready
	for _, f := range findings {
		switch {
		case f.Severity == Refuse:
			return Refused
		case f.Severity == Confirm:
			verdict = Ask
		}
	}
	return verdict
}

// ID is the review's id, 64 hex digits.
func (r *Shown) ID() string { return hex.EncodeToString(r.id[:]) }

// Words are the check words of the id, to be compared aloud.
func (r *Shown) Words() []string { return wordlist.OfHash(r.id, checkWords) }

// Verdict is "ready", "confirm" or "refused".
func (r *Shown) Verdict() string { return string(verdictOf(r.findings)) }

// Findings are those of the review, the gravest first.
func (r *Shown) Findings() []Finding { return slices.Clone(r.findings) }

// JSON is the review for programs.
func (r *Shown) JSON() ([]byte, error) { return slices.Clone(r.json), r.err }
