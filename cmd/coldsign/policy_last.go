package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/keystore"
	"coldsign/signer/policy"
)

// policySet is the command that puts a policy in force, as the log names it.
const policySet = "policy set"

// policyDetail begins the detail of its entries; the policy's id follows.
const policyDetail = "policy "

// checkPolicyIsLast refuses a policy that is not the one which 'policy set' put in
// force last, by the log: an older file, another one, or none, would let go what
// the people who set it hold. A home whose log has no such entry can have any.
func (h *home) checkPolicyIsLast(house *policy.Policy) error {
	log, err := h.store.ReadFile(filepath.Join(h.dir, logFile), maxLog)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fault.Path(filepath.Join(h.dir, logFile), err)
	}
	set := policiesSet(log)
	if len(set) == 0 || slices.Contains(set, house.ID()) {
		return nil
	}
	return fault.New(fault.Refused, "the policy is "+house.ID()+", and the one that was set last is "+set[0]).
		WithHint("put that " + policyFile + " back, or set it again with 'coldsign policy set'")
}

// policiesSet are the ids that may be in force by a log: of the last policy that was
// set, and of any whose setting was cut off after that; the latest comes first. There
// are none when no setting ended well: then nobody knows what was before.
func policiesSet(log []byte) []string {
	var ids []string
	ended := map[uint64]bool{}
	for {
		at := bytes.LastIndex(log, []byte(`"command":"`+policySet+`"`))
		if at < 0 {
			return nil
		}
		begin := bytes.LastIndexByte(log[:at], '\n') + 1
		line, _, _ := bytes.Cut(log[begin:], []byte("\n"))
		log = log[:begin]
		for entry, err := range ledger.Entries(line) {
			id, is := strings.CutPrefix(entry.Detail, policyDetail)
			switch {
			case err != nil || entry.Command != policySet:
			case entry.Kind == ledger.Result && entry.Outcome == outcomeDone && is:
				return append(ids, id)
			case entry.Kind == ledger.Result:
				ended[entry.Of] = true
			case is && !ended[entry.Seq]:
				ids = append(ids, id)
			}
		}
	}
}

// policySetter is the key whose quorum put the policy in force, by the log, for a policy
// that does not say it itself; "" where no policy is set. One that was set on a home
// without keys is the oldest key's.
func (h *home) policySetter(records []*keystore.Record) (string, error) {
	if set, err := h.hasPolicy(); err != nil || !set {
		return "", err
	}
	log, err := h.store.ReadFile(filepath.Join(h.dir, logFile), maxLog)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fault.Path(filepath.Join(h.dir, logFile), err)
	}
	setter := ""
	for entry, err := range ledger.Entries(log) {
		if err != nil {
			return "", fmt.Errorf("the log cannot be read, and so not whose quorum set the policy: %w", err)
		}
		if entry.Command != policySet || entry.Kind != ledger.Result || entry.Outcome != outcomeDone {
			continue
		}
		setter = ""
		for _, person := range entry.Persons {
			if key, is := strings.CutPrefix(person.Role, operatorOf); is {
				setter = key
			}
		}
	}
	if setter == "" && len(records) > 0 {
		setter = slices.MinFunc(records, func(a, b *keystore.Record) int { return cmp.Compare(a.Created, b.Created) }).Name
	}
	return setter, nil
}
