package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"coldsign/internal/drill"
	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/internal/text"
	"coldsign/signer"
)

func (p *program) drillCommand() *cobra.Command {
	var person, seed string
	var passphrases []string
	c := &cobra.Command{
		Use:   "drill",
		Short: "Practise: altered transactions, and a score of what was caught",
		Long: `Show transactions of a throw-away wallet, each with the order that it should
carry out; some were altered. The pages are those of 'sign'. Who would not sign
types no, at any page. At the end it is told what was caught. The machine finds
many lies by itself; a swapped address only a person who compares.

The score becomes an entry of the log. Who is enrolled here proves it with their
passphrase first; of anybody else the log says that the name is only a name. Exit status 0 when every answer was right.`,
		Example: "  coldsign drill --person alice\n  coldsign drill --person alice --seed 7f3a   # the same order of exercises again",
		Args:    noArguments(),
		RunE: func(*cobra.Command, []string) error {
			if seed == "" {
				var random [4]byte
				if _, err := rand.Read(random[:]); err != nil {
					return err
				}
				seed = hex.EncodeToString(random[:])
			}
			document := drill.Score{Person: text.Line(person), Seed: text.Line(seed), Results: []drill.Result{}}
			role, err := p.whoDrills(person, passphrases)
			if err != nil {
				return err
			}
			if err := p.inPractice(func(r practice) error { return r.drill(&document) }); err != nil {
				return err
			}
			return p.scored(document, role)
		},
	}
	c.Flags().StringVar(&person, "person", "", "who practises")
	c.Flags().StringVar(&seed, "seed", "", "any text: the order of the exercises follows from it")
	passphraseFlag(c.Flags(), &passphrases)
	c.MarkFlagRequired("person")
	return c
}

// whoDrills proves who practises, and answers with the role that the log gives them: a
// score is evidence of a person only where that person was here.
func (p *program) whoDrills(name string, passphrases []string) (role string, err error) {
	role = "custodian"
	err = p.withHome(exclusive, func(h *home) error {
		enrolled, err := h.isEnrolled(name)
		if err != nil {
			return err
		}
		if !enrolled {
			role = "not enrolled here"
			return nil
		}
		return p.asPerson(h, name, passphrases, func(*ledger.SecretKey) error { return nil })
	})
	return role, err
}

// drill puts every exercise before the person.
func (r practice) drill(document *drill.Score) error {
	t, err := r.program.openTerminal("whether you would sign", "a terminal; a drill has no flag for that")
	if err != nil {
		return err
	}
	defer t.Close()
	order := drill.Shuffled(document.Seed)
	for i, l := range order {
		e, err := r.exercise(l, i+1)
		if err != nil {
			return err
		}
		fmt.Fprintf(t.file, "\n=== Exercise %d of %d. The order: %s to %s, fee %d sat at most ===\n", i+1, len(order), signer.Amount(e.Order.Sats), e.Order.Address, e.Order.MaxFee)
		result := drill.Result{Number: i + 1, Kind: l.Name, What: l.What}
		if result.Verdict, result.Signed, err = r.judge(t, e); err != nil {
			return err
		}
		document.Add(result)
	}
	return nil
}

// exercise makes the transaction of a lie in the practice wallet.
func (r practice) exercise(l drill.Lie, number int) (*drill.Exercise, error) {
	h, err := r.program.openHome(shared)
	if err != nil {
		return nil, err
	}
	w, err := h.walletNamed(practiceWallet)
	if err != nil {
		return nil, err
	}
	return drill.NewExercise(l, number, w.wallet)
}

// judge shows an exercise as sign would, and asks.
func (r practice) judge(t *terminal, e *drill.Exercise) (verdict string, signs bool, err error) {
	review, err := r.review(e)
	if err != nil {
		fmt.Fprintln(t.file, "The machine does not read it: "+text.Line(err.Error()))
		return verdictRefused, false, nil
	}
	verdict = review.Verdict()
	stopped, err := t.turnPages(review.Pages(), "Enter for the next page, no when you would not sign:")
	if err != nil || stopped > 0 {
		return verdict, false, err
	}
	answer, err := t.line("Would you sign? yes or no:")
	return verdict, answer == yes, err
}

// review makes the review of an exercise from its bytes.
func (r practice) review(e *drill.Exercise) (*signer.Review, error) {
	file := r.file(e.Packet.Tx().TxHash().String() + "-" + e.Lie.Name + ".psbt")
	if err := writeNew(file, e.Packet.Bytes()); err != nil {
		return nil, err
	}
	h, err := r.program.openHome(shared)
	if err != nil {
		return nil, err
	}
	reviewed, err := r.program.reviewSource(h, []string{file}, sourceFlags{}, declaration{})
	if err != nil {
		return nil, err
	}
	return reviewed.review, nil
}

// scored logs and prints the score of a person, whom the log names by a role.
func (p *program) scored(d drill.Score, role string) error {
	score := d.String()
	err := p.withHome(exclusive, func(h *home) error {
		return p.note(h, ledger.Entry{Command: "drill", Detail: score, Persons: []ledger.Person{{Name: d.Person, Role: role}}})
	})
	if err != nil {
		return err
	}
	err = p.result(d, func(out io.Writer) {
		for _, r := range d.Results {
			answer := "would not sign"
			if r.Signed {
				answer = "would sign"
			}
			mark := "wrong"
			if r.Right {
				mark = "right"
			}
			fmt.Fprintf(out, "%2d  %-5s  %-14s  %s (%s); the machine said %s\n", r.Number, mark, answer, r.What, r.Kind, r.Verdict)
		}
		fmt.Fprintf(out, "%s: %s\n", d.Person, score)
	})
	if err != nil || d.Caught == d.Lies && d.Signed == d.True {
		return err
	}
	return printed{fault.New(fault.Refused, d.Person+" "+score)}
}
