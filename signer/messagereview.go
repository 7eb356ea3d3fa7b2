package signer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"coldsign/signer/message"
)

// MessageReview is what people and programs are shown of a message, and the id that
// binds an approval to it.
type MessageReview struct {
	Shown
	message *Message
	plan    *plan
}

// MessageApproval is the leave to sign exactly the message that one review showed.
// Only [MessageReview.Approve] makes one, and it is no leave for a transaction.
type MessageApproval struct {
	message *Message
	plan    *plan
}

// messageDomain keeps the id from being a transaction's.
const messageDomain = "coldsign message 1"

// NewMessageReview draws the facts and the findings of every rule for messages, and
// of a policy's after them, together.
func NewMessageReview(m *Message, l Limits, policy ...Rule) *MessageReview {
	r := &MessageReview{message: m, plan: newPlan(m.analysis)}
	r.findings = messageFindings(m.analysis, l, policy)
	d := newMessageDocument(m, r.findings)
	if r.id, r.err = reviewID(messageDomain, m.analysis, d, l); r.err != nil {
		return r
	}
	d.ReviewID, d.CheckWords = r.ID(), r.Words()
	r.pages = newMessagePages(m, d)
	r.json, r.err = json.Marshal(d)
	return r
}

// Approve turns a review of a message into an approval, as [Review.Approve] does.
func (r *MessageReview) Approve(id string, acknowledged []string) (*MessageApproval, *Refusal) {
	if refusal := r.Refusal(id, acknowledged); refusal != nil {
		return nil, refusal
	}
	return &MessageApproval{r.message, r.plan}, nil
}

// messageDocument is a review of a message for programs.
type messageDocument struct {
	ReviewID   string          `json:"review_id"`
	CheckWords []string        `json:"check_words"`
	Verdict    Verdict         `json:"verdict"`
	PolicyID   string          `json:"policy_id,omitempty"`
	Network    string          `json:"network"`
	Message    documentMessage `json:"message"`
	PSBT       documentPacket  `json:"psbt"`
	LockTime   uint32          `json:"locktime"`
	Inputs     []documentInput `json:"inputs"` // the address, then the coins of a proof of funds
	Findings   []Finding       `json:"findings"`
}

type documentMessage struct {
	Text    string         `json:"text"` // U+FFFD where it is no UTF-8
	Bytes   int            `json:"bytes"`
	SHA256  string         `json:"sha256"`
	Format  message.Format `json:"format"`
	Address string         `json:"address"`
}

func newMessageDocument(m *Message, findings []Finding) *messageDocument {
	whole := newDocument(m.analysis, findings)
	hash := sha256.Sum256(m.Text)
	d := &messageDocument{
		Verdict: whole.Verdict, PolicyID: whole.PolicyID, Network: whole.Network, PSBT: whole.PSBT, LockTime: whole.Transaction.LockTime,
		Inputs: whole.Inputs, Findings: findings,
		Message: documentMessage{Text: strings.ToValidUTF8(string(m.Text), string(utf8.RuneError)), Bytes: len(m.Text),
			SHA256: hex.EncodeToString(hash[:]), Format: m.Format},
	}
	if len(d.Inputs) > 0 {
		d.Message.Address = d.Inputs[0].Address
	}
	return d
}

// newMessagePages writes the review for people: findings, the text whole, who
// signs it, coins, and the id with its words.
func newMessagePages(m *Message, d *messageDocument) []Page {
	pages := []Page{
		findingsPage(&document{Verdict: d.Verdict, Findings: d.Findings}),
		textPage(m),
		whoPage(m, d),
	}
	if len(m.analysis.Inputs) > 1 {
		pages = append(pages, coinsPage(m.analysis))
	}
	return append(pages, idPage(&document{ReviewID: d.ReviewID, CheckWords: d.CheckWords, PolicyID: d.PolicyID}))
}

// textPage shows the text. One in other letters than ASCII is shown as it is, since
// people must read it, and again so that letters that only look alike differ. One
// that may not be signed is shown escaped alone.
func textPage(m *Message) Page {
	p := Page{Title: "The message"}
	p.add("%s:", counted(int64(len(m.Text)), "byte"))
	escaped := quoted(string(m.Text))
	if plain := string(m.Text); message.CheckText(m.Text) == "" && escaped != `"`+plain+`"` {
		p.add("")
		p.runes("  | ", plain)
		p.add("")
		p.add("the same, with what is beyond ASCII written as numbers:")
	}
	p.add("")
	p.runes("  ", escaped)
	return p
}

// runes adds text in lines of a terminal's width, broken anywhere, so that every
// space stands where it is. A letter beyond ASCII may be two cells wide.
func (p *Page) runes(indent, text string) {
	line, width := indent, len(indent)
	for _, r := range text {
		cells := 1
		if r >= utf8.RuneSelf {
			cells = 2
		}
		if width+cells > pageWidth {
			p.Lines = append(p.Lines, line)
			line, width = indent, len(indent)
		}
		line, width = line+string(r), width+cells
	}
	p.Lines = append(p.Lines, line)
}

func whoPage(m *Message, d *messageDocument) Page {
	p := Page{Title: "Who signs it"}
	p.add("network: %s", d.Network)
	p.add("format: %s", m.Format)
	if len(m.analysis.Inputs) == 0 {
		p.add("nobody")
		return p
	}
	in := &m.analysis.Inputs[0]
	p.add("address:")
	for _, line := range inFours(in.Address) {
		p.add("    %s", line)
	}
	if in.Owner != nil {
		p.owner(in.Owner)
	} else {
		p.add("  of no registered wallet")
	}
	if m.analysis.Tx.LockTime != 0 {
		p.add("lock time: %s", locktimeText(m.analysis.Tx.LockTime))
	}
	if in.Sequence != 0 {
		p.add("sequence: %d", in.Sequence)
	}
	return p
}

// coinsPage lists the coins of a proof of funds by wallet, with how their amounts are
// known. What belongs to no registered wallet stands apart and in no sum: a signature
// of somebody else proves nothing about ours.
func coinsPage(a *Analysis) Page {
	p := Page{Title: "Coins that the message speaks for"}
	for _, w := range a.Wallets {
		var rows []sum
		total, amounts := int64(0), Proven
		for _, i := range a.inputsOf(w) {
			if i == 0 {
				continue // the message's own input, which spends no coin
			}
			coin := &a.Inputs[i].Coin
			total += coin.Sats
			amounts = min(amounts, coin.Proof)
			rows = append(rows, sum{fmt.Sprintf("input %d", i), coin.Sats, "amount " + coin.Proof.String()})
		}
		if rows != nil {
			p.add("of the wallet %s:", name(w.Name))
			p.sums(append(rows, sum{"together", total, "amounts " + amounts.String()}))
		}
	}
	for i := range a.Inputs {
		if i > 0 && a.Inputs[i].Owner == nil {
			p.add("input %d is of no registered wallet: it proves nothing here", i)
		}
	}
	return p
}
