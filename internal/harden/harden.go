// Package harden takes away from the process what it never needs, before it
// reads anything: the network, other programs, debuggers, core files, swapping.
// It says truly what holds on this machine and what does not.
package harden

import (
	"errors"
	"fmt"
)

// Measure is one thing done for the process's safety, and whether it holds.
type Measure struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"` // what holds, or why not
}

// Report lists the measures in the order in which they were taken.
type Report []Measure

// measure is a row of the table that Apply walks through. A required one that
// fails is an error: it works on every machine that the program is meant for.
type measure struct {
	name     string
	required bool
	apply    func() (detail string, err error)
}

// errNotAvailable is the answer of systems that do not have the thing at all.
var errNotAvailable = errors.New("not available on this system")

// Apply hardens the process and every thread of it, those that run already and
// those to come. It must be called first of all, since nothing can be undone.
// The error names the required measures that failed; what is merely not
// available on the system is in the report alone.
func Apply() (Report, error) { return apply(measures) }

func apply(table []measure) (Report, error) {
	var report Report
	var failures []error
	for _, m := range table {
		detail, err := m.apply()
		if err != nil {
			detail = err.Error()
		}
		report = append(report, Measure{Name: m.name, OK: err == nil, Detail: detail})
		if err != nil && m.required && !errors.Is(err, errNotAvailable) {
			failures = append(failures, fmt.Errorf("harden: %s: %w", m.name, err))
		}
	}
	return report, errors.Join(failures...)
}
