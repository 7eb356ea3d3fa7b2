package main

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/keystore"
	"coldsign/signer/policy"
)

// policyChange is one line of a difference between policies; an empty side has nothing there.
type policyChange struct {
	Place  string `json:"place"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// differences compares two policies value by value, in the order of their places.
func differences(before, after *policy.Policy) ([]policyChange, error) {
	old, fresh := map[string]string{}, map[string]string{}
	for _, side := range []struct {
		house  *policy.Policy
		values map[string]string
	}{{before, old}, {after, fresh}} {
		d := json.NewDecoder(bytes.NewReader(side.house.Canonical()))
		d.UseNumber()
		var tree any
		if err := d.Decode(&tree); err != nil {
			return nil, err
		}
		flatten("", tree, side.values)
	}
	places := map[string]bool{}
	for _, values := range []map[string]string{old, fresh} {
		for place := range values {
			places[place] = true
		}
	}
	changes := []policyChange{}
	for _, place := range slices.Sorted(maps.Keys(places)) {
		if old[place] != fresh[place] {
			changes = append(changes, policyChange{place, old[place], fresh[place]})
		}
	}
	return changes, nil
}

// flatten writes each value of a tree under its place.
func flatten(place string, v any, into map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			flatten(place+"."+name, inner, into)
		}
	case []any:
		for i, inner := range v {
			flatten(fmt.Sprintf("%s[%d]", place, i), inner, into)
		}
	case string:
		into[place[1:]] = fmt.Sprintf("%q", v)
	default:
		into[place[1:]] = fmt.Sprint(v)
	}
}

func printChanges(w io.Writer, changes []policyChange) {
	for _, c := range changes {
		if c.Before != "" {
			fmt.Fprintf(w, "- %s: %s\n", c.Place, c.Before)
		}
		if c.After != "" {
			fmt.Fprintf(w, "+ %s: %s\n", c.Place, c.After)
		}
	}
}

// proposed is a policy that is to replace the one in force.
type proposed struct {
	ID      string         `json:"policy_id"` // of the proposed one
	Changes []policyChange `json:"changes"`

	policy *policy.Policy
	before *policy.Policy
	data   []byte           // as it will stand in the home
	record *keystore.Record // of the key that decides; nil on a home without keys
}

// propose reads a policy and compares it with the one in force.
func (h *home) propose(path, key string) (*proposed, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	next, err := policy.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	before, err := h.policy()
	if err != nil {
		return nil, err
	}
	record, err := h.decidingKey(before, key)
	if err != nil {
		return nil, err
	}
	decides, identity := "", ""
	if record != nil {
		decides, identity = record.Fingerprint.String(), record.Identity
	}
	bound, err := next.Bind(decides, identity, h.walletPolicyID)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	changes, err := differences(before, bound)
	return &proposed{bound.ID(), changes, bound, before, bound.Canonical(), record}, err
}

// walletPolicyID is the policy id of a registered wallet.
func (h *home) walletPolicyID(name string) (string, error) {
	w, err := h.walletNamed(name)
	if err != nil {
		return "", err
	}
	id := w.wallet.Descriptor.PolicyID()
	return hex.EncodeToString(id[:]), nil
}

func (p *program) policyDiffCommand() *cobra.Command {
	var key string
	c := &cobra.Command{
		Use:     "diff FILE",
		Short:   "What a policy would change",
		Example: "  coldsign policy diff new-policy.json",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.withHome(shared, func(h *home) error {
				next, err := h.propose(args[0], key)
				if err != nil {
					return err
				}
				return p.result(next, func(w io.Writer) {
					printChanges(w, next.Changes)
					fmt.Fprintf(w, "policy %s\n", next.ID)
				})
			})
		},
	}
	c.Flags().StringVar(&key, "key", "", "the key whose quorum decides (default: the only one)")
	return c
}

// policySetFlags are the flags of policy set.
type policySetFlags struct {
	key         string
	approve     string
	passphrases []string
}

func (p *program) policySetCommand() *cobra.Command {
	var f policySetFlags
	c := &cobra.Command{
		Use:   "set FILE",
		Short: "Put a policy in force; needs the quorum of a key",
		Long: `Put a policy in force. The quorum of a key unlocks it for this, and signs nothing
with it; on a home without keys a person types yes. --approve POLICY_ID stands for
what is asked at the terminal, and is bound to the policy's content.`,
		Example: "  coldsign policy set new-policy.json --key treasury",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.withHome(exclusive, func(h *home) error { return p.setPolicy(h, args[0], f) })
		},
	}
	c.Flags().StringVar(&f.key, "key", "", "the key whose quorum decides (default: the only one)")
	c.Flags().StringVar(&f.approve, "approve", "", "the id of the policy, instead of typing yes")
	passphraseFlag(c.Flags(), &f.passphrases)
	return c
}

func (p *program) setPolicy(h *home, path string, f policySetFlags) error {
	next, err := h.propose(path, f.key)
	if err != nil {
		return err
	}
	if f.approve != "" && f.approve != next.ID {
		return fault.New(fault.Declined, "--approve is for another policy than "+next.ID)
	}
	if err := h.checkPolicyIsLast(next.before); err != nil && h.checkPolicyIsLast(next.policy) != nil {
		return err
	}
	record := next.record
	entry := ledger.Entry{Command: policySet, Policy: next.before.ID(), Detail: policyDetail + next.ID,
		In: []ledger.Hashed{hashed(policyFile, next.data)}}
	err = p.record(h, entry, func(*ledger.Entry) error {
		if f.approve == "" {
			if err := p.confirmPolicy(next); err != nil {
				return err
			}
		}
		if record != nil {
			if _, err := p.proveQuorum(h, record, f.passphrases); err != nil {
				return err
			}
		}
		return h.store.Replace(h.policyPath(), next.data)
	})
	if err != nil {
		return err
	}
	return p.result(next, func(w io.Writer) { fmt.Fprintf(w, "policy %s is in force\n", next.ID) })
}

// decidingKey is the key whose quorum changes a policy: the one that the policy in
// force names, else the one that set it, by the log, else the one that is named here or
// the only one. It is nil on a home without keys. Making a key under a policy is no right
// to change it.
func (h *home) decidingKey(before *policy.Policy, name string) (*keystore.Record, error) {
	records, err := h.keys()
	if err != nil {
		return nil, err
	}
	if before.DecidedBy == "" {
		setter, err := h.policySetter(records)
		if err != nil {
			return nil, err
		}
		if setter != "" && name != "" && name != setter {
			return nil, fault.New(fault.Refused, "the policy in force was set by the quorum of the key "+setter+", which alone changes it")
		}
		name = cmp.Or(setter, name)
	}
	records = slices.DeleteFunc(records, func(r *keystore.Record) bool {
		return r.State == keystore.Destroyed || name != "" && r.Name != name ||
			before.DecidedBy != "" && r.Fingerprint.String() != before.DecidedBy ||
			before.DecidedByKey != "" && r.Identity != before.DecidedByKey
	})
	switch {
	case len(records) == 1:
		return records[0], nil
	case len(records) > 1:
		return nil, fault.New(fault.Usage, "several keys are held here: whose quorum decides?").WithHint("name one with --key")
	case before.DecidedBy != "":
		return nil, fault.New(fault.Refused, "the policy in force is changed by the quorum of the key "+before.DecidedBy+" alone")
	case name != "":
		return nil, fault.New(fault.Failed, "no key "+name)
	}
	return nil, nil
}

// confirmPolicy shows what changes and asks.
func (p *program) confirmPolicy(next *proposed) error {
	t, err := p.openTerminal("whether to set the policy", "--approve "+next.ID)
	if err != nil {
		return err
	}
	defer t.Close()
	printChanges(t.file, next.Changes)
	return t.confirm("Put the policy "+next.ID+" in force?", yes)
}

func indentJSON(data []byte) ([]byte, error) {
	var out bytes.Buffer
	err := json.Indent(&out, data, "", "  ")
	return out.Bytes(), err
}
