package descriptor

import (
	"errors"
	"fmt"
	"slices"
)

// Join makes one multipath descriptor of two with a single path each, as Bitcoin
// Core prints receive and change. They must be the same but for one step in
// every key that is ranged.
func Join(receive, change *Descriptor) (*Descriptor, error) {
	if receive.branches != 1 || change.branches != 1 {
		return nil, errors.New("join: a descriptor that has several branches already")
	}
	blank := func(int) string { return "" }
	if receive.text(blank) != change.text(blank) || len(receive.keys) != len(change.keys) {
		return nil, errors.New("join: the two descriptors are not of the same form")
	}
	keys := make([]Key, len(receive.keys))
	joined := false
	for i := range keys {
		k, err := joinKeys(receive.keys[i], change.keys[i])
		if err != nil {
			return nil, fmt.Errorf("join: key %d: %w", i+1, err)
		}
		keys[i] = k
		joined = joined || k.Branches() > 1
	}
	if !joined {
		return nil, errors.New("join: the two descriptors are the same")
	}
	return newDescriptor(receive.root, keys)
}

// joinKeys merges the one step in which two keys differ.
func joinKeys(a, b Key) (Key, error) {
	if a.Base() != b.Base() {
		return Key{}, errors.New("two different keys")
	}
	if a.wildcard != b.wildcard || len(a.steps) != len(b.steps) {
		return Key{}, errors.New("steps of different length")
	}
	k := a
	k.steps = slices.Clone(a.steps)
	for i, s := range b.steps {
		if s[0] == a.steps[i][0] {
			continue
		}
		if k.Branches() > 1 {
			return Key{}, errors.New("more than one step differs")
		}
		k.steps[i] = step{a.steps[i][0], s[0]}
	}
	if a.Ranged() && k.Branches() == 1 {
		return Key{}, errors.New("receive and change derive the same keys")
	}
	return k, nil
}
