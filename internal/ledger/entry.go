package ledger

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Kind says what an entry is.
type Kind string

// An act is recorded twice: as an intent before it is begun, as a result after.
// What is no act is a note.
const (
	Intent Kind = "intent"
	Result Kind = "result"
	Note   Kind = "note"
)

// Entry is one record. Seq and Prev are set by Append. Empty fields are left out.
type Entry struct {
	Acknowledged []Acknowledged `json:"acknowledged"` // findings that persons took upon themselves
	Binary       string         `json:"binary"`       // SHA-256 of the program, hex
	Clock        string         `json:"clock"`        // how far Time is to be trusted, in words
	Command      string         `json:"command"`
	Detail       string         `json:"detail"` // why, in words
	In           []Hashed       `json:"in"`     // what came in
	Kind         Kind           `json:"kind"`
	Machine      string         `json:"machine"`
	Of           uint64         `json:"of"`      // a result's intent, by Seq
	Out          []Hashed       `json:"out"`     // what went out
	Outcome      string         `json:"outcome"` // of a result: done, refused, failed, …
	Persons      []Person       `json:"persons"`
	Policy       string         `json:"policy"` // id
	Prev         string         `json:"prev"`   // SHA-256 of the line before, hex
	Review       string         `json:"review"` // id
	Seq          uint64         `json:"seq"`    // from 1
	Time         int64          `json:"time"`   // seconds since 1970
}

// Acknowledged names a rule's finding and who acknowledged it.
type Acknowledged struct {
	By   string `json:"by"`
	Rule string `json:"rule"`
}

// Hashed names bytes by what they are and their SHA-256 in hex.
type Hashed struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Person was present, in a role.
type Person struct {
	Name string `json:"name"`
	Role string `json:"role"`
}

// maxNumber bounds numbers to what every JSON reader keeps exactly (RFC 8785).
const maxNumber = 1<<53 - 1

// validate refuses what has no canonical form or no sense.
func (e *Entry) validate() error {
	switch {
	case e.Kind != Intent && e.Kind != Result && e.Kind != Note:
		return fmt.Errorf("kind: %q is none", string(e.Kind))
	case (e.Kind == Result) != (e.Of != 0):
		return errors.New("of: a result, and nothing else, names an intent")
	case (e.Kind == Result) != (e.Outcome != ""):
		return errors.New("outcome: a result, and nothing else, has one")
	case e.Of > maxNumber || e.Seq > maxNumber || e.Time > maxNumber || e.Time < 0:
		return errors.New("a number is out of range")
	}
	return e.eachText(func(field, text string) error {
		if !utf8.ValidString(text) {
			return fmt.Errorf("%s: not UTF-8", field)
		}
		return nil
	})
}

// eachText visits every text of the entry.
func (e *Entry) eachText(visit func(field, text string) error) error {
	texts := [][2]string{
		{"binary", e.Binary}, {"clock", e.Clock}, {"command", e.Command}, {"detail", e.Detail}, {"machine", e.Machine},
		{"outcome", e.Outcome}, {"policy", e.Policy}, {"prev", e.Prev}, {"review", e.Review},
	}
	for _, a := range e.Acknowledged {
		texts = append(texts, [2]string{"acknowledged", a.By}, [2]string{"acknowledged", a.Rule})
	}
	for _, h := range e.In {
		texts = append(texts, [2]string{"in", h.Name}, [2]string{"in", h.SHA256})
	}
	for _, h := range e.Out {
		texts = append(texts, [2]string{"out", h.Name}, [2]string{"out", h.SHA256})
	}
	for _, p := range e.Persons {
		texts = append(texts, [2]string{"persons", p.Name}, [2]string{"persons", p.Role})
	}
	for _, t := range texts {
		if err := visit(t[0], t[1]); err != nil {
			return err
		}
	}
	return nil
}

// isHash reports whether text is a SHA-256 in lower-case hex.
func isHash(text string) bool {
	return len(text) == 64 && strings.Trim(text, "0123456789abcdef") == ""
}
