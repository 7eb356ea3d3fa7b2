package ceremony

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"path"
	"strings"

	"coldsign/internal/doctor"
	"coldsign/internal/ledger"
)

// Format names the layout of a record.
const Format = "coldsign ceremony 1"

// Endings of a ceremony.
const (
	Done    = "done"
	Stopped = "stopped"
)

// Record is what remains of a ceremony, signed with the home's key.
type Record struct {
	Format  string            `json:"format"`
	Title   string            `json:"title"`
	Script  ledger.Hashed     `json:"script"`
	Banner  string            `json:"banner,omitempty"` // of a rehearsal
	Machine string            `json:"machine"`
	Clock   string            `json:"clock"`
	Binary  string            `json:"binary"` // SHA-256 of the program, hex
	Version string            `json:"version"`
	Began   string            `json:"began"`
	Ended   string            `json:"ended"`
	Outcome string            `json:"outcome"`
	Reason  string            `json:"reason"` // why it was stopped
	People  []ledger.Person   `json:"people"`
	Answers map[string]string `json:"answers"`
	Doctor  []doctor.Row      `json:"doctor"`
	Fit     string            `json:"fit"` // initials of the one who judged the machine fit
	Steps   []Step            `json:"steps"`
	Before  ledger.State      `json:"log_before"`
	After   ledger.State      `json:"log_after"` // before the entry of this ceremony's end
}

// Step is what was done of a [ScriptStep].
type Step struct {
	Number   int      `json:"number"`
	Title    string   `json:"title"`
	Who      string   `json:"who"`
	Checks   []string `json:"checks"`
	Aloud    []string `json:"aloud"`
	Command  []string `json:"command"`
	Status   int      `json:"status"` // exit status of the command
	Output   string   `json:"output"`
	Began    string   `json:"began"`
	Ended    string   `json:"ended"`
	Initials string   `json:"initials"`
	Remark   string   `json:"remark"`
}

// Bytes is the record as it is signed and kept.
func (r *Record) Bytes() ([]byte, error) {
	data, err := json.MarshalIndent(r, "", "  ")
	return append(data, '\n'), err
}

// ParseRecord reads a record as this program writes it and no other way.
func ParseRecord(data []byte) (*Record, error) {
	var r Record
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil || r.Format != Format {
		return nil, errors.New("not the record of a ceremony")
	}
	again, err := r.Bytes()
	if err != nil || !bytes.Equal(again, data) {
		return nil, errors.New("not as this program writes a record")
	}
	return &r, nil
}

// Fill takes a step of the plan, with the answers put in, and refuses a command that no
// script may run.
func (s *Step) Fill(plan ScriptStep, answers map[string]string) error {
	for _, list := range []struct{ from, to *[]string }{{&plan.Checks, &s.Checks}, {&plan.Aloud, &s.Aloud}} {
		for _, text := range *list.from {
			filled, err := Fill(text, answers)
			if err != nil {
				return err
			}
			*list.to = append(*list.to, filled)
		}
	}
	words, err := Command(plan.Run, answers)
	if err == nil {
		err = CheckCommand(words)
	}
	s.Command = append(s.Command, words...)
	return err
}

// Document is what closing and verifying a ceremony print.
type Document struct {
	Record    string   `json:"record"`
	Page      string   `json:"page"`
	SHA256    string   `json:"sha256"`
	Words     []string `json:"words"`
	Title     string   `json:"title"`
	Outcome   string   `json:"outcome"`
	PublicKey string   `json:"public_key"`
	InLog     bool     `json:"in_log"`
}

// DocumentOf is that of a record which lies in a file, signed by a key.
func DocumentOf(r *Record, file string, data []byte, key *ledger.PublicKey) Document {
	sum := sha256.Sum256(data)
	return Document{Record: file, Page: PageName(file), SHA256: hex.EncodeToString(sum[:]), Words: ledger.Words(sum), Title: r.Title, Outcome: r.Outcome, PublicKey: key.Line()}
}

// PageName is the page of a record.
func PageName(record string) string {
	return strings.TrimSuffix(record, path.Ext(record)) + ".html"
}
