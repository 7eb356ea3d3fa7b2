package descriptor

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// WalletPolicy is a wallet policy (BIP-388): a descriptor template whose keys are @0,
// @1, …, and the keys with their origins.
type WalletPolicy struct {
	Name     string // chosen by people; no part of what is registered
	Template string
	Keys     []string
}

// WalletPolicy writes the descriptor as a wallet policy. It fails where the standard
// has no words for a key: one that is not extended, or whose steps are not a
// multipath step of two and a wildcard.
func (d *Descriptor) WalletPolicy() (*WalletPolicy, error) {
	if reason, is := d.NoWallet(); is {
		return nil, errors.New("policy: no wallet: " + reason)
	}
	p := &WalletPolicy{}
	var problem error
	p.Template = string(d.root.appendText(nil, func(slot int) string {
		text, err := d.placeholder(p, slot)
		if err != nil && problem == nil {
			problem = err
		}
		return text
	}))
	if problem != nil {
		return nil, problem
	}
	return p, nil
}

// placeholder writes the key expression of a slot and adds its keys to the
// policy where they are new.
func (d *Descriptor) placeholder(p *WalletPolicy, slot int) (string, error) {
	s := d.slots[slot]
	ats := make([]string, len(s.keys))
	for i, k := range s.keys {
		key := &d.keys[k]
		if key.XPub == nil {
			return "", fmt.Errorf("policy: key %d is not an extended key", k+1)
		}
		base := key.Base()
		at := slices.Index(p.Keys, base)
		if at < 0 {
			at = len(p.Keys)
			p.Keys = append(p.Keys, base)
		}
		ats[i] = "@" + strconv.Itoa(at)
	}
	if s.musig == nil {
		steps, err := policySteps(d.keys[s.keys[0]].steps, d.keys[s.keys[0]].wildcard)
		return ats[0] + steps, err
	}
	for _, k := range s.keys {
		if len(d.keys[k].steps) > 0 || d.keys[k].Ranged() {
			return "", errors.New("policy: steps inside musig()")
		}
	}
	steps, err := policySteps(s.musig.steps, s.musig.wildcard)
	return "musig(" + strings.Join(ats, ",") + ")" + steps, err
}

// policySteps writes "/**" for /<0;1>/*, and other pairs as they are.
func policySteps(steps []step, w wildcard) (string, error) {
	if len(steps) != 1 || len(steps[0]) != 2 || w != plainWildcard {
		return "", errors.New("policy: steps other than a choice of two and a range")
	}
	if slices.Equal(steps[0], step{0, 1}) {
		return "/**", nil
	}
	return string(appendSteps(nil, steps, w)), nil
}

// ParseWalletPolicy makes the descriptor of a wallet policy.
func ParseWalletPolicy(template string, keys []string) (*Descriptor, error) {
	if len(keys) == 0 || len(keys) > maxMultiAKeys {
		return nil, fmt.Errorf("policy: %d keys", len(keys))
	}
	size := len(template)
	for i, k := range keys {
		if size += len(k); size > MaxText {
			return nil, errors.New("policy: a policy above 256 KiB")
		}
		if findSecret(k) >= 0 {
			return nil, fmt.Errorf("policy: key @%d: %w", i, ErrSecret)
		}
		if strings.ContainsAny(k, "(){},;*<>#@") {
			return nil, fmt.Errorf("policy: key @%d is not a key with its origin", i)
		}
	}
	text, uses, err := expandTemplate(template, keys)
	if err != nil {
		return nil, err
	}
	d, err := Parse(text)
	if err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	if reason, is := d.NoWallet(); is {
		return nil, errors.New("policy: no wallet: " + reason)
	}
	return d, d.checkPolicy(uses, len(keys))
}

// expandTemplate puts the keys in the place of their placeholders and lists the
// placeholders' numbers in the order of appearance.
func expandTemplate(template string, keys []string) (string, []int, error) {
	if findSecret(template) >= 0 {
		return "", nil, fmt.Errorf("policy: %w", ErrSecret)
	}
	if strings.ContainsAny(template, "#[]") {
		return "", nil, errors.New("policy: a template that is more than one")
	}
	text, uses, err := fillPlaceholders(strings.ReplaceAll(template, "/**", "/<0;1>/*"), keys)
	if err != nil {
		return "", nil, fmt.Errorf("policy: %w", err)
	}
	return text, uses, nil
}

// fillPlaceholders puts texts in the place of @0, @1, … and lists the numbers in
// the order of appearance.
func fillPlaceholders(text string, keys []string) (string, []int, error) {
	var b strings.Builder
	var uses []int
	for {
		before, after, found := strings.Cut(text, "@")
		b.WriteString(before)
		if !found {
			return b.String(), uses, nil
		}
		end := 0
		for end < len(after) && '0' <= after[end] && after[end] <= '9' {
			end++
		}
		n, err := parseNumber(after[:end], maxMultiAKeys)
		switch {
		case err != nil:
			return "", nil, fmt.Errorf("a placeholder: %w", err)
		case n >= uint64(len(keys)):
			return "", nil, fmt.Errorf("no key @%d", n)
		case b.Len() > MaxText:
			return "", nil, errors.New("more than 256 KiB")
		}
		b.WriteString(keys[n])
		uses = append(uses, int(n))
		text = after[end:]
	}
}

// checkPolicy holds the rules of BIP-388 that a descriptor as such does not have.
func (d *Descriptor) checkPolicy(uses []int, keys int) error {
	if len(uses) != len(d.keys) {
		return errors.New("policy: a key that is no placeholder")
	}
	next := 0
	for _, n := range uses {
		if n > next {
			return fmt.Errorf("policy: @%d before @%d", n, next)
		}
		next = max(next, n+1)
	}
	if next != keys {
		return fmt.Errorf("policy: @%d is not used", next)
	}
	p, err := d.WalletPolicy()
	if err != nil {
		return err
	}
	if len(p.Keys) != keys {
		return errors.New("policy: one key twice in the list")
	}
	return d.checkDisjoint()
}

// checkDisjoint refuses two placeholders of one key whose paths meet.
func (d *Descriptor) checkDisjoint() error {
	for i := range d.slots {
		for j := range i {
			if d.slotMeets(i, j) {
				return errors.New("policy: a key twice with paths that meet")
			}
		}
	}
	return nil
}

func (d *Descriptor) slotMeets(i, j int) bool {
	a, b := d.slots[i], d.slots[j]
	if (a.musig == nil) != (b.musig == nil) || len(a.keys) != len(b.keys) {
		return false
	}
	if a.musig == nil {
		return d.keys[a.keys[0]].overlaps(&d.keys[b.keys[0]])
	}
	return slices.Equal(d.participants(a), d.participants(b)) &&
		slices.ContainsFunc(a.musig.steps[0], func(e uint32) bool { return slices.Contains(b.musig.steps[0], e) })
}

// participants are the keys of a musig() in an order of their own.
func (d *Descriptor) participants(s slot) []string {
	var out []string
	for _, k := range s.keys {
		out = append(out, d.keys[k].Base())
	}
	slices.Sort(out)
	return out
}
