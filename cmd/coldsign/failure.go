package main

import (
	"errors"
	"strings"
	"unicode"

	"coldsign/signer"
)

// status is an exit status of the command line's contract.
type status int

const (
	statusDone     status = 0
	statusFailed   status = 1 // unreadable file, damaged data, I/O
	statusUsage    status = 2
	statusRefused  status = 3 // by a safety rule or by policy
	statusDeclined status = 4 // a person said no, or the approval is not for this review
	statusLocked   status = 5 // wrong passphrase, quorum not met, key suspended
)

// codes are the machine's words for a status, printed with --json.
var codes = map[status]string{
	statusFailed:   "failed",
	statusUsage:    "usage",
	statusRefused:  "refused",
	statusDeclined: "declined",
	statusLocked:   "locked",
}

// failure is an error that knows its exit status and may carry a hint.
type failure struct {
	status   status
	message  string
	hint     string
	findings []signer.Finding // with statusRefused: what refused
}

func (f *failure) Error() string { return f.message }

// fail makes a failure of a status.
func fail(s status, message string) *failure { return &failure{status: s, message: message} }

// withHint adds what the person can do about it.
func (f *failure) withHint(hint string) *failure {
	f.hint = hint
	return f
}

// asFailure gives every error a status; one that nobody classified has failed.
func asFailure(err error) *failure {
	var f *failure
	if errors.As(err, &f) {
		return &failure{status: f.status, message: err.Error(), hint: f.hint, findings: f.findings}
	}
	return fail(statusFailed, err.Error())
}

// oneLine makes any text safe for a terminal: one line, no control characters,
// nothing that turns the direction of writing.
func oneLine(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\n' || r == '\t':
			b.WriteByte(' ')
		case r == unicode.ReplacementChar || !unicode.IsPrint(r):
			b.WriteByte('?')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// printed is a failure that the command's own document tells already: with
// --json nothing else may stand on standard output.
type printed struct{ error }

func (p printed) Unwrap() error { return p.error }

// told is a failure that has been said already, line or document.
type told struct{ error }

func (t told) Unwrap() error { return t.error }
