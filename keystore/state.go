package keystore

import (
	"fmt"
	"slices"
)

// State is where a key stands in its life. Active and in use are states of a
// session, never of a record at rest.
type State string

// The states of a key.
const (
	Generated State = "generated" // made, and not in service yet
	Inactive  State = "inactive"  // sealed, ready to be unlocked
	Active    State = "active"    // unlocked by a session
	InUse     State = "in use"    // signing
	Suspended State = "suspended" // signs nothing until it is resumed
	Destroyed State = "destroyed" // its sealed files are gone; the record stays
)

// transitions are all changes that a key may go through. Suspension is reversible
// and comes before destruction.
var transitions = map[State][]State{
	Generated: {Inactive, Suspended},
	Inactive:  {Active, Suspended},
	Active:    {InUse, Inactive, Suspended},
	InUse:     {Active, Inactive, Suspended},
	Suspended: {Inactive, Destroyed},
	Destroyed: {},
}

// Event is one change of state in a key's record.
type Event struct {
	State  State    `json:"state"`
	At     int64    `json:"at"` // seconds since 1970
	By     []string `json:"by"` // operators
	Reason string   `json:"reason"`
}

// Change brings the record into a new state and writes down who did it and why.
func (r *Record) Change(e Event) error {
	if !slices.Contains(transitions[r.State], e.State) {
		return fmt.Errorf("key is %s: it cannot become %s", r.State, e.State)
	}
	if (e.State == Suspended || e.State == Destroyed || r.State == Suspended) && e.Reason == "" {
		return fmt.Errorf("key becomes %s: a reason must be given", e.State)
	}
	if err := checkText(e.Reason); err != nil {
		return err
	}
	r.State = e.State
	r.History = append(slices.Clip(r.History), e)
	return nil
}
