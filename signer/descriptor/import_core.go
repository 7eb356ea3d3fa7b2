package descriptor

import (
	"encoding/json"
	"errors"
	"fmt"
)

// coreDescriptor is one line of Bitcoin Core's listdescriptors, or of what its
// importdescriptors takes.
type coreDescriptor struct {
	Desc     string
	Internal bool
	Active   *bool
}

// importCore reads Bitcoin Core's list of descriptors: every active descriptor
// of receive addresses with that of its change addresses.
func importCore(f *file) ([]Imported, error) {
	var list []coreDescriptor
	if json.Unmarshal(f.members["descriptors"], &list) != nil {
		return nil, errors.New("descriptors that are no list of Bitcoin Core's")
	}
	const most = 64
	if len(list) > most {
		return nil, fmt.Errorf("more than %d descriptors", most)
	}
	var receive, change []*Descriptor
	var all []Imported
	for i, line := range list {
		if line.Active != nil && !*line.Active {
			continue
		}
		d, err := Parse(line.Desc)
		if err != nil {
			return nil, fmt.Errorf("descriptor %d: %w", i+1, err)
		}
		switch {
		case d.Branches() > 1:
			all = append(all, Imported{Name: f.name(), Descriptor: d})
		case line.Internal:
			change = append(change, d)
		default:
			receive = append(receive, d)
		}
	}
	for _, r := range receive {
		d := r
		for _, c := range change {
			if joined, err := Join(r, c); err == nil {
				d = joined
				break
			}
		}
		all = append(all, Imported{Name: f.name(), Descriptor: d})
	}
	if len(all) == 0 {
		return nil, errors.New("no active descriptor")
	}
	return all, nil
}
