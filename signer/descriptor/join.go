package descriptor

import (
	"errors"
	"fmt"
	"slices"
)

// Join makes one multipath descriptor of two with a single path each, as Bitcoin
// Core prints receive and change. They must be the same but for one step in the
// path of each key that differs.
func Join(receive, change *Descriptor) (*Descriptor, error) {
	if receive.branches != 1 || change.branches != 1 {
		return nil, errors.New("join: a descriptor that has several branches already")
	}
	if receive.form() != change.form() {
		return nil, errors.New("join: the two descriptors are not of the same form")
	}
	if receive.String() == change.String() {
		return nil, errors.New("join: the two descriptors are the same")
	}
	keys, slots := receive.Keys(), slices.Clone(receive.slots)
	for i := range keys {
		other := &change.keys[i]
		if keys[i].Base() != other.Base() {
			return nil, fmt.Errorf("join: key %d is another one", i+1)
		}
		var err error
		if keys[i].steps, err = joinSteps(keys[i].steps, other.steps); err != nil {
			return nil, fmt.Errorf("join: key %d: %w", i+1, err)
		}
	}
	for i := range slots {
		if slots[i].musig == nil {
			continue
		}
		joined := *slots[i].musig
		var err error
		if joined.steps, err = joinSteps(joined.steps, change.slots[i].musig.steps); err != nil {
			return nil, fmt.Errorf("join: musig(): %w", err)
		}
		slots[i].musig = &joined
	}
	return newDescriptor(receive.root, keys, slots)
}

// form is the descriptor's text with its keys left out: what wraps them, how
// many participants a musig() has, and where an index goes.
func (d *Descriptor) form() string {
	return string(d.root.appendText(nil, func(slot int) string {
		s := d.slots[slot]
		var b []byte
		for _, k := range s.keys {
			b = appendSteps(append(b, 'K'), nil, d.keys[k].wildcard)
		}
		if s.musig != nil {
			b = appendSteps(append(b, 'M'), nil, s.musig.wildcard)
		}
		return string(b)
	}))
}

// joinSteps merges the one step in which two paths may differ.
func joinSteps(a, b []step) ([]step, error) {
	if len(a) != len(b) {
		return nil, errors.New("paths of different lengths")
	}
	joined := slices.Clone(a)
	for i := range a {
		if a[i][0] == b[i][0] {
			continue
		}
		if branchesOf(joined) > 1 {
			return nil, errors.New("more than one step differs")
		}
		joined[i] = step{a[i][0], b[i][0]}
	}
	return joined, nil
}

// Branch returns the descriptor of one branch, without multipath steps.
func (d *Descriptor) Branch(branch int) (*Descriptor, error) {
	if branch < 0 || branch >= d.branches {
		return nil, fmt.Errorf("descriptor: no branch %d among %d", branch, d.branches)
	}
	keys, slots := d.Keys(), slices.Clone(d.slots)
	for i := range keys {
		keys[i].steps = singleSteps(keys[i].steps, branch)
	}
	for i := range slots {
		if m := slots[i].musig; m != nil {
			single := *m
			single.steps = singleSteps(m.steps, branch)
			slots[i].musig = &single
		}
	}
	return newDescriptor(d.root, keys, slots)
}

func singleSteps(steps []step, branch int) []step {
	single := make([]step, len(steps))
	for i, s := range steps {
		single[i] = step{s.at(branch)}
	}
	return single
}
