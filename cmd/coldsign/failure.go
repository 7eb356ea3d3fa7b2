package main

// printed is a failure that the command's own document tells already: with
// --json nothing else may stand on standard output.
type printed struct{ error }

func (p printed) Unwrap() error { return p.error }

// told is a failure that has been said already, line or document.
type told struct{ error }

func (t told) Unwrap() error { return t.error }
