package main

import (
	"bytes"
	"encoding/json"
	"errors"

	"coldsign/internal/doctor"
	"coldsign/internal/ledger"
)

// ceremonyFormat names the layout of a record.
const ceremonyFormat = "coldsign ceremony 1"

// Endings of a ceremony.
const (
	ceremonyDone    = "done"
	ceremonyStopped = "stopped"
)

// ceremonyRecord is what remains of a ceremony, signed with the home's key.
type ceremonyRecord struct {
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
	Steps   []ceremonyStep    `json:"steps"`
	Before  headDocument      `json:"log_before"`
	After   headDocument      `json:"log_after"` // before the entry of this ceremony's end
}

// ceremonyStep is a step as it was done.
type ceremonyStep struct {
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

func (r *ceremonyRecord) bytes() ([]byte, error) {
	data, err := json.MarshalIndent(r, "", "  ")
	return append(data, '\n'), err
}

// parseRecord reads a record as this program writes it and no other way.
func parseRecord(data []byte) (*ceremonyRecord, error) {
	var r ceremonyRecord
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil || r.Format != ceremonyFormat {
		return nil, errors.New("not the record of a ceremony")
	}
	again, err := r.bytes()
	if err != nil || !bytes.Equal(again, data) {
		return nil, errors.New("not as this program writes a record")
	}
	return &r, nil
}
