package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"coldsign/internal/ceremony"
	"coldsign/internal/doctor"
	"coldsign/internal/ledger"
	"coldsign/internal/text"
)

// runFlags are the flags of ceremony run.
type runFlags struct {
	record  string
	people  []string
	answers []string
}

func (p *program) ceremonyRunCommand() *cobra.Command {
	var f runFlags
	c := &cobra.Command{
		Use:   "run SCRIPT",
		Short: "Walk a script step by step, and close with a signed record and a page to print",
		Long: `Look at the machine first, then walk the script: each step says who does it, what
is checked and what is read aloud, runs its command, and is initialled. Typing
'stop' ends the ceremony; what was done until then is recorded all the same.

The record is JSON in a new file, signed with the home's key in minisign's format;
beside it lies a page to print (HTML without scripts) with room for signatures in
ink. SCRIPT is the name of one that ships with the program, or a file.`,
		Example: "  coldsign ceremony run signing --record 2026-08-01.json\n" +
			"  coldsign ceremony run our-signing.txt --record /media/usb/1.json --person alice=initiator --person bob=witness",
		Args: exactly(1),
		RunE: func(_ *cobra.Command, args []string) error { return p.runCeremony(args[0], f) },
	}
	c.Flags().StringVar(&f.record, "record", "", "new file for the record; the page is written beside it")
	c.Flags().StringArrayVar(&f.people, "person", nil, "who is present, as NAME=ROLE; repeats")
	c.Flags().StringArrayVar(&f.answers, "set", nil, "the answer to a question of the script, as NAME=ANSWER; repeats")
	c.MarkFlagRequired("record")
	return c
}

// walk is a ceremony that goes on.
type walk struct {
	p      *program
	t      *terminal
	script *ceremony.Script
	record *ceremony.Record
}

// errStopped ends a ceremony before its last step.
var errStopped = errors.New("stopped")

func (p *program) runCeremony(name string, f runFlags) error {
	data, plan, err := readScript(name)
	if err != nil {
		return err
	}
	if err := mustNotExist(f.record, ceremony.PageName(f.record), f.record+signatureSuffix); err != nil {
		return err
	}
	t, err := p.openTerminal("the people of the ceremony", "a terminal; their initials cannot be given by a flag")
	if err != nil {
		return err
	}
	defer t.Close()
	w := &walk{p: p, t: t, script: plan, record: &ceremony.Record{
		Format: ceremony.Format, Title: plan.Title, Script: hashed(name, data), Banner: p.banner, Version: version, Began: text.Date(now().Unix()),
		Answers: map[string]string{}, People: []ledger.Person{}, Steps: []ceremony.Step{},
	}}
	if err := w.open(f); err != nil {
		return err
	}
	if err := w.all(); err != nil {
		w.record.Outcome, w.record.Reason = ceremony.Stopped, text.Line(err.Error())
	}
	return w.close(f.record)
}

// open writes the beginning into the log and asks who is here, and for what.
func (w *walk) open(f runFlags) error {
	if err := w.askAll(f); err != nil {
		return err
	}
	return w.p.withHome(exclusive, func(h *home) error {
		entry := ledger.Entry{Command: "ceremony run", Detail: "begins: " + w.script.Title, In: []ledger.Hashed{w.record.Script}, Persons: w.record.People}
		if err := w.p.note(h, entry); err != nil {
			return err
		}
		w.record.Machine, w.record.Clock, w.record.Binary = h.book.stamp.Machine, h.book.stamp.Clock, h.book.stamp.Binary
		var err error
		w.record.Before, err = h.head()
		return err
	})
}

// askAll gets people and answers, from flags or by asking.
func (w *walk) askAll(f runFlags) error {
	for _, person := range f.people {
		name, role, _ := strings.Cut(person, "=")
		w.record.People = append(w.record.People, ledger.Person{Name: text.Line(name), Role: text.Line(role)})
	}
	fmt.Fprintln(w.t.file)
	w.say(w.script.Title)
	for len(f.people) == 0 {
		line, err := w.t.line("Who is present? NAME ROLE, an empty line ends:")
		if err != nil || line == "" {
			break
		}
		name, role, _ := strings.Cut(line, " ")
		w.record.People = append(w.record.People, ledger.Person{Name: text.Line(name), Role: text.Line(strings.TrimSpace(role))})
	}
	for _, answer := range f.answers {
		name, said, _ := strings.Cut(answer, "=")
		w.record.Answers[name] = text.Line(said)
	}
	for _, q := range w.script.Questions {
		if _, given := w.record.Answers[q.Name]; given {
			continue
		}
		w.say(q.Text)
		said, err := w.t.line("The answer stands in the record for everybody to read, so no secret:")
		if err != nil {
			return err
		}
		w.record.Answers[q.Name] = text.Line(said)
	}
	return nil
}

// all looks at the machine and then walks every step.
func (w *walk) all() error {
	w.record.Doctor = doctor.Examine(doctor.This(w.p.hardened))
	printRows(w.t.file, w.record.Doctor)
	var err error
	if w.record.Fit, err = w.initials("This machine, as it was found. Initials of the one who judged it fit, or stop:"); err != nil {
		return err
	}
	for i := range w.script.Steps {
		if err := w.step(i); err != nil {
			return fmt.Errorf("at step %d: %w", i+1, err)
		}
	}
	w.record.Outcome = ceremony.Done
	return nil
}

// step shows a step, runs its command and has it initialled.
func (w *walk) step(i int) error {
	plan := w.script.Steps[i]
	done := ceremony.Step{Number: i + 1, Title: plan.Title, Who: plan.Who, Checks: []string{}, Aloud: []string{}, Command: []string{}, Began: w.time()}
	err := done.Fill(plan, w.record.Answers)
	if err == nil {
		fmt.Fprintf(w.t.file, "\n--- Step %d of %d ---\n", i+1, len(w.script.Steps))
		w.say(done.Title + " (" + done.Who + ")")
		err = w.execute(&done)
	}
	if err == nil {
		for _, text := range done.Aloud {
			w.say("read aloud: " + text)
		}
		for _, text := range done.Checks {
			w.say("check: " + text)
		}
		prompt := "Initials when all of it is so, and a remark if any; or stop:"
		if done.Status != 0 {
			prompt = fmt.Sprintf("The command ended with status %d. Initials to go on all the same, or stop:", done.Status)
		}
		var answer string
		answer, err = w.initials(prompt)
		done.Initials, done.Remark, _ = strings.Cut(answer, " ")
	}
	done.Ended = w.time()
	w.record.Steps = append(w.record.Steps, done)
	return err
}

// say shows words of the script.
func (w *walk) say(text string) {
	for _, line := range ceremony.Lines(text) {
		fmt.Fprintln(w.t.file, line)
	}
}

// execute shows a step's command whole, has an act asked for, runs it in this process
// and keeps what it answers; what it asks for, and secrets, go by the terminal and are
// not in its answer.
func (w *walk) execute(s *ceremony.Step) error {
	if len(s.Command) == 0 {
		return nil
	}
	if err := w.showCommand(s.Command); err != nil {
		return err
	}
	if err := w.allow(s.Command); err != nil {
		return err
	}
	dir, err := w.p.home()
	if err != nil {
		return err
	}
	var output bytes.Buffer
	sub := *w.p
	sub.json, sub.homeDir, sub.bound = false, "", dir
	sub.out, sub.err = io.MultiWriter(&output, w.t.file), io.MultiWriter(&output, w.t.file)
	s.Status = sub.run(s.Command)
	s.Output = strings.ToValidUTF8(output.String(), "?")
	return nil
}

// initials asks for them; the word stop, or nothing at all, is no initials.
func (w *walk) initials(prompt string) (string, error) {
	for {
		answer, err := w.t.line(prompt)
		switch {
		case err != nil:
			return "", err
		case answer == "stop":
			return "", errStopped
		case answer != "":
			return text.Line(answer), nil
		}
	}
}

func (w *walk) time() string { return now().UTC().Format(time.RFC3339) }
