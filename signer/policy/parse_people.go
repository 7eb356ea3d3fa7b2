package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"coldsign/internal/names"
)

func (p *Policy) judgePersons() error {
	owner := map[string]string{}
	called := map[string]bool{}
	for i := range p.Persons {
		person := &p.Persons[i]
		place := fmt.Sprintf("persons[%d]", i)
		switch {
		case !names.Is(person.Name):
			return fmt.Errorf("%s.name: %s", place, names.Rule)
		case called[strings.ToLower(person.Name)]:
			return fmt.Errorf("%s.name: stands twice, capital letters aside", place)
		case len(person.Keys) == 0:
			return fmt.Errorf("%s.keys: none", place)
		}
		called[strings.ToLower(person.Name)] = true
		for k, text := range person.Keys {
			key, err := ParseKey(text)
			if err != nil {
				return fmt.Errorf("%s.keys[%d]: %w", place, k, err)
			}
			// One key is one voice: two names for it would make one person a quorum.
			if other, taken := owner[key.material()]; taken {
				return fmt.Errorf("%s.keys[%d]: is a key of %s already", place, k, other)
			}
			owner[key.material()] = person.Name
		}
	}
	return nil
}

func (p *Policy) judgeApprovals() error {
	for i, q := range p.Approvals {
		place := fmt.Sprintf("approvals[%d]", i)
		if err := p.judgeNames(place+".of", q.Of); err != nil {
			return err
		}
		if q.Count < 1 || q.Count > len(q.Of) {
			return fmt.Errorf("%s.count: not between 1 and %d, the number of its persons", place, len(q.Of))
		}
		if err := within(place+".above_sats", q.AboveSats, 0, maxMoney); err != nil {
			return err
		}
	}
	return nil
}

func (p *Policy) judgeRequest() error {
	if p.Request == nil {
		return nil
	}
	if err := p.judgeNames("request.of", p.Request.Of); err != nil {
		return err
	}
	return within("request.above_sats", p.Request.AboveSats, 0, maxMoney)
}

func (p *Policy) judgeNames(place string, names []string) error {
	if len(names) == 0 {
		return fmt.Errorf("%s: nobody", place)
	}
	return distinct(place, names, func(name string) bool { return p.person(name) != nil })
}

func (p *Policy) judgeExclude() error {
	roles := []Role{Requester, Approver, Operator}
	for i, set := range p.Exclude {
		place := fmt.Sprintf("exclude[%d]", i)
		if len(set) < 2 {
			return errors.New(place + ": at least two roles")
		}
		for k, role := range set {
			if !slices.Contains(roles, role) || slices.Contains(set[:k], role) {
				return fmt.Errorf("%s[%d]: %q, %q and %q, each once", place, k, Requester, Approver, Operator)
			}
		}
	}
	return nil
}
