package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/internal/text"
	"coldsign/keystore"
	"coldsign/signer"
)

// Outcomes of an act, as its result in the log names them: done, or the code of
// the exit status.
const outcomeDone = "done"

// record runs an act and writes it into the log: the intent, synced, before
// anything is done, and the result after. When the intent cannot be written the
// act does not happen. The act adds to the entry what it finds out: persons,
// what went out. The home must be open exclusively.
func (p *program) record(h *home, entry ledger.Entry, act func(*ledger.Entry) error) error {
	book, err := p.begin(h, &entry)
	if err != nil {
		return notRecorded(err)
	}
	return book.finish(h, entry, act)
}

// begin writes down what is about to be done; the entry is then the one of how it ends.
func (p *program) begin(h *home, entry *ledger.Entry) (*logBook, error) {
	book, err := p.openLog(h)
	if err != nil {
		return nil, err
	}
	entry.Kind = ledger.Intent
	intent, err := book.append(*entry)
	entry.Kind, entry.Of, entry.Outcome = ledger.Result, intent, outcomeDone
	return book, err
}

// finish does what was begun, and writes down how it ended.
func (b *logBook) finish(h *home, entry ledger.Entry, act func(*ledger.Entry) error) error {
	h.deeds = deeds{}
	failed := act(&entry)
	entry.Persons = append(entry.Persons, h.deeds.opened...)
	entry.Out = append(entry.Out, h.deeds.wrote...)
	if failed != nil {
		f := fault.Of(failed)
		entry.Outcome, entry.Detail = f.Kind.String(), text.Join(entry.Detail, f.Message)
	}
	if _, err := b.append(entry); err != nil {
		return errors.Join(failed, fmt.Errorf("the log has what was begun, but not how it ended: %w", err))
	}
	return failed
}

// deeds are what an act did to the home, gathered where it is done.
type deeds struct {
	opened []ledger.Person // who opened keys
	wrote  []ledger.Hashed // records of keys and wallets
}

// operatorOf begins the role of who opened a key; the key's name follows.
const operatorOf = "operator of "

// openedBy notes who opened a key, by their passphrases.
func (d *deeds) openedBy(key string, operators []keystore.Operator) {
	for _, operator := range operators {
		d.opened = append(d.opened, ledger.Person{Name: operator.Name, Role: operatorOf + key})
	}
}

// note writes down what is no act of its own, such as that a reader was shown something.
func (p *program) note(h *home, entry ledger.Entry) error {
	book, err := p.openLog(h)
	if err == nil {
		entry.Kind = ledger.Note
		_, err = book.append(entry)
	}
	if err != nil {
		return notRecorded(err)
	}
	return nil
}

// notBegun writes down an act that failed before there was a review to record it
// about, and answers with that failure. A command line that was wrong is no act.
func (p *program) notBegun(h *home, command string, failure error) error {
	f := fault.Of(failure)
	if f.Kind == fault.Usage {
		return failure
	}
	return errors.Join(failure, p.note(h, ledger.Entry{Command: command, Detail: text.Join("not begun", f.Kind.String(), f.Message)}))
}

const damagedLogHint = "'coldsign log verify' says what is wrong; to go on after a damage, move log.jsonl out of the home and keep it as evidence"

func notRecorded(err error) error {
	return fault.New(fault.Failed, "nothing was done, since it could not be written into the log: "+err.Error()).
		WithHint(damagedLogHint)
}

// hashed names bytes for the log.
func hashed(name string, data []byte) ledger.Hashed {
	sum := sha256.Sum256(data)
	return ledger.Hashed{Name: name, SHA256: hex.EncodeToString(sum[:])}
}

// aboutKey begins the entry of an act on a key.
func aboutKey(command string, record *keystore.Record, why string) ledger.Entry {
	entry := ledger.Entry{Command: command, Detail: text.Join("key "+record.Name+" "+record.Fingerprint.String(), why)}
	if data, err := record.JSON(); err == nil {
		entry.In = []ledger.Hashed{hashed(keystore.RecordFile, data)}
	}
	return entry
}

// recordOnKey records an act on one key.
func (p *program) recordOnKey(h *home, command, name, why string, act func(*keystore.Record) error) error {
	record, err := h.keyNamed(name)
	if err != nil {
		return err
	}
	return p.record(h, aboutKey(command, record, why), func(*ledger.Entry) error { return act(record) })
}

// aboutReview begins the entry of an act on a reviewed transaction.
func aboutReview(command string, r *reviewed) ledger.Entry {
	return ledger.Entry{
		Command: command,
		Review:  r.review.ID(),
		Policy:  r.analysis.PolicyID,
		Detail:  "transaction " + r.analysis.Tx.TxID.String(),
		In:      []ledger.Hashed{{Name: "psbt", SHA256: hex.EncodeToString(r.analysis.Packet.SHA256[:])}},
	}
}

// acknowledged are the findings that an approval of the review took upon itself.
func acknowledged(review *signer.Shown, by []ledger.Person) []ledger.Acknowledged {
	var names []string
	for _, person := range by {
		names = append(names, person.Name)
	}
	var list []ledger.Acknowledged
	for _, finding := range review.Findings() {
		if finding.Severity == signer.Confirm {
			list = append(list, ledger.Acknowledged{By: strings.Join(names, ", "), Rule: finding.Rule})
		}
	}
	return list
}
