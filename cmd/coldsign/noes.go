package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/internal/names"
	"coldsign/internal/text"
	"coldsign/signer"
	"coldsign/signer/policy"
)

// noesFile remembers who said no to a transaction. A no holds for what would be signed,
// whatever the packet's form or the declared time: both make another review, to which
// nobody has said anything yet.
const (
	noesFile   = "noes"
	noesHeader = "coldsign noes 1" // transaction id, name, review
)

// saidNo is a line of the file.
type saidNo struct{ txid, name, review string }

func (n saidNo) String() string { return n.txid + " " + n.name + " " + n.review }

func (h *home) noes() (list []saidNo, err error) {
	err = h.readLines(noesFile, noesHeader, func(fields []string) (string, error) {
		if len(fields) != 3 || !names.Is(fields[1]) {
			return "", errors.New("transaction id, name and review are wanted")
		}
		for _, id := range []string{fields[0], fields[2]} {
			if raw, err := hex.DecodeString(id); err != nil || len(raw) != 32 {
				return "", errors.New("malformed id")
			}
		}
		list = append(list, saidNo{fields[0], fields[1], fields[2]})
		return list[len(list)-1].String(), nil
	})
	return list, err
}

func (h *home) writeNoes(list []saidNo) error {
	lines := make([]string, len(list))
	for i, n := range list {
		lines[i] = n.String()
	}
	return h.writeLines(noesFile, noesHeader, lines)
}

// rememberNo writes down that somebody said no.
func (h *home) rememberNo(s *subject, said *policy.Statement) error {
	list, err := h.noes()
	no := saidNo{s.txid, said.Name, s.ID()}
	if err != nil || said.Yes || slices.Contains(list, no) {
		return err
	}
	return h.writeNoes(append(list, no))
}

// standingNo refuses what somebody whose approval counts has said no to, in any review.
func (h *home) standingNo(s *subject) error {
	list, err := h.noes()
	if err != nil {
		return err
	}
	var who []string
	for _, no := range list {
		counts := slices.ContainsFunc(s.policy.Approvals, func(q policy.Quorum) bool { return slices.Contains(q.Of, no.name) })
		if no.txid == s.txid && counts && !slices.Contains(who, no.name) {
			who = append(who, no.name)
		}
	}
	if who == nil {
		return nil
	}
	return policyFailure([]signer.Finding{{Rule: policy.ApprovalsID, Severity: signer.Refuse, Inputs: []int{}, Outputs: []int{},
		Title: "A no stands against it", Why: strings.Join(who, ", ") + " said no to this " + s.what + ", in this form or another"}}).
		WithHint("whoever said no takes it back: 'coldsign " + s.by + " --as NAME --take-back'")
}

// takeBackNo has a person take back what they said no to.
func (p *program) takeBackNo(h *home, s *subject, entry ledger.Entry, f statementFlags) error {
	list, err := h.noes()
	if err != nil {
		return err
	}
	kept := slices.DeleteFunc(slices.Clone(list), func(n saidNo) bool { return n.txid == s.txid && n.name == f.as })
	if len(kept) == len(list) {
		return fault.New(fault.Failed, f.as+" has not said no to this "+s.what)
	}
	entry.Detail = text.Join(entry.Detail, f.as+" takes back a no")
	entry.Persons = append(entry.Persons, ledger.Person{Name: f.as, Role: string(policy.Approver)})
	err = p.record(h, entry, func(*ledger.Entry) error {
		if err := p.asPerson(h, f.as, f.passphrases, func(*ledger.SecretKey) error { return nil }); err != nil {
			return err
		}
		for _, n := range list {
			if n.txid != s.txid || n.name != f.as {
				continue
			}
			if err := h.store.Remove(filepath.Join(h.approvalsPath(n.review), n.name+".json")); err != nil {
				return err
			}
		}
		return h.writeNoes(kept)
	})
	if err != nil {
		return err
	}
	return p.result(map[string]string{"took_back": f.as}, func(w io.Writer) { fmt.Fprintf(w, "%s has taken the no back\n", f.as) })
}
