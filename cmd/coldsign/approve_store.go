package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"coldsign/internal/fault"
	"coldsign/signer/policy"
)

// approvalsFolder holds a folder for each review that somebody spoke about, and
// in it a file for each person: approvals/REVIEW_ID/NAME.json.
const approvalsFolder = "approvals"

// storedStatement is a signed statement as it is kept: both texts as they were
// signed, so that minisign or ssh-keygen can check them alone.
type storedStatement struct {
	Statement string `json:"statement"`
	Signature string `json:"signature"`
}

func (h *home) approvalsPath(review string) string {
	return filepath.Join(h.dir, approvalsFolder, review)
}

// statements are what was said about a review, each verified. One that does not
// hold is an error that names its file: a no must not be lost by damaging it.
func (h *home) statements(house *policy.Policy, review string) ([]*policy.Statement, error) {
	files, err := h.store.List(h.approvalsPath(review))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []*policy.Statement
	for _, file := range files {
		path := filepath.Join(h.approvalsPath(review), file)
		data, err := h.store.ReadFile(path, maxRecord)
		if err != nil {
			return nil, fault.Path(path, err)
		}
		var stored storedStatement
		if err := json.Unmarshal(data, &stored); err != nil {
			return nil, fmt.Errorf("%s: malformed", path)
		}
		s, err := house.ReadStatement([]byte(stored.Statement), []byte(stored.Signature), review)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if s.Name != strings.TrimSuffix(file, ".json") {
			return nil, fmt.Errorf("%s: holds what %s says", path, s.Name)
		}
		list = append(list, s)
	}
	return list, nil
}

// saveStatement keeps what a person says, once it is verified. A no stands: an
// old yes that is brought again does not undo it.
func (h *home) saveStatement(house *policy.Policy, review string, text, signature []byte) (*policy.Statement, error) {
	s, err := house.ReadStatement(text, signature, review)
	if err != nil {
		return nil, fault.New(fault.Declined, err.Error())
	}
	said, err := h.statements(house, review)
	if err != nil {
		return nil, err
	}
	for _, old := range said {
		if old.Name == s.Name && !old.Yes {
			return nil, fault.New(fault.Declined, fmt.Sprintf("%s has said no to this review: %q", s.Name, old.Reason))
		}
	}
	data, err := json.MarshalIndent(storedStatement{string(text), string(signature)}, "", "  ")
	if err != nil {
		return nil, err
	}
	for _, folder := range []string{filepath.Join(h.dir, approvalsFolder), h.approvalsPath(review)} {
		if err := h.store.MkdirPrivate(folder); err != nil {
			return nil, err
		}
	}
	return s, h.store.Replace(filepath.Join(h.approvalsPath(review), s.Name+".json"), append(data, '\n'))
}
