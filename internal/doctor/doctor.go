// Package doctor asks whether this machine is fit to hold keys: what is
// connected, what could write memory to a disk, what the process could protect.
// It only looks: it opens no socket and changes nothing.
package doctor

import (
	"strings"
	"time"

	"coldsign/internal/harden"
)

// Status is the judgement of one row.
type Status string

// The judgements, from best to worst; Unknown says that it could not be found out.
const (
	OK      Status = "ok"
	Warn    Status = "warn"
	Bad     Status = "bad"
	Unknown Status = "unknown"
)

// Row is one thing that was looked at. ID is stable; Advice is "" when there is
// nothing to do.
type Row struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Status Status `json:"status"`
	Detail string `json:"detail"`
	Advice string `json:"advice,omitempty"`
}

// Machine is what the probes look at. Tests build one of their own folders.
type Machine struct {
	Sys, Proc, Dev string // folders: /sys, /proc, /dev
	Now            func() time.Time
	UserID         int
	Erases         bool                        // erase.Enabled
	Hardening      harden.Report               // what harden.Apply reported
	LockMemory     func() error                // tries what a session needs
	LockLimit      func() (limit, used uint64) // bytes
	RandomReady    func() (bool, error)        // the kernel's generator is seeded
	ClockSynced    func() (bool, error)        // something sets the clock from outside
	Random         func([]byte) error          // fills with random bytes
}

// answer is what a probe finds out.
type answer struct {
	status         Status
	detail, advice string
}

// probe is a row of the table of questions.
type probe struct {
	id, title string
	ask       func(Machine) answer
}

// probes in the order in which they are shown.
var probes = []probe{
	{"network", "Network interfaces", network},
	{"radio", "Radios", radios},
	{"inherited-sockets", "Inherited connections", inheritedSockets},
	{"swap", "Swap", swap},
	{"hibernation", "Hibernation", hibernation},
	{"locked-memory", "Locked memory", lockedMemory},
	{"erasure", "Erasure of secrets", erasure},
	{"core-dumps", "Core dumps", coreDumps},
	{"debugger", "Debugger", debugger},
	{"entropy", "Randomness", entropy},
	{"clock", "Clock", clock},
	{"rtc", "Clock that runs without power", rtc},
	{"camera", "Cameras", cameras},
	{"user", "User", user},
	{"virtual", "Virtual machine", virtual},
	{"binary", "This program", binary},
}

// Examine asks every question and appends the measures that the process took
// for itself, as rows with ids "process-…".
func Examine(m Machine) []Row {
	var rows []Row
	for _, p := range probes {
		a := p.ask(m)
		rows = append(rows, Row{p.id, p.title, a.status, a.detail, a.advice})
	}
	for _, measure := range m.Hardening {
		rows = append(rows, hardeningRow(measure))
	}
	return rows
}

func hardeningRow(m harden.Measure) Row {
	row := Row{ID: "process-" + strings.ReplaceAll(m.Name, " ", "-"), Title: "Process: " + m.Name, Status: OK, Detail: m.Detail}
	if !m.OK {
		row.Status = Warn
		row.Advice = "run on Linux with a recent kernel; for locked pages raise the limit (ulimit -l, LimitMEMLOCK=)"
	}
	return row
}

// held reports whether a measure of the process holds.
func (m Machine) held(name string) bool {
	for _, measure := range m.Hardening {
		if measure.Name == name {
			return measure.OK
		}
	}
	return false
}

// unknownBecause is the answer when the machine does not say.
func unknownBecause(err error) answer {
	return answer{Unknown, err.Error(), ""}
}
