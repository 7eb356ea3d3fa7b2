// Package fault says how an act ended that was not done, for every face: its kind, what
// went wrong, and what a person can do about it, in words of the act and not of a flag.
package fault

import (
	"errors"
	"fmt"
	"io/fs"

	"coldsign/signer"
)

// Kind is how an act ended that was not done. The numbers are the exit statuses of the
// command line.
type Kind int

const (
	Failed   Kind = 1 // unreadable file, damaged data, I/O
	Usage    Kind = 2
	Refused  Kind = 3 // by a safety rule or by policy
	Declined Kind = 4 // a person said no, or the approval is not for this review
	Locked   Kind = 5 // wrong passphrase, quorum not met, key suspended
)

// String is the machine's word for it, which stands in documents and in the log.
func (k Kind) String() string {
	return [...]string{Failed: "failed", Usage: "usage", Refused: "refused", Declined: "declined", Locked: "locked"}[k]
}

// Error is an ending that says of which kind it is, and what a person can do about it.
type Error struct {
	Kind     Kind
	Message  string
	Hint     string
	Findings []signer.Finding // of a refusal: what refused
}

func (e *Error) Error() string { return e.Message }

// New makes an ending of a kind.
func New(kind Kind, message string) *Error { return &Error{Kind: kind, Message: message} }

// WithHint adds what the person can do about it.
func (e *Error) WithHint(hint string) *Error {
	e.Hint = hint
	return e
}

// Of gives every error a kind; one that nobody classified has failed.
func Of(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return &Error{Kind: e.Kind, Message: err.Error(), Hint: e.Hint, Findings: e.Findings}
	}
	return New(Failed, err.Error())
}

// Path says what went wrong with a path, once, without the system call's name.
func Path(path string, err error) error {
	var inner *fs.PathError
	if errors.As(err, &inner) {
		err = inner.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}
