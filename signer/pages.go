package signer

import (
	"fmt"
	"slices"
	"strings"
)

// Page is one screen or sheet of a review for people: lines of ASCII, at most 80
// characters wide unless a name makes one longer. Only the text of a message is
// shown in its own letters.
type Page struct {
	Title string
	Lines []string
}

// pageWidth is the width of a terminal, in characters.
const pageWidth = 80

// newPages writes the review: what was found, the sum, each payment, each
// transfer, what comes back, fee and time, and the id with its words.
func newPages(a *Analysis, d *document) []Page {
	pages := []Page{
		findingsPage(d),
		sumPage(a),
		paymentsPage(a),
	}
	if a.Totals.Transfers > 0 {
		pages = append(pages, transfersPage(a))
	}
	return append(pages,
		returnsPage(a),
		timePage(a),
		idPage(d),
	)
}

// Pages are the review for people, in the order in which they are to be read.
func (r *Shown) Pages() []Page {
	out := make([]Page, len(r.pages))
	for i, p := range r.pages {
		out[i] = Page{p.Title, append([]string(nil), p.Lines...)}
	}
	return out
}

// Text is all pages as one text.
func (r *Shown) Text() string {
	var b strings.Builder
	for i, p := range r.pages {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(p.Title + "\n" + strings.Repeat("-", len(p.Title)) + "\n")
		for _, line := range p.Lines {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

func (p *Page) add(format string, args ...any) {
	p.Lines = append(p.Lines, fmt.Sprintf(format, args...))
}

// sum is one line of a sum.
type sum struct {
	word   string
	sats   int64
	remark string
}

// sums adds lines of amounts that stand under each other.
func (p *Page) sums(rows []sum) {
	var word, btc, sat int
	for _, r := range rows {
		word, btc, sat = max(word, len(r.word)), max(btc, len(bitcoin(r.sats))), max(sat, len(thousands(r.sats)))
	}
	for _, r := range rows {
		line := fmt.Sprintf("  %-*s  %*s  %*s sat", word, r.word, btc, bitcoin(r.sats), sat, thousands(r.sats))
		switch {
		case r.remark == "":
		case len(line)+len("  ")+len(r.remark) <= pageWidth:
			line += "  " + r.remark
		default:
			p.Lines = append(p.Lines, line)
			line = "    " + r.remark
		}
		p.Lines = append(p.Lines, line)
	}
}

// text adds wrapped text, indented.
func (p *Page) text(indent, text string) {
	for _, line := range wrap(text, pageWidth-len(indent)) {
		p.Lines = append(p.Lines, indent+line)
	}
}

var verdictTexts = map[Verdict]string{
	Ready:   "Nothing stands against signing.",
	Ask:     "It can be signed when each point marked CONFIRM is acknowledged by its id.",
	Refused: "It cannot be signed here, because of the points marked REFUSE.",
}

func findingsPage(d *document) Page {
	p := Page{Title: "What was found"}
	p.text("", verdictTexts[d.Verdict])
	for _, f := range d.Findings {
		p.add("")
		p.add("%-7s  %s", strings.ToUpper(f.Severity.String()), f.Rule)
		p.text("         ", f.Title+".")
		p.text("         ", f.Why)
	}
	return p
}

func sumPage(a *Analysis) Page {
	p := Page{Title: "The sum"}
	network := "not known: no registered wallet says"
	if a.Network != nil {
		network = a.Network.Name
	}
	p.add("network: %s", network)
	p.add("")
	t := a.Totals
	var rows []sum
	for i := range a.Inputs {
		in := &a.Inputs[i]
		owner := "not ours"
		if in.Owner != nil {
			owner = name(in.Owner.Wallet.Name)
		}
		rows = append(rows, sum{fmt.Sprintf("input %d", i), in.Coin.Sats, in.Coin.Proof.String() + ", " + owner})
	}
	rows = append(rows,
		sum{"all inputs", t.Inputs, proofOfAll(a)},
		sum{"- payments", t.Payments, ""},
		sum{"- transfers", t.Transfers, ""},
		sum{"- change", t.Change, ""},
		sum{"- self-transfers", t.SelfTransfer, ""})
	if t.FeeKnown {
		rows = append(rows, sum{"= fee", t.Fee, ""})
	}
	p.sums(rows)
	if !t.FeeKnown {
		p.add("  the fee is not known")
	}
	return p
}

// proofOfAll is the weakest proof among the inputs.
func proofOfAll(a *Analysis) string {
	weakest := Proven
	for i := range a.Inputs {
		weakest = min(weakest, a.Inputs[i].Coin.Proof)
	}
	return weakest.String()
}

func paymentsPage(a *Analysis) Page {
	p := Page{Title: "Payments"}
	number := 0
	for i := range a.Outputs {
		out := &a.Outputs[i]
		what := "data"
		switch out.Kind {
		case Change, SelfTransfer, Transfer:
			continue
		case Payment, Unknown:
			number++
			what = fmt.Sprintf("payment %d", number)
		}
		p.output(what, i, out)
	}
	if len(p.Lines) == 0 {
		words := "none: nothing leaves the wallet"
		if a.Totals.Transfers > 0 {
			words = "none: nothing goes to strangers"
		}
		p.add("%s", words)
	}
	return p
}

// output writes what goes where, whole.
func (p *Page) output(what string, i int, out *Output) {
	if len(p.Lines) > 0 {
		p.add("")
	}
	p.add("%s (output %d): %s", what, i, amount(out.Sats))
	for _, d := range out.Data {
		p.text("    ", d)
	}
	if out.Address == "" {
		p.add("    no address")
		p.hex("    script ", out.Script)
	}
	for _, line := range inFours(out.Address) {
		p.add("    %s", line)
	}
	if to := out.Registered(); to != nil {
		p.owner(to)
	}
	if out.Payee != nil {
		p.add("    no key of that wallet is held here: it is paid as strangers are")
	}
}

// owner writes a registered wallet's place and its keys' paths.
func (p *Page) owner(o *Owned) {
	p.add("  the registered wallet %s, branch %d, index %d", name(o.Wallet.Name), o.Branch, o.Index)
	if o.Wallet.Since > 0 {
		p.add("    registered since %s", dateText(o.Wallet.Since))
	}
	var paths []string
	for _, k := range o.Script.Keys {
		if path := pathText(k.Path); !slices.Contains(paths, path) {
			paths = append(paths, path)
			p.add("    %s", path)
		}
	}
}

// hex writes bytes in lines.
func (p *Page) hex(indent string, b []byte) {
	const perLine = 28
	for i := 0; i == 0 || i < len(b); i += perLine {
		p.add("%s%x", indent, b[i:min(i+perLine, len(b))])
		indent = strings.Repeat(" ", len(indent))
	}
}

// transfersPage names each wallet of ours to which money goes that it does not come
// from.
func transfersPage(a *Analysis) Page {
	p := Page{Title: "Transfers to other wallets of ours"}
	number := 0
	for i := range a.Outputs {
		if out := &a.Outputs[i]; out.Kind == Transfer {
			number++
			p.output(fmt.Sprintf("transfer %d to %s", number, name(out.Owner.Wallet.Name)), i, out)
		}
	}
	return p
}

func returnsPage(a *Analysis) Page {
	p := Page{Title: "Change and self-transfers"}
	for i := range a.Outputs {
		if out := &a.Outputs[i]; out.Kind == Change || out.Kind == SelfTransfer {
			p.output(string(out.Kind), i, out)
		}
	}
	if len(p.Lines) == 0 {
		p.add("none")
	}
	return p
}

func timePage(a *Analysis) Page {
	p := Page{Title: "Fee and time"}
	size := fmt.Sprintf("at most %s", counted(a.Tx.VSize, "virtual byte"))
	if a.Tx.VSizeExact {
		size = counted(a.Tx.VSize, "virtual byte")
	}
	if a.Totals.FeeKnown {
		p.add("fee: %s", amount(a.Totals.Fee))
		p.add("rate: %s sat/vB for %s", a.feeRateText(a.Tx.VSize), size)
		if a.sizesDiffer() {
			p.add("      %s sat/vB for %s, by the smallest way that is open",
				a.feeRateText(a.Tx.VSizeLeast), counted(a.Tx.VSizeLeast, "virtual byte"))
		}
	} else {
		p.add("fee: not known, for %s", size)
	}
	p.add("lock time: %s", a.lockText())
	p.add("replaceable: %s", yesNo(a.Tx.SignalsRBF))
	p.add("transaction version: %d", a.Tx.Version)
	p.add("transaction id, before signing:")
	p.add("  %s", a.Tx.TxID)
	return p
}

func (a *Analysis) lockText() string {
	switch {
	case a.Tx.LockTime == 0:
		return "none"
	case a.Tx.LockInert:
		return "without effect (" + locktimeText(a.Tx.LockTime) + ")"
	}
	return "after " + locktimeText(a.Tx.LockTime)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func idPage(d *document) Page {
	p := Page{Title: "The review's id"}
	p.add("%s", d.ReviewID)
	p.add("")
	p.text("", "The same words on another machine mean the same bytes, facts and findings:")
	p.add("  %s", strings.Join(d.CheckWords[:4], " "))
	p.add("  %s", strings.Join(d.CheckWords[4:], " "))
	if d.PolicyID != "" {
		p.add("")
		p.add("the policy's id:")
		p.add("%s", d.PolicyID)
	}
	return p
}
