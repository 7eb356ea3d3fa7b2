package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"coldsign/internal/fault"
	"coldsign/keystore"
	"coldsign/signer"
	"coldsign/signer/policy"
)

// policyFile is the house's policy; docs/policy.md has its schema.
const policyFile = "policy.json"

func (h *home) policyPath() string { return filepath.Join(h.dir, policyFile) }

// hasPolicy tells whether the home has set a policy.
func (h *home) hasPolicy() (bool, error) {
	_, err := h.store.ReadFile(h.policyPath(), maxRecord)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// policy reads the policy in force, or that of a house that has set none.
func (h *home) policy() (*policy.Policy, error) {
	data, err := h.store.ReadFile(h.policyPath(), maxRecord)
	if errors.Is(err, fs.ErrNotExist) {
		return policy.Default(), nil
	}
	if err != nil {
		return nil, fault.Path(h.policyPath(), err)
	}
	house, err := policy.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", h.policyPath(), err)
	}
	return house, nil
}

// present gathers what is known beside what is reviewed: of this machine, of the
// policy in force, and what the operator declares.
func (h *home) present(declared declaration) (known signer.Known, house *policy.Policy, facts *policy.Facts, err error) {
	if known, err = h.known(); err != nil {
		return known, nil, nil, err
	}
	if known.Declared, err = declared.declared(); err != nil {
		return known, nil, nil, err
	}
	known.Clock = now().Unix()
	if known.Last, err = h.lastDeclared(); err != nil {
		return known, nil, nil, err
	}
	if house, err = h.policy(); err != nil {
		return known, nil, nil, err
	}
	if err := h.checkPolicyIsLast(house); err != nil {
		return known, nil, nil, err
	}
	known.PolicyID, known.AllowList = house.ID(), house.AllowList()
	facts, err = h.policyFacts(house, declared)
	return known, house, facts, err
}

// policyFacts gathers what the clauses need to know beside the transaction.
func (h *home) policyFacts(house *policy.Policy, declared declaration) (*policy.Facts, error) {
	facts := &policy.Facts{TimeDeclared: declared.hasTime()}
	var err error
	if facts.Spent, err = h.spent(); err != nil {
		return nil, err
	}
	if facts.Used, err = h.usedRequests(); err != nil {
		return nil, err
	}
	if facts.Request, err = declared.request.read(house); err != nil {
		return nil, err
	}
	records, err := h.keys()
	for _, record := range records {
		own := signer.OwnKey{Name: record.Name, Fingerprint: record.Fingerprint, Network: record.Network}
		if !record.HasCheckedBackup() {
			facts.Unbacked = append(facts.Unbacked, own)
		}
		if record.Origin == keystore.Imported {
			facts.Imported = append(facts.Imported, own)
		}
	}
	return facts, err
}

// rememberForPolicy writes down what was spent and which request was served,
// before any signature leaves.
func (h *home) rememberForPolicy(r *reviewed) error {
	if err := h.rememberDeclared(r.analysis.Said()); err != nil {
		return err
	}
	if err := h.rememberRequest(r.facts, r.analysis); err != nil {
		return err
	}
	return h.rememberSpent(r.facts, policy.NewSpent(r.analysis))
}
