package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"coldsign/internal/fault"
	"coldsign/psbt"
	"coldsign/signer"
)

// declaration is what the operator says about the present, since this machine
// cannot know it.
type declaration struct {
	height  uint32
	date    string
	request requestFlags
}

// The forms of a declared date, without and with a time of day.
const (
	dateForm     = time.DateOnly
	dateTimeForm = "2006-01-02T15:04"
)

func (d *declaration) flags(f *pflag.FlagSet) {
	d.presentFlags(f)
	d.request.flags(f)
}

// presentFlags are those that a message has too, which nobody requests.
func (d *declaration) presentFlags(f *pflag.FlagSet) {
	f.Uint32Var(&d.height, "height", 0, "today's block height, as the operator knows it: locks are judged against it")
	f.StringVar(&d.date, "date", "", "today's date as YYYY-MM-DD, or YYYY-MM-DDThh:mm, as the operator knows it")
}

// declared reads the declaration; what is not declared stays 0.
func (d *declaration) declared() (signer.Declared, error) {
	out := signer.Declared{Height: d.height}
	if d.date != "" {
		form := dateForm
		if d.hasTime() {
			form = dateTimeForm
		}
		day, err := time.Parse(form, d.date)
		if err != nil {
			return out, fault.New(fault.Usage, fmt.Sprintf("--date %q: not a date as YYYY-MM-DD or YYYY-MM-DDThh:mm", d.date))
		}
		out.Time = day.Unix()
	}
	return out, nil
}

// hasTime tells whether a time of day is declared.
func (d *declaration) hasTime() bool { return len(d.date) == len(dateTimeForm) }

// verdictRefused is the review's word for what cannot be signed.
const verdictRefused = "refused"

// reviewed is a transaction with what was found: all from the same bytes.
type reviewed struct {
	subject
	input    *input
	packet   *psbt.Packet
	encoding psbt.Encoding
	review   *signer.Review
}

func (p *program) reviewCommand() *cobra.Command {
	var declared declaration
	var source sourceFlags
	c := &cobra.Command{
		Use:   "review SOURCE…",
		Short: "Show what a transaction does; needs no secret",
		Long: `Show what a transaction does: findings first, then the sum with the proof of
every amount, then each payment, then change, then fee and time. The review has
an id over the very bytes and every fact shown; 'sign --approve ID' signs only
what was shown.

SOURCE is a file (PSBT as binary, base64 or hex; PNG, JPEG or GIF with QR codes;
text with one QR part a line), a folder of frames, or - for standard input.

Exit status 0 when it could be signed, 3 when it is refused.`,
		Example: "  coldsign review payment.psbt\n  coldsign review --json photo.png",
		Args:    source.arguments(),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.withHome(shared, func(h *home) error {
				r, err := p.reviewSource(h, args, source, declared)
				if err != nil {
					return err
				}
				return p.printReview(r.Shown)
			})
		},
	}
	declared.flags(c.Flags())
	source.flags(c.Flags())
	return c
}

// reviewSource reads a source once and makes its review.
func (p *program) reviewSource(h *home, paths []string, source sourceFlags, declared declaration) (*reviewed, error) {
	in, err := p.readInput(paths, source)
	if err != nil {
		return nil, err
	}
	packet, encoding, err := in.packet()
	if err != nil {
		return nil, err
	}
	if err := packet.CheckNotEmpty(); err != nil {
		return nil, fmt.Errorf("%s: %w", in.path, err)
	}
	known, house, facts, err := h.present(declared)
	if err != nil {
		return nil, err
	}
	analysis := signer.Analyze(packet, known)
	findings := signer.Check(analysis, house.Limits.Limits, house.Rules(facts)...)
	review := signer.NewReview(analysis, findings, house.Limits.Limits)
	about := subject{
		Shown: &review.Shown, what: "transaction", by: "approve SOURCE", txid: analysis.Tx.TxID.String(), policy: house, facts: facts, analysis: analysis,
	}
	return &reviewed{about, in, packet, encoding, review}, nil
}

// printReview prints the review; a refused one makes the exit status.
func (p *program) printReview(review *signer.Shown) error {
	if p.json {
		data, err := review.JSON()
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(p.out, string(data)); err != nil {
			return err
		}
	} else if err := printText(p.out, review); err != nil {
		return err
	}
	if review.Verdict() == verdictRefused {
		return printed{refusedFailure(review)}
	}
	return nil
}

// printText prints all pages, and the words to compare aloud.
func printText(out io.Writer, review *signer.Shown) error {
	words := review.Words()
	_, err := fmt.Fprintf(out, "%s\nCheck words: %s\n", review.Text(), strings.Join(words, " "))
	return err
}
